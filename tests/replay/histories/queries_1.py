"""queries of a session as parts of other statements"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy import insert
from sqlalchemy.orm import Session, declarative_base

revision = "dddd00000021"
down_revision = None

Base = declarative_base()
links = sa.Table("links", Base.metadata, sa.Column("item_id", sa.Integer), sa.Column("owner", sa.String(10)))


class Item(Base):
    __tablename__ = "items"
    id = sa.Column(sa.Integer, primary_key=True)
    owner = sa.Column(sa.String(10))


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    session = Session(bind=bind)
    session.add_all([Item(id=number, owner=f"o{number % 2}") for number in range(6)])
    session.flush()
    op.execute(
        insert(links).from_select(
            ["item_id", "owner"],
            session.query(Item.id, Item.owner)
            .outerjoin(links, links.c.item_id == Item.id)
            .filter(links.c.item_id == None, Item.owner != "o7"),  # noqa: E711
        )
    )
    gone = session.query(links).filter(links.c.item_id.in_([1, 2, 9])).delete(synchronize_session=False)
    op.execute(sa.text(f"INSERT INTO links VALUES ({gone}, 'gone')"))
    session.commit()


def downgrade():
    op.drop_table("links")
    op.drop_table("items")
