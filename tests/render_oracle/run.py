"""The real Alembic runs bodies, or prints them as `--sql` does: from [{"url", "body", "imports",
"offline"}] to [{"error", "sql"}].
"""
import io

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations


def run_body(entry, context):
    with Operations.context(context) as op:
        scope = {"op": op, "sa": sa}
        exec("\n".join(entry["imports"]), scope)
        exec("def run():\n    " + entry["body"], scope)
        scope["run"]()


def run_all(entries):
    answers = []
    for entry in entries:
        engine = sa.create_engine(entry["url"].replace("postgresql:", "postgresql+psycopg2:"))
        printed = io.StringIO()
        try:
            if entry["body"] is None:
                raise ValueError("no body")
            if entry["offline"]:
                opts = {"as_sql": True, "output_buffer": printed, "literal_binds": True}
                named = {"paramstyle": "named"}  # as in the template's env.py: percent signs stay single
                run_body(entry, MigrationContext.configure(dialect_name="postgresql", opts=opts, dialect_opts=named))
            else:
                with engine.begin() as connection:
                    run_body(entry, MigrationContext.configure(connection))
            error = None
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        engine.dispose()
        answers.append({"error": error, "sql": printed.getvalue()})
    return answers
