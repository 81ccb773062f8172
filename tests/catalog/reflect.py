"""What autogenerate's downgrade says when the models are empty: per table, its operations. JSON on stdout."""
import json
import sys

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations
from alembic.autogenerate.api import AutogenContext
from alembic.autogenerate.render import render_op_text
from alembic.operations import ops
from alembic.runtime.migration import MigrationContext

engine = sa.create_engine(sys.stdin.read().strip().replace("postgresql://", "postgresql+psycopg2://"))
with engine.connect() as connection:
    context = MigrationContext.configure(connection, opts={"include_schemas": True})
    options = {
        "sqlalchemy_module_prefix": "sa.",
        "alembic_module_prefix": "op.",
        "user_module_prefix": None,
        "render_item": None,
        "render_as_batch": False,
    }
    autogen = AutogenContext(context, sa.MetaData(), opts=options)
    found = {}
    pending = list(produce_migrations(context, sa.MetaData()).downgrade_ops.ops)
    while pending:
        op = pending.pop(0)
        if isinstance(op, ops.OpContainer):
            pending = list(op.ops) + pending
            continue
        name = f"{op.schema}.{op.table_name}" if op.schema else op.table_name
        is_index = isinstance(op, ops.CreateIndexOp)
        key = (1, op.index_name) if is_index else (0, "")
        found.setdefault(name, []).append((key, render_op_text(autogen, op)))
    print(json.dumps({name: [text for _, text in sorted(lines)] for name, lines in found.items()}))
