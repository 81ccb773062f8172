### composite makes the columns of its dataclass
import dataclasses
@dataclasses.dataclass
class Point2:
    x: int
    y: Optional[int]
class Base(DeclarativeBase): pass
class V(Base):
    __tablename__ = "v"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[Point2] = composite(mapped_column("x1"), mapped_column("y1"))
    end: Mapped[Point2] = composite(mapped_column("x2", BigInteger), mapped_column("y2"))
    last: Mapped[int]
metadata = Base.metadata
### composite with the class as its first argument
class Point2:
    def __init__(self, x: int, y: int): pass
class Base(DeclarativeBase): pass
class V(Base):
    __tablename__ = "v"
    id: Mapped[int] = mapped_column(primary_key=True)
    start = composite(Point2, mapped_column("x1", Integer), mapped_column("y1", Integer, nullable=False))
metadata = Base.metadata
### composite over columns that are there
class Point2:
    def __init__(self, x, y): pass
class Base(DeclarativeBase): pass
class V(Base):
    __tablename__ = "v"
    id: Mapped[int] = mapped_column(primary_key=True)
    x1: Mapped[int] = mapped_column()
    y1: Mapped[int] = mapped_column()
    start: Mapped[Point2] = composite("x1", "y1")
    again = composite(Point2, x1, y1)
class Old(Base):
    __tablename__ = "old"
    id = Column(Integer, primary_key=True)
    x1 = Column(Integer)
    y1 = Column(Integer)
    start = composite(Point2, x1, y1)
    other = composite(Point2, Column("ox", Integer), Column("oy", Integer))
metadata = Base.metadata
### composite without columns takes the names of the fields
import dataclasses
@dataclasses.dataclass
class Point2:
    x: int
    y: str
class Base(DeclarativeBase): pass
class V(Base):
    __tablename__ = "v"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[Point2] = composite(mapped_column(), mapped_column())
metadata = Base.metadata
### composite may be None
import dataclasses
@dataclasses.dataclass
class Point2:
    x: int
    y: int
class Base(DeclarativeBase): pass
class V(Base):
    __tablename__ = "v"
    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[Optional[Point2]] = composite(mapped_column("x1"), mapped_column("y1"))
metadata = Base.metadata
### hybrid_property in an index
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str]
    @hybrid_property
    def lowered(self):
        return func.lower(self.first)
    @hybrid_property
    def other(self):
        return self.first
    @other.expression
    def other(cls):
        return func.upper(cls.first)
    @other.inplace.setter
    def _other_setter(self, value):
        self.first = value
    @hybrid_method
    def longer(self, n):
        return func.length(self.first) > n
Index("ix_l", T.lowered)
Index("ix_u", T.other, postgresql_where=T.longer(5))
metadata = Base.metadata
### hybrid_property with inplace expression
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str]
    @hybrid_property
    def other(self) -> str:
        return self.first.upper()
    @other.inplace.expression
    @classmethod
    def _other_expression(cls):
        return func.upper(cls.first)
Index("ix_u", T.other)
metadata = Base.metadata
### synonym and association_proxy
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    _name: Mapped[str] = mapped_column("name", String(10))
    name = synonym("_name")
    kids: Mapped[List["T"]] = relationship(remote_side=[id])
    kid_names: AssociationProxy[List[str]] = association_proxy("kids", "name")
    parent_id: Mapped[Optional[int]] = mapped_column(ForeignKey("t.id"))
metadata = Base.metadata
### an index on a synonym
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str]
    b = synonym("a")
Index("ix", T.b)
metadata = Base.metadata
### column_property
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id = column_property(Column(Integer, primary_key=True))
    a = column_property(Column("aa", String(3), nullable=False), active_history=True)
    b: Mapped[int] = column_property(mapped_column(Integer, index=True))
    c = column_property(select(func.count()).scalar_subquery())
    d: Mapped[str] = column_property(Column(String(4)) , deferred=True)
T.e = column_property(T.a + "x")
T.f = column_property(Column("ff", Integer))
metadata = Base.metadata
### mapper arguments
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(nullable=False)
    left: Mapped[int]
    right: Mapped[int]
    __mapper_args__ = {"version_id_col": version, "eager_defaults": True, "exclude_properties": ["left"], "confirm_deleted_rows": False}
class U(Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]
    __mapper_args__ = {"primary_key": [id], "include_properties": ["id"]}
metadata = Base.metadata
### mutable types
from sqlalchemy.ext.mutable import MutableDict, MutableList
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[dict] = mapped_column(MutableDict.as_mutable(JSONB))
    b = mapped_column(MutableList.as_mutable(ARRAY(String(5))), nullable=False)
    c = mapped_column(MutableDict.as_mutable(JSON(none_as_null=True)))
    d = mapped_column(MutableDict.as_mutable(postgresql.HSTORE))
metadata = Base.metadata
### events of mapping leave the table alone
from sqlalchemy import event
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str]
@event.listens_for(T, "before_insert")
def lower(mapper, connection, target):
    target.a = target.a.lower()
@event.listens_for(T.a, "set")
def receive(target, value, old, initiator):
    pass
configure_mappers()
metadata = Base.metadata
### inspecting mapped classes
from sqlalchemy import inspect
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str] = mapped_column("aa")
Table("copy", Base.metadata, *[Column(c.name, c.type) for c in T.__table__.columns])
Table("keys", Base.metadata, *[Column(c.key, Integer) for c in inspect(T).mapper.column_attrs])
Table("more", Base.metadata, *[Column(key, Integer) for key in T.__mapper__.columns.keys()])
metadata = Base.metadata
### tables of the metadata, changed in a loop
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
for table in Base.metadata.tables.values():
    table.append_column(Column("tenant", Integer, nullable=False))
    table.schema_seen = table.schema
Index("ix_tenant", Base.metadata.tables["a"].c.tenant)
for mapper in Base.registry.mappers:
    Index("ix_by_mapper_" + mapper.class_.__name__.lower(), mapper.local_table.c.id)
metadata = Base.metadata
### columns of expressions
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column()
    b: Mapped[Optional[str]] = mapped_column()
    data: Mapped[dict] = mapped_column(JSONB)
    at: Mapped[datetime.datetime] = mapped_column()
    __table_args__ = (
        Index("ix_partial", "a", unique=True, postgresql_where=b.is_(None)),
        Index("ix_json", data["key"].astext),
        Index("ix_json_path", data[("a", "b")].astext, postgresql_using="btree"),
        Index("ix_cast", cast(data["n"].astext, Integer)),
        Index("ix_coalesce", func.coalesce(b, "none"), a.desc().nulls_last()),
        CheckConstraint(and_(a > 5, or_(b.is_not(None), a.in_([1, 2])))),
        CheckConstraint(func.char_length(b) < 10, name="short"),
        CheckConstraint(b.in_(["x", "y"]) | b.is_(None), name="known"),
        CheckConstraint((a == 1) == b.is_not(None), name="both"),
        CheckConstraint("a > 5", name="text"),
        Index("ix_trgm", "b", postgresql_using="gin", postgresql_ops={"b": "gin_trgm_ops"}),
        Index("ix_tsv", func.to_tsvector(literal_column("'english'"), b), postgresql_using="gin"),
        Index("ix_trunc", func.date_trunc("day", at)),
        Index("ix_extract", extract("year", at)),
        Index("ix_text", text("lower(b) DESC"), "a"),
    )
metadata = Base.metadata
### indexes by attribute after the class
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str]
    b: Mapped[int]
    flag: Mapped[bool]
Index("ix_1", T.a, unique=True, postgresql_where=T.flag)
Index("ix_2", T.a, postgresql_where=~T.flag)
Index("ix_3", T.a, postgresql_where=T.flag.is_(True))
Index("ix_4", T.a, postgresql_where=(T.flag == True) & (T.b > 3))
Index("ix_5", T.a.desc(), T.b, postgresql_include=[T.b])
Index("ix_6", (T.b + 1).label("plus"))
Index("ix_7", T.a.collate("C"))
Index("ix_8", func.lower(T.a), T.b.desc().nulls_first(), postgresql_concurrently=True)
metadata = Base.metadata
### exclude constraints over mapped columns
class Base(DeclarativeBase): pass
class R(Base):
    __tablename__ = "r"
    id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[int] = mapped_column()
    during = mapped_column(postgresql.TSTZRANGE)
    cancelled: Mapped[bool] = mapped_column()
    __table_args__ = (
        ExcludeConstraint((room, "="), (during, "&&"), where=text("NOT cancelled")),
        ExcludeConstraint(("room", "="), (text("during"), "&&"), name="named", using="gist", where="NOT cancelled", ops={"room": "gist_int4_ops"}, deferrable=True),
    )
metadata = Base.metadata
### foreign keys with every option
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    __table_args__ = {"schema": "s"}
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int] = mapped_column(unique=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a1: Mapped[int] = mapped_column(ForeignKey("s.a.id", name="fk1", ondelete="SET NULL (a1)", onupdate="CASCADE"))
    a2: Mapped[int] = mapped_column(ForeignKey(A.x, deferrable=True, initially="IMMEDIATE", match="FULL", name="fk2", comment="why", info={"a": 1}))
    a3: Mapped[int] = mapped_column(ForeignKey(A.__table__.c.id, use_alter=True, name="fk3"))
    a4: Mapped[int] = mapped_column()
    a5: Mapped[int] = mapped_column(ForeignKey("s.a.id", postgresql_not_valid=True))
    __table_args__ = (ForeignKeyConstraint([a4], [A.id], name="fk4"), ForeignKeyConstraint(["id", "a4"], ["s.a.id", "s.a.x"], deferrable=True, initially="DEFERRED"))
metadata = Base.metadata
### keys and quoted names
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "Select"
    id: Mapped[int] = mapped_column("ID", key="ident", primary_key=True)
    order: Mapped[int] = mapped_column("Order", index=True)
    __table_args__ = (UniqueConstraint("ident", "Order"),)
Table(sa.quoted_name("Plain", True), Base.metadata, Column(sa.quoted_name("Mixed", quote=True), Integer))
metadata = Base.metadata
### association table with extra columns and indexes
class Base(DeclarativeBase): pass
link = Table("link", Base.metadata,
    Column("a_id", Integer, ForeignKey("a.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("b_id", ForeignKey("b.id"), primary_key=True),
    Column("at", DateTime(timezone=True), server_default=func.now(), nullable=False),
    UniqueConstraint("b_id", "a_id", name="uq_link"), comment="links")
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs = relationship("B", secondary=lambda: link, backref=backref("a_list", lazy="dynamic"), order_by="B.id", cascade="all, delete-orphan", single_parent=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
metadata = Base.metadata
### fails: a string that only a regconfig would take
t = Table("t", metadata, Column("s", String))
Index("ix", func.to_tsvector("english", t.c.s))
### a primary key that may be None by its annotation
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[Optional[int]] = mapped_column(primary_key=True)
metadata = Base.metadata
### allow_unmapped
class Base(DeclarativeBase):
    __allow_unmapped__ = True
class T(Base):
    __tablename__ = "t"
    id: int = mapped_column(primary_key=True)
    a: Optional[str] = mapped_column()
    b: str = mapped_column(String(3))
    c: int = Column(Integer)
    d: int = 5
    other: List["T"] = relationship()
    t_id: Optional[int] = mapped_column(ForeignKey("t.id"))
metadata = Base.metadata
### type aliases of PEP 695
from typing_extensions import TypeAliasType
Short = TypeAliasType("Short", Annotated[str, mapped_column(String(5))])
Plain = TypeAliasType("Plain", str)
Maybe = TypeAliasType("Maybe", Optional[str])
Known = TypeAliasType("Known", Literal["a", "bb"])
InMap = TypeAliasType("InMap", str)
Stuff = TypeAliasType("Stuff", dict[str, Any])
class Base(DeclarativeBase):
    type_annotation_map = {InMap: String(21), Stuff: JSONB}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Short]
    b: Mapped[Plain]
    c: Mapped[Maybe]
    d: Mapped[Known]
    e: Mapped[InMap]
    f: Mapped[Optional[Short]]
    g: Mapped[Plain | None]
    h: Mapped[Stuff]
metadata = Base.metadata
### unmapped_column
from sqlalchemy.orm import Unmapped, unmapped_column
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Unmapped[int]
    b: Unmapped[str] = unmapped_column(String(4), index=True)
metadata = Base.metadata
### AsyncAttrs and other mixins beside the base
from sqlalchemy.ext.asyncio import AsyncAttrs
class Base(AsyncAttrs, DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
class U(MappedAsDataclass, Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### a table class of one's own
class Tenant(Table):
    pass
class Base(DeclarativeBase):
    @classmethod
    def __table_cls__(cls, *args, **kw):
        return Tenant(*args, Column("tenant_id", Integer, nullable=False), **kw)
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### checks that types make
class Base(DeclarativeBase): pass
class Kind(TypeDecorator):
    impl = Enum(Color, native_enum=False, create_constraint=True, name="kind")
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Color] = mapped_column(Enum(Color, native_enum=False, create_constraint=True))
    b = mapped_column(Kind)
    c = mapped_column(Boolean(create_constraint=True, name="ck_c"))
metadata = Base.metadata
### fails: an array of what makes a check
Table("t", metadata, Column("a", ARRAY(Enum("x", "y", native_enum=False, create_constraint=True, name="arr"))))
### every form of Enum
class Base(DeclarativeBase):
    metadata = MetaData(schema="app")
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = mapped_column(Enum(Color, inherit_schema=True, name="a"))
    b = mapped_column(Enum(Color, schema="other", name="b"))
    c = mapped_column(Enum(Color, metadata=MetaData(schema="third"), name="c"))
    d = mapped_column(Enum(Color, length=30, native_enum=False))
    e = mapped_column(Enum(*[c.value for c in Color], name="e"))
    f = mapped_column(Enum(Color, native_enum=False, values_callable=lambda e: [m.value + "!" for m in e]))
    g = mapped_column(postgresql.ENUM(Color, name="g", create_type=True))
    h = mapped_column(ARRAY(Enum(Size, name="h")))
    i = mapped_column(Enum(Color, name="i").with_variant(String(9), "postgresql"))
    j = mapped_column(String(9).with_variant(postgresql.ENUM("p", "q", name="j"), "postgresql"))
    __table_args__ = {"schema": "mine"}
metadata = Base.metadata
### naming conventions with every token
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_key)s",
        "ck": "ck_%(table_name)s_%(column_0_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s_%(referred_column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    })
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int] = mapped_column(index=True, unique=True)
    y: Mapped[int] = mapped_column()
    __table_args__ = (UniqueConstraint("x", "y"), CheckConstraint(y > 1, name="big"))
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    ax: Mapped[int]
    ay: Mapped[int] = mapped_column(ForeignKey("a.id"), index=True)
    flag: Mapped[Color] = mapped_column(Enum(Color, native_enum=False, create_constraint=True, name="flag"))
    __table_args__ = (ForeignKeyConstraint(["ax", "ay"], ["a.x", "a.y"]), Index(None, "ax", "ay"))
metadata = Base.metadata
### naming conventions by functions and long names
def fk_guid(constraint, table):
    parts = [table.name] + [element.parent.name for element in constraint.elements] + [element.target_fullname for element in constraint.elements]
    return "fk_%s" % "_".join(parts).replace(".", "_")
def cols(constraint, table):
    return "_".join(column.name for column in constraint.columns)
class Base(DeclarativeBase):
    metadata = MetaData(naming_convention={"fk_guid": fk_guid, "cols": cols, "fk": "%(fk_guid)s", "uq": "uq_%(cols)s", "ix": "ix_%(cols)s"})
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int] = mapped_column(index=True)
    y: Mapped[Optional[int]] = mapped_column(ForeignKey("a.id"), unique=True)
metadata = Base.metadata
### sequences, identities and computed columns
class Base(DeclarativeBase):
    metadata = MetaData(schema="s")
counter = Sequence("counter", start=10, increment=5, metadata=Base.metadata)
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(Sequence("t_id_seq", start=100), primary_key=True)
    a: Mapped[int] = mapped_column(counter, server_default=counter.next_value())
    b: Mapped[int] = mapped_column(Identity(start=42, cycle=True, minvalue=1, maxvalue=99, cache=3))
    c: Mapped[int] = mapped_column(Computed("a + 1", persisted=True))
    d: Mapped[Optional[int]] = mapped_column(BigInteger, Identity(always=True))
metadata = Base.metadata
