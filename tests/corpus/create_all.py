"""SQLAlchemy's `create_all` for the models of a module: `create_all.py MODULE.PY`, into DATABASE_URL.

Each statement stands by itself, since PostgreSQL refuses some of some packages; those are printed.
"""

import json
import os
import runpy
import sys

exec(os.environ.get("CORPUS_APPLICATION", ""))

import psycopg2  # noqa: E402
from sqlalchemy import create_mock_engine  # noqa: E402

metadata = runpy.run_path(sys.argv[1])["metadata"]
connection = psycopg2.connect(os.environ["DATABASE_URL"])
connection.autocommit = True
cursor = connection.cursor()
for schema in sorted({table.schema for table in metadata.tables.values() if table.schema}):
    cursor.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')


def execute(statement, *_parameters, **_options):
    sql = str(statement.compile(dialect=engine.dialect))
    try:
        # with parameters, even none: `%` is doubled for them
        cursor.execute(sql, {})
    except psycopg2.errors.DuplicateObject:
        # an enum of several tables: no table was asked whether it is there
        pass
    except psycopg2.Error as error:
        print(json.dumps({"statement": sql, "error": error.diag.message_primary}))


engine = create_mock_engine("postgresql+psycopg2://", execute)
# as a connection finds it out: standard_conforming_strings
engine.dialect._backslash_escapes = False
metadata.create_all(engine, checkfirst=False)
