"""tables"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision: str = "11111111aaaa"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "org",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("settings", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name", name="uq_org_name"),
    )
    users = op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), primary_key=True),
        sa.Column("org_id", sa.Integer(), sa.ForeignKey("org.id", ondelete="CASCADE"), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now()),
        sa.Column("score", sa.Numeric(10, 2), comment="points"),
        comment="people",
    )
    op.create_index(op.f("ix_users_email"), "users", ["email"], unique=True)
    op.create_index("ix_users_lower", "users", [sa.text("lower(email)")], postgresql_where=sa.text("score > 1"))
    orgs = sa.table("org", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("settings", postgresql.JSONB))
    op.bulk_insert(orgs, [
        {"id": 1, "name": "it's one", "settings": {"a": [1, None, "x"]}},
        {"id": 2, "name": "two", "settings": {}},
    ])
    op.bulk_insert(users, [{"id": "6f3b2a7e-6f1e-4f6e-8a50-0a6b8f1f8d11", "org_id": 1, "email": "a@b.c", "score": 1.5, "created_at": None}])


def downgrade() -> None:
    op.drop_index("ix_users_lower", table_name="users")
    op.drop_index(op.f("ix_users_email"), table_name="users")
    op.drop_table("users")
    op.drop_table("org")
