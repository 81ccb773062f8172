"""The models of a package: SQLAlchemy's `create_all` and our CREATE statements, table by table."""

import json
import os

import state
from history import difference
from models import MODELS
from objects import by_table
from run import HERE


def compare(run, fresh):
    module = run.ini.parent / "corpus_models.py"
    module.write_text(MODELS[run.package.name])
    note = run.cache / "oracle" / f"{run.package.name}.models.sql"
    refused = note.with_suffix(".refused")
    if fresh or not refused.exists():
        url = run.server.fresh(run.database("models", "real"))
        refused.write_text(run.real(url, HERE / "create_all.py", module))
        note.write_text(state.schema(url))
    database = run.database("models", "ours", str(os.getpid()))
    url = run.server.fresh(database)
    lines = run.ours(url, "models", "models", run.ini, url, module)
    real, own = by_table(note.read_text()), by_table(state.schema(url))
    run.server.drop(database)
    differing = {}
    for name in sorted({*real, *own}):
        if real.get(name) != own.get(name):
            found = difference("\n".join(own.get(name, [])), "\n".join(real.get(name, [])))
            changed = [line for line in found[2:] if line[0] in "+-"]
            differing[name] = changed if name in own and name in real else ["ours only" if name in own else "missing"]
    text = "\n".join("\n".join([f"## {name}", *lines]) for name, lines in differing.items())
    (run.out / f"{run.package.name}.models.diff").write_text(text)
    tables = [name for name, statements in real.items() if any(" TABLE " in statement for statement in statements)]
    return {
        "tables": len(tables),
        "equal": len([name for name in tables if name not in differing]),
        "differing": differing,
        # by PostgreSQL, whoever compiles them
        "refused_by_server": [json.loads(line) for line in refused.read_text().splitlines() if line.startswith("{")],
        "errors": [line.get("whole") or line for line in lines if "error" in line or "whole" in line],
        "seconds": next((line["seconds"] for line in lines if "seconds" in line), None),
    }
