### a union inside quotes
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped["int | None"]
    b: Mapped["Optional[str]"]
    c: "Mapped[int | None]"
    d: "Mapped[Optional['str']]" = mapped_column(String(9))
metadata = Base.metadata
### a literal is an enum kept as text
class Base(DeclarativeBase): pass
Status = Literal["pending", "received", "completed"]
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Literal["x", "yy"]]
    b: Mapped[Status]
    c: Mapped[Optional[Status]]
metadata = Base.metadata
### a literal in the map
class Base(DeclarativeBase):
    type_annotation_map = {Literal["a", "b"]: Enum("a", "b", name="ab_enum")}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Literal["a", "b"]]
metadata = Base.metadata
### the map's Enum speaks for every enumeration
class Base(DeclarativeBase):
    type_annotation_map = {enum.Enum: Enum(enum.Enum, native_enum=False, length=50)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Color]
    b: Mapped[Optional[Size]]
metadata = Base.metadata
### the map's Enum with values_callable
class Base(DeclarativeBase):
    type_annotation_map = {enum.Enum: Enum(enum.Enum, values_callable=lambda e: [m.value for m in e])}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Color]
metadata = Base.metadata
### the map's Enum for one enumeration has its own name
class Base(DeclarativeBase):
    type_annotation_map = {Color: Enum(Color, name="paint", schema="s")}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Color]
metadata = Base.metadata
### literals of the map's Enum
class Base(DeclarativeBase):
    type_annotation_map = {Literal: Enum(enum.Enum, native_enum=True, name="lit"), enum.Enum: Enum(enum.Enum, native_enum=False)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Literal["x", "y"]]
metadata = Base.metadata
### a native Enum of the map for literals by enum.Enum
class Base(DeclarativeBase):
    type_annotation_map = {enum.Enum: Enum(enum.Enum, native_enum=False, length=20)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Literal["x", "y"]]
    b: Mapped[Color]
metadata = Base.metadata
### type_annotation_map on generic aliases
class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON, Dict[str, str]: JSONB, list[int]: ARRAY(Integer), list: JSON}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[dict[str, Any]]
    b: Mapped[Dict[str, str]]
    c: Mapped[Optional[list[int]]]
    d: Mapped[list]
metadata = Base.metadata
### fails: a generic alias that the map lacks
class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSON}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[dict[str, int]]
metadata = Base.metadata
### a union in the map
class Base(DeclarativeBase):
    type_annotation_map = {Union[int, str]: String(44), Optional[float]: Numeric(3, 1), str | bytes: LargeBinary}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Union[int, str]]
    b: Mapped[Union[int, str, None]]
    c: Mapped[Optional[float]]
    d: Mapped[float]
    e: Mapped[bytes | str]
metadata = Base.metadata
### NewType
UserId = NewType("UserId", int)
Name = NewType("Name", str)
class Base(DeclarativeBase):
    type_annotation_map = {Name: String(33), UserId: BigInteger}
class T(Base):
    __tablename__ = "t"
    id: Mapped[UserId] = mapped_column(primary_key=True)
    a: Mapped[Name]
    b: Mapped[Optional[Name]]
    c: Mapped[Optional[UserId]]
metadata = Base.metadata
### fails: a NewType that the map lacks
UserId = NewType("UserId", int)
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[UserId] = mapped_column(primary_key=True)
metadata = Base.metadata
### Annotated with a type in it
money = Annotated[decimal.Decimal, mapped_column(Numeric(12, 2))]
required_name = Annotated[str, mapped_column(String(30), nullable=False)]
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[money]
    b: Mapped[Optional[money]]
    c: Mapped[money] = mapped_column("see", nullable=True, index=True)
    d: Mapped[Optional[required_name]]
    e: Mapped[required_name] = mapped_column(String(99), unique=True)
metadata = Base.metadata
### Annotated with a foreign key
user_fk = Annotated[int, mapped_column(ForeignKey("users.id", ondelete="CASCADE"))]
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[user_fk]
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[Optional[user_fk]] = mapped_column(index=True)
metadata = Base.metadata
### Annotated with Optional inside
text20 = Annotated[Optional[str], mapped_column(String(20))]
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[text20]
metadata = Base.metadata
### Annotated keeps defaults, identity, computed, comments
ident = Annotated[int, mapped_column(Identity(always=True), primary_key=True)]
doubled = Annotated[int, mapped_column(Computed("x * 2"))]
noted = Annotated[str, mapped_column(comment="noted", server_default="n", index=True)]
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[ident]
    x: Mapped[int]
    y: Mapped[doubled]
    z: Mapped[noted]
class U(Base):
    __tablename__ = "u"
    id: Mapped[ident]
    x: Mapped[int]
    y: Mapped[doubled]
    z: Mapped[noted] = mapped_column(comment="other", index=False)
metadata = Base.metadata
### Annotated in the map by the alias
str_50 = Annotated[str, 50]
num = Annotated[decimal.Decimal, 7]
class Base(DeclarativeBase):
    registry = registry(type_annotation_map={str_50: String(50), num: Numeric(9, 3)})
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str_50]
    b: Mapped[Optional[num]]
    c: Mapped[Annotated[str, 50]]
    d: Mapped[Annotated[str, 51]]
metadata = Base.metadata
### Annotated nested
base_str = Annotated[str, mapped_column(String(11))]
indexed = Annotated[base_str, mapped_column(index=True)]
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[indexed]
metadata = Base.metadata
### names that only the type checker imports
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from nowhere import Parent
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped["Parent"] = relationship(viewonly=True)
    parents: Mapped[List["Parent"]] = relationship(viewonly=True)
metadata = Base.metadata
### annotations that are not Mapped
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    __allow_unmapped__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    note: str = "x"
    other: ClassVar[int] = 5
    name: str = Column(String(5))
metadata = Base.metadata
### any object in the map
class Point3: pass
class Base(DeclarativeBase):
    type_annotation_map = {Point3: JSONB, str: String(77), int: BigInteger}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Point3]
    b: Mapped[Optional[str]]
metadata = Base.metadata
### fails: subclasses of what the map has
class MyStr(str): pass
class Base(DeclarativeBase):
    type_annotation_map = {str: String(77)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[MyStr]
metadata = Base.metadata
### instances of the map's types are copied for each column
class Base(DeclarativeBase):
    type_annotation_map = {datetime.datetime: TIMESTAMP(timezone=True), uuid.UUID: postgresql.UUID(as_uuid=True)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    a: Mapped[datetime.datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
    b: Mapped[datetime.datetime | None]
metadata = Base.metadata
### Any and object
class Base(DeclarativeBase):
    type_annotation_map = {Any: JSONB, object: JSON}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Any]
metadata = Base.metadata
### explicit types need no known annotation
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[dict[str, Any]] = mapped_column(JSONB)
    b: Mapped[Optional[list["T"]]] = mapped_column(ARRAY(Integer))
    c: Mapped[Any] = mapped_column(JSON)
    d: Mapped[object] = mapped_column(Text)
metadata = Base.metadata
### annotation with a foreign key takes the referenced type
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[str] = mapped_column(String(7), primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[str] = mapped_column(ForeignKey("a.id"))
    b_id: Mapped[Optional[int]] = mapped_column(ForeignKey("b.id"))
metadata = Base.metadata
### generic models
K = TypeVar("K")
class Base(DeclarativeBase): pass
class Keyed(Generic[K]):
    id: Mapped[int] = mapped_column(primary_key=True)
class A(Keyed[int], Base):
    __tablename__ = "a"
    x: Mapped[str]
metadata = Base.metadata
### enumerations with functional syntax and IntEnum
Level = enum.Enum("Level", "LOW HIGH")
class Number(enum.IntEnum):
    ONE = 1
    TWO = 2
class Flagged(enum.Enum):
    A = "a"
    B = "a"
    C = "c"
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Level]
    b: Mapped[Number]
    c: Mapped[Flagged]
metadata = Base.metadata
### StrEnum
class Kind(enum.StrEnum):
    FIRST = enum.auto()
    SECOND = "2nd"
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Kind] = mapped_column(default=Kind.FIRST, server_default=Kind.SECOND)
    b: Mapped[Kind] = mapped_column(Enum(Kind, values_callable=lambda k: [str(m) for m in k], name="kind_values"))
metadata = Base.metadata
### types of typing
class Base(DeclarativeBase):
    type_annotation_map = {List[str]: ARRAY(Text), Dict[str, Any]: JSONB, Set[int]: JSON, Tuple[int, int]: JSON}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[List[str]]
    b: Mapped[Dict[str, Any]]
    c: Mapped[Set[int]]
    d: Mapped[Optional[Tuple[int, int]]]
metadata = Base.metadata
### TypedDict and dataclasses in the map
from dataclasses import dataclass
from typing import TypedDict
class Options(TypedDict, total=False):
    a: int
@dataclass
class Place:
    x: int
class Base(DeclarativeBase):
    type_annotation_map = {Options: JSONB, Place: JSON}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Options]
    b: Mapped[Place | None]
metadata = Base.metadata
### None defaults and insert_default
class Base(MappedAsDataclass, DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    a: Mapped[str] = mapped_column(insert_default="q")
    b: Mapped[datetime.datetime] = mapped_column(insert_default=func.now(), server_default=func.now())
    c: Mapped[list] = mapped_column(JSON, default_factory=list)
metadata = Base.metadata
### dataclass keywords on the class
class Base(DeclarativeBase): pass
class T(MappedAsDataclass, Base, kw_only=True, repr=False, eq=False):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str | None] = mapped_column(default=None)
metadata = Base.metadata
### dataclass mixins
class Base(MappedAsDataclass, DeclarativeBase): pass
class Stamp(MappedAsDataclass):
    made: Mapped[datetime.datetime] = mapped_column(server_default=func.now(), init=False)
class T(Stamp, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    a: Mapped[str]
metadata = Base.metadata
### mapped_as_dataclass
reg = registry()
@reg.mapped_as_dataclass
class A:
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    b: Mapped[str | None] = mapped_column(default=None)
@reg.mapped_as_dataclass(unsafe_hash=True)
class B:
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
metadata = reg.metadata
### unmapped_dataclass and mapped_as_dataclass with a registry
from sqlalchemy.orm import mapped_as_dataclass
reg = registry()
@mapped_as_dataclass(reg, kw_only=True)
class A:
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
metadata = reg.metadata
### dataclass-style declarative with metadata on the fields
from dataclasses import dataclass, field
reg = registry()
@reg.mapped
@dataclass
class User:
    __tablename__ = "users"
    __sa_dataclass_metadata_key__ = "sa"
    id: int = field(init=False, metadata={"sa": Column(Integer, primary_key=True)})
    name: str = field(default=None, metadata={"sa": Column(String(50))})
    plain: int = 5
    late: str = field(default=None, metadata={"sa": lambda: Column(String(7), index=True)})
metadata = reg.metadata
### dataclass-style declarative with a table
from dataclasses import dataclass, field
reg = registry()
@reg.mapped
@dataclass
class User:
    __table__ = Table("users", reg.metadata, Column("id", Integer, primary_key=True), Column("name", String(50)))
    id: int = field(init=False)
    name: str = None
metadata = reg.metadata
