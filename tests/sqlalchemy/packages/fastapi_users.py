from fastapi_users_db_sqlalchemy import (
    SQLAlchemyBaseOAuthAccountTable,
    SQLAlchemyBaseOAuthAccountTableUUID,
    SQLAlchemyBaseUserTable,
    SQLAlchemyBaseUserTableUUID,
    SQLAlchemyUserDatabase,
)
from fastapi_users_db_sqlalchemy.access_token import (
    SQLAlchemyAccessTokenDatabase,
    SQLAlchemyBaseAccessTokenTable,
    SQLAlchemyBaseAccessTokenTableUUID,
)
from fastapi_users_db_sqlalchemy.generics import GUID, TIMESTAMPAware
from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class OAuthAccount(SQLAlchemyBaseOAuthAccountTableUUID, Base):
    pass


class User(SQLAlchemyBaseUserTableUUID, Base):
    oauth_accounts: Mapped[list[OAuthAccount]] = relationship("OAuthAccount", lazy="joined")
    nick: Mapped[str | None] = mapped_column(String(20))


class AccessToken(SQLAlchemyBaseAccessTokenTableUUID, Base):
    pass


class IntUser(SQLAlchemyBaseUserTable[int], Base):
    __tablename__ = "int_user"
    id: Mapped[int] = mapped_column(primary_key=True)


class IntOAuth(SQLAlchemyBaseOAuthAccountTable[int], Base):
    __tablename__ = "int_oauth"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)

    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(Integer, ForeignKey("int_user.id", ondelete="cascade"), nullable=False)


class IntToken(SQLAlchemyBaseAccessTokenTable[int], Base):
    __tablename__ = "int_token"
    user_id: Mapped[int] = mapped_column(ForeignKey("int_user.id"))
    guid: Mapped[GUID] = mapped_column(GUID)
    at = mapped_column(TIMESTAMPAware(timezone=True))


metadata = Base.metadata
