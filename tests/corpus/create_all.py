"""SQLAlchemy's `create_all` for the models of a module: `create_all.py MODULE.PY`, into DATABASE_URL."""

import os
import runpy
import sys

exec(os.environ.get("CORPUS_APPLICATION", ""))

from sqlalchemy import create_engine, text  # noqa: E402

metadata = runpy.run_path(sys.argv[1])["metadata"]
engine = create_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg2://"))
with engine.begin() as connection:
    for schema in sorted({table.schema for table in metadata.tables.values() if table.schema}):
        connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
    metadata.create_all(connection)
