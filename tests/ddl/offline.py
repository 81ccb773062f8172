"""Runs snippets of op.* calls offline; a JSON list of what each printed or of its error on stdout."""
import datetime
import decimal
import json
import sys
import uuid
import warnings

import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy.dialects import postgresql

warnings.simplefilter("ignore")
answers = []
for snippet in json.load(sys.stdin):
    printed = []
    context = MigrationContext.configure(
        dialect_name="postgresql",
        opts={"as_sql": True, "literal_binds": True, "output_buffer": sys.stderr},
        dialect_opts={"paramstyle": "named"},
    )
    context.impl.static_output = printed.append
    names = {"sa": sa, "postgresql": postgresql, "datetime": datetime, "decimal": decimal, "uuid": uuid}
    try:
        with Operations.context(context) as op:
            exec(snippet, {**names, "op": op})
        answers.append({"printed": printed})
    except Exception as error:
        answers.append({"error": f"{error}"})
json.dump(answers, sys.stdout)
