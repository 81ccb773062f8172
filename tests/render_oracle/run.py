"""The real Alembic runs bodies. Reads [{"url", "body", "imports"}], writes an error or null for each."""
import json
import sys
import warnings

warnings.simplefilter("ignore")
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

errors = []
for entry in json.load(sys.stdin):
    engine = sa.create_engine(entry["url"].replace("postgresql:", "postgresql+psycopg2:"))
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection)
            with Operations.context(context) as op:
                scope = {"op": op, "sa": sa}
                exec("\n".join(entry["imports"]), scope)
                exec("def run():\n    " + entry["body"], scope)
                scope["run"]()
        errors.append(None)
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
    engine.dispose()
json.dump(errors, sys.stdout)
