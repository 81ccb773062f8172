"""Runs snippets of op.* calls offline; a JSON list of what each printed or of its error on stdout.

A snippet's first line may be `# naming_convention: {...}`, for target_metadata.
"""
import json
import sys
import types
import warnings

import sqlalchemy as sa
from alembic import op as proxy
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext

warnings.simplefilter("ignore")
answers = []
for snippet in json.load(sys.stdin):
    printed = []
    opts = {"as_sql": True, "literal_binds": True, "output_buffer": sys.stderr}
    first = snippet.split("\n", 1)[0]
    if first.startswith("# naming_convention: "):
        convention = eval(first.removeprefix("# naming_convention: "))
        opts["target_metadata"] = sa.MetaData(naming_convention=convention)
    context = MigrationContext.configure(
        dialect_name="postgresql", opts=opts, dialect_opts={"paramstyle": "named"}
    )
    context.impl.static_output = printed.append
    try:
        with Operations.context(context):
            exec(snippet, {"__name__": "snippet"})
        answers.append({"printed": printed})
    except Exception as error:
        answers.append({"error": f"{type(error).__name__}: {error}"})
json.dump(answers, sys.stdout)
