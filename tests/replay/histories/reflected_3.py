"""tables read from the database"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session, declarative_base

revision = "eeee00000003"
down_revision = None


def upgrade():
    bind = op.get_bind()
    op.create_table(
        "owner",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(5), nullable=False, server_default="x"),
        sa.UniqueConstraint("code", name="uq_code"),
        sa.CheckConstraint("id > 0", name="positive"),
    )
    op.create_table(
        "thing",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("owner_id", sa.Integer, sa.ForeignKey("owner.id", name="fk_thing_owner", ondelete="CASCADE")),
        sa.Column("price", sa.Numeric(8, 2)),
        sa.Column("tags", postgresql.ARRAY(sa.Text)),
        sa.Column("data", postgresql.JSONB),
    )
    op.create_index("ix_thing_price", "thing", ["price"], unique=True, postgresql_where=sa.text("price > 0"))
    op.create_table("log", sa.Column("n", sa.Integer), sa.Column("what", sa.Text))
    count = [0]

    def log(*what):
        count[0] += 1
        bind.execute(sa.text("INSERT INTO log VALUES (:n, :what)"), {"n": count[0], "what": repr(what)})

    metadata = sa.MetaData()
    thing = sa.Table("thing", metadata, autoload_with=bind)
    log(sorted(metadata.tables), [column.name for column in thing.columns])
    log([constraint.name for constraint in thing.foreign_key_constraints])
    log([(key.referred_table.name, key.column_keys, key.ondelete) for key in thing.foreign_key_constraints])
    log(thing.primary_key.name, [column.name for column in thing.primary_key.columns])
    log([(index.name, index.unique) for index in thing.indexes])
    owner = metadata.tables["owner"]
    log(owner.c.code.nullable, str(owner.c.code.type), str(thing.c.price.type), thing.c.tags.type.item_type.__class__.__name__)
    log(sorted(constraint.name for constraint in owner.constraints if constraint.name))
    owner_id = bind.execute(owner.insert().values(code="a").returning(owner.c.id)).scalar_one()
    bind.execute(thing.insert(), [
        {"id": 1, "owner_id": owner_id, "price": 2, "tags": ["a", "b"], "data": {"k": 1}},
        {"id": 2, "owner_id": owner_id, "price": 3.5, "tags": [], "data": None},
    ])
    joined = sa.select(owner.c.code, thing.c.id, thing.c.price, thing.c.data).join(thing).order_by(thing.c.id)
    log(bind.execute(joined).all())
    log([tuple(row) for row in bind.execute(sa.select(owner.c.id, thing.c.id).select_from(owner.join(thing)).order_by(thing.c.id))])
    for row in bind.execute(sa.select(thing, owner).join(owner).order_by(thing.c.id)):
        log(row._mapping[thing.c.id], row._mapping[owner.c.id])

    everything = sa.MetaData()
    everything.reflect(bind)
    log(sorted(name for name in everything.tables if name != "alembic_version"))
    some = sa.MetaData()
    some.reflect(bind=bind, only=["owner"])
    log(list(some.tables))

    partly = sa.Table("thing", sa.MetaData(), sa.Column("price", sa.Float), autoload_with=bind, resolve_fks=False)
    log(bind.execute(sa.select(partly.c.price).order_by(partly.c.id)).scalars().all())

    Base = declarative_base()

    class Thing(Base):
        __table__ = sa.Table("thing", Base.metadata, autoload_with=bind)

    session = Session(bind)
    first = session.query(Thing).order_by(Thing.id).first()
    log(first.id, first.tags, first.data)
    first.tags = ["changed"]
    session.add(Thing(id=3, owner_id=owner_id, price=9))
    session.commit()


def downgrade():
    metadata = sa.MetaData()
    metadata.reflect(op.get_bind(), only=["owner", "thing", "log"])
    metadata.drop_all(op.get_bind())
