from pgvector.sqlalchemy import BIT, HALFVEC, SPARSEVEC, VECTOR, Vector
from sqlalchemy import Index, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Item(Base):
    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    a = mapped_column(Vector(3))
    b = mapped_column(Vector)
    c = mapped_column(HALFVEC(5))
    d = mapped_column(SPARSEVEC(9))
    e = mapped_column(BIT(3))
    f = mapped_column(VECTOR(3), nullable=False)
    g: Mapped[list[float]] = mapped_column(Vector(2))


Index(
    "ix_hnsw",
    Item.a,
    postgresql_using="hnsw",
    postgresql_with={"m": 16, "ef_construction": 64},
    postgresql_ops={"a": "vector_l2_ops"},
)
Index(
    "ix_cast",
    func.cast(Item.a, HALFVEC(3)).label("half"),
    postgresql_using="hnsw",
    postgresql_ops={"half": "halfvec_l2_ops"},
)
Index("ix_ivf", "c", _table=Item.__table__, postgresql_using="ivfflat", postgresql_ops={"c": "halfvec_cosine_ops"})
metadata = Base.metadata
