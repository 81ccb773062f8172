### use_existing_column
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class A(P):
    start: Mapped[Optional[datetime.date]] = mapped_column(use_existing_column=True)
    __mapper_args__ = {"polymorphic_identity": "a"}
class B(P):
    start: Mapped[Optional[datetime.date]] = mapped_column(use_existing_column=True)
    more: Mapped[str] = mapped_column(nullable=True)
    __mapper_args__ = {"polymorphic_identity": "b"}
metadata = Base.metadata
### fails: a column that a sibling has too
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class A(P):
    x: Mapped[Optional[int]]
    __mapper_args__ = {"polymorphic_identity": "a"}
class B(P):
    x: Mapped[Optional[int]]
    __mapper_args__ = {"polymorphic_identity": "b"}
metadata = Base.metadata
### the sibling's column by declared_attr
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id = Column(Integer, primary_key=True)
    kind = Column(String(20))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "p"}
class HasStart:
    @declared_attr
    def start(cls):
        return cls.__table__.c.get("start", Column(Date))
class A(HasStart, P):
    __mapper_args__ = {"polymorphic_identity": "a"}
class B(HasStart, P):
    __mapper_args__ = {"polymorphic_identity": "b"}
metadata = Base.metadata
### single-table inheritance with table args and foreign keys
class Base(DeclarativeBase): pass
class O(Base):
    __tablename__ = "o"
    id: Mapped[int] = mapped_column(primary_key=True)
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class A(P):
    o_id: Mapped[Optional[int]] = mapped_column(ForeignKey("o.id"), index=True)
    code: Mapped[Optional[str]] = mapped_column(String(4), unique=True)
    o: Mapped[O] = relationship()
class B(A):
    deeper: Mapped[Optional[str]]
Index("ix_code_kind", A.code, P.kind)
metadata = Base.metadata
### joined inheritance over three levels
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column()
    __mapper_args__ = {"polymorphic_on": kind, "with_polymorphic": "*"}
class C(P):
    __tablename__ = "c"
    id = mapped_column(ForeignKey("p.id", ondelete="CASCADE"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "c", "inherit_condition": id == P.id}
class D(C):
    __tablename__ = "d"
    c_id: Mapped[int] = mapped_column("id", ForeignKey("c.id"), primary_key=True)
    x: Mapped[str]
class E(D):
    y: Mapped[Optional[str]]
metadata = Base.metadata
### concrete inheritance
class Base(DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
class C(P):
    __tablename__ = "c"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    more: Mapped[str]
    __mapper_args__ = {"concrete": True}
metadata = Base.metadata
### ConcreteBase
class Base(DeclarativeBase): pass
class P(ConcreteBase, Base):
    __tablename__ = "p"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String(50))
    __mapper_args__ = {"polymorphic_identity": "p", "concrete": True}
class C(P):
    __tablename__ = "c"
    id = mapped_column(Integer, primary_key=True)
    name = mapped_column(String(50))
    more = mapped_column(String(40))
    __mapper_args__ = {"polymorphic_identity": "c", "concrete": True}
metadata = Base.metadata
### AbstractConcreteBase
class Base(DeclarativeBase): pass
class P(AbstractConcreteBase, Base):
    strict_attrs = True
    name = mapped_column(String(50))
class A(P):
    __tablename__ = "a"
    id = mapped_column(Integer, primary_key=True)
    more = mapped_column(String(40))
    __mapper_args__ = {"polymorphic_identity": "a", "concrete": True}
class B(P):
    __tablename__ = "b"
    id = mapped_column(Integer, primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "b", "concrete": True}
metadata = Base.metadata
### AbstractConcreteBase with annotations
class Base(DeclarativeBase): pass
class P(AbstractConcreteBase, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Optional[str]] = mapped_column(String(50))
class A(P):
    __tablename__ = "a"
    more: Mapped[str]
    __mapper_args__ = {"polymorphic_identity": "a", "concrete": True}
metadata = Base.metadata
### DeferredReflection before prepare
class Base(DeclarativeBase): pass
class Reflected(DeferredReflection):
    __abstract__ = True
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### declared_attr.cascading
class Base(DeclarativeBase): pass
class HasId:
    @declared_attr.cascading
    def id(cls) -> Mapped[int]:
        if has_inherited_table(cls):
            return mapped_column(ForeignKey("person.id"), primary_key=True)
        return mapped_column(Integer, primary_key=True)
class Person(HasId, Base):
    __tablename__ = "person"
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class Engineer(Person):
    __tablename__ = "engineer"
    lang: Mapped[str]
    __mapper_args__ = {"polymorphic_identity": "e"}
metadata = Base.metadata
### __tablename__ by declared_attr with has_inherited_table
class Base(DeclarativeBase): pass
class Named:
    @declared_attr.directive
    def __tablename__(cls) -> Optional[str]:
        if has_inherited_table(cls):
            return None
        return cls.__name__.lower()
class P(Named, Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    __mapper_args__ = {"polymorphic_on": "kind"}
class C(P):
    x: Mapped[Optional[int]]
metadata = Base.metadata
### __tablename__ by declared_attr on the base
class Base(DeclarativeBase):
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()
    @declared_attr
    def made(cls) -> Mapped[datetime.datetime]:
        return mapped_column(server_default=func.now(), sort_order=50)
class UserAccount(Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
class Admin(UserAccount):
    id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    rights: Mapped[str]
metadata = Base.metadata
### table args of mixins put together
class Base(DeclarativeBase): pass
class One:
    @declared_attr.directive
    def __table_args__(cls):
        return (UniqueConstraint("a"), {"schema": "one"})
class Two(One):
    b: Mapped[int]
    @declared_attr.directive
    def __table_args__(cls):
        return (Index(None, "b"),) + super().__table_args__
class T(Two, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]
class U(Base, One):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
    a: Mapped[int]
    __table_args__ = (Index("own", "a"), *One.__table_args__[:1], {"comment": "u"})
metadata = Base.metadata
### table args inherited from an abstract base
class Base(DeclarativeBase):
    __table_args__ = {"schema": "app"}
class M(Base):
    __abstract__ = True
    id: Mapped[int] = mapped_column(primary_key=True)
class A(M):
    __tablename__ = "a"
class B(M):
    __tablename__ = "b"
    __table_args__ = (Index("ix_b", "id"),)
metadata = Base.metadata
### mixin columns with foreign keys and checks
class Base(DeclarativeBase): pass
class Owned:
    owner_id = mapped_column(ForeignKey("owner.id", name="fk_owner"), index=True)
    state: Mapped[str] = mapped_column(String(10), CheckConstraint("state <> ''"), server_default="new")
class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
class A(Owned, Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Owned, Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### mixins of mixins and their order
class Base(DeclarativeBase): pass
class A0:
    a: Mapped[int]
    z: Mapped[int]
class B0(A0):
    b: Mapped[int]
class C0:
    c: Mapped[int]
    a: Mapped[str]
class T(B0, C0, Base):
    __tablename__ = "t"
    x: Mapped[int]
    id: Mapped[int] = mapped_column(primary_key=True)
class U(C0, B0, Base):
    __tablename__ = "u"
    id: Mapped[int] = mapped_column(primary_key=True)
    b: Mapped[str]
metadata = Base.metadata
### a mixin's declared_attr columns and their order
class Base(DeclarativeBase): pass
class M:
    first: Mapped[int]
    @declared_attr
    def second(cls) -> Mapped[str]:
        return mapped_column(String(20))
    third = mapped_column(Integer)
    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("owner.id"))
    @declared_attr
    def owner(cls):
        return relationship("Owner")
class Owner(Base):
    __tablename__ = "owner"
    id: Mapped[int] = mapped_column(primary_key=True)
class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int]
metadata = Base.metadata
### declared_attr whose type is only in its annotation
class Base(DeclarativeBase): pass
class M:
    @declared_attr
    def a(cls) -> Mapped[Optional[str]]:
        return mapped_column()
    @declared_attr
    def b(cls) -> Mapped[int]:
        return mapped_column(index=True)
class T(M, Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### declared_attr on the class itself
class Base(DeclarativeBase): pass
class T(Base):
    __tablename__ = "t"
    id: Mapped[int] = mapped_column(primary_key=True)
    @declared_attr
    def x(cls):
        return Column(String(cls.width))
    width = 40
    @declared_attr
    def __table_args__(cls):
        return (Index("ix_%s" % cls.__name__.lower(), "x"),)
metadata = Base.metadata
### imperative mapping
reg = registry()
users = Table("users", reg.metadata, Column("id", Integer, primary_key=True), Column("name", String(50)))
class User: pass
reg.map_imperatively(User, users, properties={"full": users.c.name, "addresses": relationship("Address")})
addresses = Table("addresses", reg.metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))
class Address: pass
reg.map_imperatively(Address, addresses)
Index("ix_full", User.full)
metadata = reg.metadata
### __table__ beside annotations and properties
class Base(DeclarativeBase): pass
class A(Base):
    __table__ = Table("a", Base.metadata, Column("id", Integer, primary_key=True), Column("x", String))
    id: Mapped[int]
    x: Mapped[str]
    renamed = __table__.c.x
Index("ix_x", A.renamed)
metadata = Base.metadata
### a class over a join
class Base(DeclarativeBase): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey("a.id"))
class AB(Base):
    __table__ = join(A.__table__, B.__table__)
    b_id = column_property(B.__table__.c.id)
    id = column_property(A.__table__.c.id, B.__table__.c.a_id)
metadata = Base.metadata
### two bases on one metadata
shared = MetaData()
class One(DeclarativeBase):
    metadata = shared
class Two(DeclarativeBase):
    metadata = shared
class A(One):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Two):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
    a_id: Mapped[int] = mapped_column(ForeignKey(A.id))
metadata = shared
### metadata of an abstract class
class Base(DeclarativeBase): pass
class Other(Base):
    __abstract__ = True
    metadata = MetaData(schema="other")
class A(Other):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
class B(Base):
    __tablename__ = "b"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Other.metadata
### metadata by a registry of the base
class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(schema="reg"), type_annotation_map={str: Text})
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[str]
metadata = Base.metadata
### DeclarativeBaseNoMeta and a mixin base
class Common:
    def to_dict(self):
        return {c.name: getattr(self, c.name) for c in self.__table__.columns}
class Base(DeclarativeBaseNoMeta, Common): pass
class A(Base):
    __tablename__ = "a"
    id: Mapped[int] = mapped_column(primary_key=True)
metadata = Base.metadata
### declarative_base with a class of its own
class Common:
    id = Column(Integer, primary_key=True)
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()
Base = declarative_base(cls=Common, name="TheBase", metadata=MetaData(naming_convention={"pk": "pk_%(table_name)s"}))
class Thing(Base):
    x = Column(String)
class Part(Thing):
    id = Column(ForeignKey("thing.id"), primary_key=True)
metadata = Base.metadata
### MappedAsDataclass inheritance
class Base(MappedAsDataclass, DeclarativeBase): pass
class P(Base):
    __tablename__ = "p"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(init=False)
    __mapper_args__ = {"polymorphic_on": "kind"}
class C(P):
    __tablename__ = "c"
    id: Mapped[int] = mapped_column(ForeignKey("p.id"), primary_key=True, init=False)
    x: Mapped[str]
metadata = Base.metadata
