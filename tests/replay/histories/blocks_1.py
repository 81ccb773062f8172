"""batches, sessions, tables by hand"""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.orm import Session

revision = "bbbb00000001"
down_revision = None

metadata = sa.MetaData()
by_hand = sa.Table("by_hand", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("n", sa.String(3), index=True))


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True), sa.Column("old", sa.String(10)))
    with op.batch_alter_table("t", schema=None) as batch_op:
        batch_op.add_column(sa.Column("x", sa.Integer(), nullable=False, server_default="0"))
        batch_op.alter_column("old", new_column_name="renamed", existing_type=sa.String(10), nullable=True)
        batch_op.create_index(batch_op.f("ix_t_x"), ["x"], unique=False)
        batch_op.create_unique_constraint("uq_t_x", ["x", "renamed"])
    metadata.create_all(op.get_bind())
    by_hand.create(op.get_bind(), checkfirst=True)
    session = Session(bind=op.get_bind())
    session.execute(by_hand.insert().values(id=1, n="one"))
    session.commit()
    session.close()
    found = {row.id: row.n for row in session.execute(sa.select(by_hand)).all()}
    assert found == {1: "one"}


def downgrade():
    by_hand.drop(op.get_bind())
    op.drop_table("t")
