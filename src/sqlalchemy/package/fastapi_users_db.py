"""fastapi_users.db: the tables are those of fastapi_users_db_sqlalchemy."""

from fastapi_users.db.base import BaseUserDatabase

try:
    from fastapi_users_db_sqlalchemy import (
        SQLAlchemyBaseOAuthAccountTable,
        SQLAlchemyBaseOAuthAccountTableUUID,
        SQLAlchemyBaseUserTable,
        SQLAlchemyBaseUserTableUUID,
        SQLAlchemyUserDatabase,
    )
except ImportError:
    # it is being imported itself
    pass
