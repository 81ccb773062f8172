"""A history by the real Alembic and by us, and what differs afterwards."""

import difflib
import json
import os
import time

import state
from run import HERE, read


def oracle(run, target, fresh):
    """The real Alembic's schema, rows and the columns that are volatile."""
    note = run.cache / "oracle" / f"{run.package.name}.{target}.json"
    if note.exists() and not fresh:
        return json.loads(note.read_text())
    runs = []
    for number in ("1", "2"):
        url = run.server.fresh(run.database(target, "real" + number), run.template())
        began = time.monotonic()
        run.real(url, HERE / "alembic_host.py", run.ini, target)
        runs.append((*read(url), time.monotonic() - began))
    columns = sorted(state.volatile(runs[0][1], runs[1][1]))
    found = {
        "schema": runs[0][0],
        "rows": state.masked(runs[0][1], set(columns)),
        "volatile": columns,
        "seconds": runs[0][2],
    }
    note.write_text(json.dumps(found))
    note.with_suffix(".schema.sql").write_text(found["schema"])
    note.with_suffix(".rows").write_text(found["rows"])
    return found


def compare(run, target, policy, fresh):
    """Counts, each file that was not read natively with its reason, and whether schema and rows are equal."""
    real = oracle(run, target, fresh)
    database = run.database(target, "ours", str(os.getpid()))
    template = run.template()
    url = run.server.fresh(database, template)
    host = [run.python, HERE / "alembic_host.py", run.ini]
    one_go = ",".join(run.package.in_one_go)
    lines = run.ours(url, f"{target}.{policy}", "history", run.ini, url, target, policy, template, one_go, *host)
    schema, rows = read(url)
    run.server.drop(database)
    files = [line for line in lines if "revision" in line]
    columns = {tuple(pair) for pair in real["volatile"]}
    expected = real["rows"]
    if any(file["by"] == "refused" for file in files):
        # a refused file may have drawn numbers before it was rolled back
        rows.pop("(sequences)")
        parts = expected.split("== (sequences)\n")
        expected = parts[0] + (parts[1][parts[1].index("== ") :] if len(parts) > 1 and "== " in parts[1] else "")
    differences = {
        "schema": difference(schema, real["schema"]),
        "rows": difference(state.masked(rows, columns), expected),
    }
    for what, found in differences.items():
        (run.out / f"{run.package.name}.{target}.{policy}.{what}.diff").write_text("\n".join(found))
    only_order = state.without_column_order(schema) == state.without_column_order(real["schema"])
    return {
        "target": target,
        "files": files,
        "stopped": [line for line in lines if "revision" not in line],
        "schema": "equal" if not differences["schema"] else "column order" if only_order else "different",
        "rows": "equal" if not differences["rows"] else "different",
        "volatile": [".".join(pair) for pair in real["volatile"]],
        "real_seconds": real["seconds"],
    }


def difference(ours, real):
    return list(difflib.unified_diff(real.splitlines(), ours.splitlines(), "Alembic", "ours", lineterm="", n=2))
