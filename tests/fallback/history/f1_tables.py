"""Read natively: the tables that the others work on."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "f1"
down_revision = None


def upgrade():
    op.create_table(
        "item",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(50), nullable=False, unique=True),
        sa.Column("price", sa.Numeric(10, 2)),
        sa.Column("made_at", sa.DateTime(timezone=True)),
        sa.Column("day", sa.Date),
        sa.Column("clock", sa.Time),
        sa.Column("wait", sa.Interval),
        sa.Column("key", sa.Uuid),
        sa.Column("blob", sa.LargeBinary),
        sa.Column("document", postgresql.JSONB),
        sa.Column("plain", sa.JSON),
        sa.Column("tags", postgresql.ARRAY(sa.Text)),
        sa.Column("ratio", sa.Float),
        sa.Column("large", sa.BigInteger),
        sa.Column("is_new", sa.Boolean),
        sa.Column("mood", sa.Enum("sad", "ok", "happy", name="mood")),
    )


def downgrade():
    op.drop_table("item")
    op.execute("DROP TYPE mood")
