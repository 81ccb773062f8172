"""listeners that look at a session while it is flushed"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy import event
from sqlalchemy.orm import Mapper, Session, declarative_base

revision = "dddd00000011"
down_revision = None

Base = declarative_base()
seen = []


class Item(Base):
    __tablename__ = "items"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String(40))


def names(objects):
    return ",".join(sorted(item.name for item in objects))


@event.listens_for(Session, "before_flush")
def before(session, context, instances):
    for item in session.new:
        item.name = item.name.upper()
    seen.append(f"before new={names(session.new)} dirty={names(session.dirty)} gone={names(session.deleted)}")


class Counter:
    def __init__(self):
        self.known = {Item: 0}
        event.listen(Session, "after_flush", self.count)

    def count(self, session, context):
        for item in session:
            if item.__class__ in self.known:
                self.known[item.__class__] += 1
        seen.append(f"after {self.known[Item]} new={names(session.new)}")


Counter()
event.listen(Session, "after_flush_postexec", lambda session, context: seen.append("last"))


def expired(target, attributes):
    target.__dict__["asked"] = attributes
    seen.append("expired")


event.listen(Mapper, "expire", expired)


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    session = Session(bind=bind)
    session.add_all([Item(name="a"), Item(name="b")])
    session.flush()
    first = session.query(Item).filter(Item.name == "A").one()
    first.name = "c"
    session.flush()
    session.flush()
    session.delete(first)
    session.flush()
    second = session.query(Item).filter(Item.name == "B").one()
    session.expire(second)
    seen.append(second.name)
    op.create_table("told", sa.Column("place", sa.Integer), sa.Column("what", sa.Text))
    told = sa.table("told", sa.column("place"), sa.column("what"))
    op.bulk_insert(told, [{"place": place, "what": what} for place, what in enumerate(seen)])


def downgrade():
    op.drop_table("told")
    op.drop_table("items")
