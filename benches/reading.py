"""CPython's half of the benchmark: the same models and revision files, imported and run."""

import io
import json
import sys
import time

project, models, scripts = sys.argv[1:]
sys.path.insert(0, project)

start = time.perf_counter()
import importlib

name, base = models.split(":")
metadata = getattr(importlib.import_module(name), base).metadata
# mappers are configured lazily: tables of associations and backrefs are there before
tables = len(metadata.tables)
read_models = (time.perf_counter() - start) * 1000

# what revision files need of their own is loaded already: in CPython's favour
start = time.perf_counter()
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

files, stopped = 0, []
for script in reversed(list(ScriptDirectory(scripts).walk_revisions())):
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": io.StringIO()}
    )
    files += 1
    with Operations.context(context):
        try:
            script.module.upgrade()
        except Exception as error:
            stopped.append(f"{script.revision}: {type(error).__name__}: {error}"[:200])
read_revisions = (time.perf_counter() - start) * 1000
print(
    json.dumps(
        {"models": read_models, "tables": tables, "revisions": read_revisions, "files": files, "stopped": stopped}
    )
)
