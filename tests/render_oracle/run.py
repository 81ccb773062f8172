"""The real Alembic runs bodies, or prints them as `--sql` does. Reads [{"url", "body", "imports",
"offline"}], writes [{"error", "sql"}].
"""
import io
import json
import sys
import warnings

warnings.simplefilter("ignore")
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


def run(entry, context):
    with Operations.context(context) as op:
        scope = {"op": op, "sa": sa}
        exec("\n".join(entry["imports"]), scope)
        exec("def run():\n    " + entry["body"], scope)
        scope["run"]()


answers = []
for entry in json.load(sys.stdin):
    engine = sa.create_engine(entry["url"].replace("postgresql:", "postgresql+psycopg2:"))
    printed = io.StringIO()
    try:
        if entry["offline"]:
            opts = {"as_sql": True, "output_buffer": printed, "literal_binds": True}
            named = {"paramstyle": "named"}  # as in the template's env.py: percent signs stay single
            run(entry, MigrationContext.configure(dialect_name="postgresql", opts=opts, dialect_opts=named))
        else:
            with engine.begin() as connection:
                run(entry, MigrationContext.configure(connection))
        error = None
    except Exception as raised:
        error = f"{type(raised).__name__}: {raised}"
    engine.dispose()
    answers.append({"error": error, "sql": printed.getvalue()})
json.dump(answers, sys.stdout)
