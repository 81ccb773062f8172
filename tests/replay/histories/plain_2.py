"""alterations

Revision ID: 22222222bbbb
"""
from alembic import op
import sqlalchemy as sa

revision = "22222222bbbb"
down_revision = "11111111aaaa"

TABLE = "users"


def _flag(name, default=False):
    return sa.Column(name, sa.Boolean(), server_default=sa.true() if default else sa.false(), nullable=False)


def upgrade():
    for name in ("active", "admin"):
        op.add_column(TABLE, _flag(name, default=name == "active"))
    op.alter_column(TABLE, "score", type_=sa.Integer(), postgresql_using="score::integer", existing_type=sa.Numeric(10, 2))
    op.alter_column(TABLE, "email", new_column_name="mail", existing_type=sa.String())
    op.alter_column("org", "name", nullable=True, server_default="none", comment="name of it")
    op.create_check_constraint("ck_score", TABLE, sa.column("score") < 100)
    op.drop_constraint("uq_org_name", "org", type_="unique")
    op.rename_table("org", "organisation")
    op.execute(f"UPDATE {TABLE} SET score = 7")
    op.execute(sa.text("UPDATE users SET mail = :mail").bindparams(mail="it's: new"))


def downgrade():
    op.rename_table("organisation", "org")
    op.create_unique_constraint("uq_org_name", "org", ["name"])
    op.drop_constraint("ck_score", TABLE, type_="check")
    op.alter_column("org", "name", nullable=False, server_default=None, comment=None)
    op.alter_column(TABLE, "mail", new_column_name="email")
    op.alter_column(TABLE, "score", type_=sa.Numeric(10, 2))
    for name in reversed(["active", "admin"]):
        op.drop_column(TABLE, name)
