### DeclarativeBase and mapped_column
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    nick: Mapped[Optional[str]]
    age: Mapped[int | None]
    born: Mapped[Optional[datetime.date]] = mapped_column()
metadata = Base.metadata
### 1.x style
Base = declarative_base()
class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column("user_name", String(50), nullable=False, index=True)
    email = Column(String, unique=True)
metadata = Base.metadata
### every annotation type
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str]
    b: Mapped[bool]
    c: Mapped[float]
    d: Mapped[bytes]
    e: Mapped[datetime.datetime]
    f: Mapped[datetime.date]
    g: Mapped[datetime.time]
    h: Mapped[datetime.timedelta]
    i: Mapped[decimal.Decimal]
    j: Mapped[uuid.UUID]
    k: Mapped[Color]
    l: Mapped[Literal["x", "y"]]
metadata = Base.metadata
### explicit nullable wins
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Optional[str]] = mapped_column(nullable=False)
    b: Mapped[str] = mapped_column(nullable=True)
metadata = Base.metadata
### Annotated
intpk = Annotated[int, mapped_column(primary_key=True)]
str30 = Annotated[str, 30]
stamp = Annotated[datetime.datetime, mapped_column(DateTime(timezone=True), server_default=func.now())]
class Base(DeclarativeBase):
    type_annotation_map = {str30: String(30), datetime.datetime: DateTime(timezone=True)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[intpk]
    a: Mapped[str30]
    b: Mapped[Optional[str30]]
    c: Mapped[stamp]
    d: Mapped[datetime.datetime]
metadata = Base.metadata
### type annotation map of dict and list
class Base(DeclarativeBase):
    type_annotation_map = {dict[str, Any]: JSONB, list[str]: ARRAY(String)}
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[dict[str, Any]]
    b: Mapped[Optional[list[str]]]
metadata = Base.metadata
### metadata of the base, naming convention and schema
class Base(DeclarativeBase):
    metadata = MetaData(schema="app", naming_convention={"fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s", "ix": "ix_%(column_0_label)s"})
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("app.a.id"), index=True)
metadata = Base.metadata
### table args: tuple
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    __table_args__ = (UniqueConstraint("a", "b", name="uq"), Index("ix", "a"), CheckConstraint("a > 0", name="ck"))
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]
    b: Mapped[int]
metadata = Base.metadata
### table args: dict
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    __table_args__ = {"schema": "s", "comment": "a table"}
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### table args: tuple with dict
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    __table_args__ = (UniqueConstraint("a"), {"schema": "s"})
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int] = mapped_column(comment="an a")
metadata = Base.metadata
### table args with columns of the class
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id = mapped_column(Integer, primary_key=True)
    a = mapped_column(Integer)
    b = mapped_column(String)
    __table_args__ = (Index("ix_desc", a.desc()), Index("ix_lower", func.lower(b)), CheckConstraint(a > 5, name="big"))
metadata = Base.metadata
### indexes beside the class
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[str]
Index("ix_after", T.a, postgresql_where=T.a.is_not(None))
Index("ix_lower", func.lower(T.a))
metadata = Base.metadata
### mixin with columns
class Base(DeclarativeBase): pass
class Stamped:
    created_at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())
    updated_at = mapped_column(DateTime)
class A(Stamped, Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
class B(Base, Stamped):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### 1.x mixin with columns
Base = declarative_base()
class Stamped:
    created_at = Column(DateTime, nullable=False, index=True)
class A(Base, Stamped):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
class B(Stamped, Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
metadata = Base.metadata
### abstract base
class Base(DeclarativeBase): pass
class Model(Base):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[Optional[str]]
class A(Model):
    __tablename__ = "a"
    x: Mapped[int]
class B(Model):
    __tablename__ = "b"
metadata = Base.metadata
### columns on the base
class Base(DeclarativeBase):
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
class A(Base):
    __tablename__ = "a"
    x: Mapped[int]
metadata = Base.metadata
### declared_attr
class Base(DeclarativeBase): pass
class Owned:
    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("owner.id"), nullable=False)
    @declared_attr.directive
    def __tablename__(cls):
        return cls.__name__.lower() + "s"
class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
class Thing(Owned, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### declared_attr of table args
class Base(DeclarativeBase): pass
class M:
    a: Mapped[int]
    @declared_attr.directive
    def __table_args__(cls):
        return (Index(f"ix_{cls.__tablename__}_a", "a"),)
class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### single-table inheritance
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "p"}
class C(P):
    extra: Mapped[Optional[str]]
    __mapper_args__ = {"polymorphic_identity": "c"}
metadata = Base.metadata
### joined-table inheritance
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "p"}
class C(P):
    __tablename__ = "c"
    id: Mapped[int] = mapped_column(ForeignKey("p.id"), primary_key=True)
    extra: Mapped[str]
    __mapper_args__ = {"polymorphic_identity": "c"}
metadata = Base.metadata
### association table and relationships
class Base(DeclarativeBase): pass
link = Table("link", Base.metadata, Column("a_id", ForeignKey("a.id"), primary_key=True), Column("b_id", ForeignKey("b.id"), primary_key=True))
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    bs: Mapped[List["B"]] = relationship(secondary=link, back_populates="as_")
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    as_: Mapped[List[A]] = relationship(secondary=link, back_populates="bs")
metadata = Base.metadata
### __table__
class Base(DeclarativeBase): pass
class A(Base):
    __table__ = Table("a", Base.metadata, Column("id", Integer, primary_key=True), Column("x", String))
metadata = Base.metadata
### sort_order
class Base(DeclarativeBase): pass
class M:
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10)
    last: Mapped[int] = mapped_column(sort_order=99)
class A(M, Base):
    __tablename__ = "a"
    x: Mapped[int]
metadata = Base.metadata
### dataclasses
class Base(MappedAsDataclass, DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    x: Mapped[str] = mapped_column(default="v")
    y: Mapped[Optional[int]] = mapped_column(default=None, repr=False)
metadata = Base.metadata
### registry
reg = registry()
@reg.mapped
class A:
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = reg.metadata
### registry.generate_base
reg = registry(metadata=MetaData(schema="r"))
Base = reg.generate_base()
class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
metadata = reg.metadata
### as_declarative
from sqlalchemy.orm import as_declarative
@as_declarative()
class Base:
    id = Column(Integer, primary_key=True)
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()
class Thing(Base):
    x = Column(String)
metadata = Base.metadata
### hybrid, property, synonym, column_property, validates
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    first: Mapped[str] = mapped_column()
    last: Mapped[str] = mapped_column()
    other = synonym("first")
    full = column_property(first + " " + last)
    @hybrid_property
    def both(self):
        return self.first + self.last
    @validates("first")
    def check(self, key, value):
        return value
metadata = Base.metadata
### enums in models
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[Size]
    b: Mapped[Optional[Color]] = mapped_column(Enum(Color, native_enum=False))
    c: Mapped[Color] = mapped_column(Enum(Color, name="colors", values_callable=lambda e: [x.value for x in e]), server_default=Color.RED.value)
metadata = Base.metadata
### foreign keys by attribute
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(A.id, ondelete="CASCADE"))
metadata = Base.metadata
### foreign key gives the type
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[str] = mapped_column(String(12), primary_key=True)
class B(Base):
    __tablename__ = "b"
    id = mapped_column(Integer, primary_key=True)
    a_id = mapped_column(ForeignKey("a.id"))
metadata = Base.metadata
### column named otherwise
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column("a_id", primary_key=True)
    meta: Mapped[str] = mapped_column("metadata", String)
metadata = Base.metadata
### tables built in a function
class Base(DeclarativeBase): pass
def make(name):
    return type(name, (Base,), {"__tablename__": name.lower(), "id": mapped_column(Integer, primary_key=True)})
A = make("Alpha")
B = make("Beta")
metadata = Base.metadata
### tablename in init_subclass
class Base(DeclarativeBase):
    def __init_subclass__(cls, **kw):
        if not cls.__dict__.get("__abstract__"):
            cls.__tablename__ = cls.__name__.lower() + "_t"
        super().__init_subclass__(**kw)
class Model(Base):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
class Thing(Model):
    x: Mapped[int]
metadata = Base.metadata
### mixin index and unique
class Base(DeclarativeBase): pass
class Slug:
    slug: Mapped[str] = mapped_column(String(80), unique=True, index=True)
class A(Slug, Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Slug, Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### overridden mixin column
class Base(DeclarativeBase): pass
class M:
    name: Mapped[str] = mapped_column(String(10))
class A(M, Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Optional[str]] = mapped_column(String(99))
metadata = Base.metadata
### columns set after the class was made
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
T.later = mapped_column(String(5))
T.more = Column("more_yet", Integer, index=True)
Old = declarative_base(metadata=Base.metadata)
class U(Old):
    __tablename__ = "u"
    id = Column(Integer, primary_key=True)
U.late = Column(String, unique=True)
metadata = Base.metadata
### deferred
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str] = deferred(mapped_column(Text))
    notes = deferred(Column(Text, nullable=False))
metadata = Base.metadata
