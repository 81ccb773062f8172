"""The mixins of advanced_alchemy, which stand with its bases."""

from advanced_alchemy.base import (
    AuditColumns,
    BigIntPrimaryKey,
    IdentityPrimaryKey,
    NanoIDPrimaryKey,
    SlugKey,
    UniqueMixin,
    UUIDPrimaryKey,
    UUIDv6PrimaryKey,
    UUIDv7PrimaryKey,
)
