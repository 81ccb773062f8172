"""autocommit, COMMIT, search_path"""
from alembic import op
import sqlalchemy as sa

revision = "bbbb00000002"
down_revision = "bbbb00000001"


def upgrade():
    op.execute("SET LOCAL lock_timeout = '5s'")
    with op.get_context().autocommit_block():
        op.create_index("ix_conc", "t", ["renamed"], postgresql_concurrently=True, if_not_exists=True)
    op.execute("CREATE SCHEMA side")
    op.execute("SET search_path TO side, public")
    op.create_table("in_side", sa.Column("id", sa.Integer))
    op.execute("SET search_path TO public")
    op.execute("COMMIT")
    op.execute("CREATE INDEX CONCURRENTLY ix_more ON t (x)")
    op.execute("DO $$ BEGIN IF EXISTS (SELECT 1) THEN CREATE TABLE made_in_do (x int); END IF; END $$")


def downgrade():
    op.drop_table("made_in_do")
    op.drop_index("ix_more", "t")
    op.drop_table("in_side", schema="side")
    op.execute("DROP SCHEMA side")
    with op.get_context().autocommit_block():
        op.drop_index("ix_conc", table_name="t", postgresql_concurrently=True)
