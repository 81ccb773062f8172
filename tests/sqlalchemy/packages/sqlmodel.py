import datetime
import enum
import uuid
from decimal import Decimal
from typing import Annotated, Any, Dict, List, Optional

from pydantic import EmailStr, HttpUrl, condecimal, constr, field_validator
from sqlalchemy import JSON, Column, DateTime, Index, String, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import AutoString, Enum as SAEnum, Field, Integer, MetaData, Relationship, SQLModel, Text


class Level(str, enum.Enum):
    low = "l"
    high = "h"


class Link(SQLModel, table=True):
    team_id: Optional[int] = Field(default=None, foreign_key="team.id", primary_key=True)
    hero_id: int | None = Field(default=None, foreign_key="hero.id", primary_key=True, ondelete="CASCADE")
    is_training: bool = False


class TeamBase(SQLModel):
    name: str = Field(index=True, max_length=40)
    headquarters: str


class Team(TeamBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    heroes: List["Hero"] = Relationship(back_populates="teams", link_model=Link)


class HeroBase(SQLModel):
    name: str = Field(unique=True)
    age: Optional[int] = Field(default=None, index=True, ge=0)
    email: EmailStr = Field(unique=True, index=True, max_length=255)
    contact: EmailStr | None = Field(default=None, max_length=77)


class Hero(HeroBase, table=True):
    __tablename__ = "hero"
    __table_args__ = (UniqueConstraint("name", "age", name="uq_name_age"), {"comment": "heroes"})
    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    made: datetime.datetime = Field(default_factory=datetime.datetime.now)
    made_tz: datetime.datetime = Field(sa_type=DateTime(timezone=True), nullable=False)
    born: datetime.date
    wakes: Optional[datetime.time] = None
    lasts: datetime.timedelta
    price: Decimal = Field(max_digits=8, decimal_places=3)
    weight: Decimal
    score: condecimal(max_digits=5, decimal_places=2) = Field(default=0)
    rate: float
    blob: bytes
    limited: bytes = Field(max_length=12)
    level: Level
    other_level: Optional[Level] = Field(default=None, sa_column=Column(SAEnum(Level, name="other_level")))
    short: constr(max_length=5)
    annotated: Annotated[str, Field(max_length=9)]
    both: Annotated[Optional[str], Field(max_length=9)] = None
    tags: List[str] = Field(default_factory=list, sa_column=Column(ARRAY(String), nullable=False))
    data: Dict[str, Any] = Field(default_factory=dict, sa_type=JSONB)
    more: dict = Field(default={}, sa_column=Column("more_data", JSON))
    text: str = Field(sa_type=Text)
    stamp: datetime.datetime | None = Field(
        default=None, sa_column_kwargs={"server_default": func.now(), "comment": "when"}
    )
    named: str = Field(sa_column_args=["named_x"], default="x")
    mini: str = Field(default="q", min_length=1, max_length=3, regex="^q")
    boss_id: Optional[uuid.UUID] = Field(default=None, foreign_key="hero.id", ondelete="SET NULL")
    team_name: str = Field(default="", nullable=True)
    needed: Optional[str] = Field(default=None, nullable=False)
    url: HttpUrl | None = Field(default=None, sa_type=AutoString)
    teams: List[Team] = Relationship(back_populates="heroes", link_model=Link)
    boss: Optional["Hero"] = Relationship(sa_relationship_kwargs={"remote_side": "Hero.id"})

    @field_validator("name")
    def check(cls, value):
        return value


class Read(HeroBase):
    id: int


class CamelCasedName(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    kind: str = "a"
    position: int = Field(sa_column=Column(Integer, nullable=False, index=True))


Index("ix_camel", CamelCasedName.kind, CamelCasedName.position)

metadata = SQLModel.metadata
