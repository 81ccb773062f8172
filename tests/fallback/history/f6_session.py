"""The ORM on the migration's connection, and a custom operation of the file's own."""
import zlib

import sqlalchemy as sa
from alembic import op
from alembic.operations import MigrateOperation, Operations
from sqlalchemy.orm import Session, declarative_base

revision = "f6"
down_revision = "f5"

Base = declarative_base()


class Note(Base):
    __tablename__ = "note"
    id = sa.Column(sa.Integer, primary_key=True)
    text = sa.Column(sa.Text, nullable=False)
    made = sa.Column(sa.Boolean, default=True)


@Operations.register_operation("remark")
class RemarkOp(MigrateOperation):
    def __init__(self, text):
        self.text = text

    @classmethod
    def remark(cls, operations, text):
        return operations.invoke(cls(text))


@Operations.implementation_for(RemarkOp)
def _remark(operations, operation):
    operations.execute(sa.text("INSERT INTO note (text) VALUES (:text)").bindparams(text=operation.text))


def upgrade():
    bind = op.get_bind()
    Base.metadata.create_all(bind)
    session = Session(bind=bind)
    session.add_all([Note(text="n%d" % zlib.crc32(str(number).encode())) for number in range(3)])
    session.commit()
    found = session.query(Note).order_by(Note.id).first()
    found.text = "first"
    session.commit()
    op.remark("remarked")
    with op.batch_alter_table("note") as batch:
        batch.add_column(sa.Column("more", sa.Text))
        batch.create_unique_constraint(op.f("uq_note_text"), ["text"])
    assert op.get_context().dialect.name == "postgresql"


def downgrade():
    assert zlib.crc32(b"") == 0
    Base.metadata.drop_all(op.get_bind())
