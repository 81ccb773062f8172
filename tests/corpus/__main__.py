"""`scripts/corpus.sh`: real histories, by the real Alembic and by us.

    python tests/corpus history PACKAGE [--fresh]
"""

import argparse
import difflib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import packages  # noqa: E402
import project  # noqa: E402
import state  # noqa: E402
from models import MODELS  # noqa: E402
from objects import by_table  # noqa: E402
from server import Server  # noqa: E402
from wheels import source_of, python_of  # noqa: E402

HERE = Path(__file__).parent
CACHE = Path(
    os.environ.get("GEN_MIGRATION_CORPUS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gen-migration/corpus"
)


def environment(package, url, python, source):
    variables = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG") if name in os.environ}
    variables.update(DATABASE_URL=url, PYTHONDONTWRITEBYTECODE="1", VIRTUAL_ENV=str(Path(python).parent.parent))
    variables["PYTHONPATH"] = str(source)
    variables["CORPUS_APPLICATION"] = package.application
    variables["CORPUS_SCRATCH"] = tempfile.mkdtemp(prefix="corpus-")
    variables.update({name: value.format(url=url) for name, value in package.environment.items()})
    return variables


def database_name(package, target, side):
    return f"{package.name}_{target}_{side}".replace("@", "_").replace("-", "_").lower()


def template(server, package, python, source):
    """The name of a database as the application leaves it before its history: mostly an empty one."""
    if not package.prepare:
        return "template1"
    name = database_name(package, "", "prepared")
    if not server.has(name):
        url = server.fresh(name)
        variables = environment(package, url, python, source)
        command = [python, "-W", "ignore", "-c", package.prepare]
        outcome = subprocess.run(command, env=variables, capture_output=True, text=True)
        if outcome.returncode:
            server.drop(name)
            raise SystemExit(f"{package.name} cannot prepare its database:\n{outcome.stderr}")
    return name


def oracle(server, package, target, ini, python, source, fresh):
    """The real Alembic's schema, rows and the columns that are volatile."""
    note = CACHE / "oracle" / f"{package.name}.{target}.json"
    if note.exists() and not fresh:
        return json.loads(note.read_text())
    runs = []
    for run in (1, 2):
        url = server.fresh(database_name(package, target, f"real{run}"), template(server, package, python, source))
        began = time.monotonic()
        outcome = subprocess.run(
            [python, HERE / "alembic_host.py", ini, target],
            env=environment(package, url, python, source),
            cwd=ini.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        if outcome.returncode:
            raise SystemExit(f"the real Alembic fails on {package.name} {target}:\n{outcome.stderr}")
        runs.append((state.schema(url), state.rows(url), time.monotonic() - began))
    columns = sorted(state.volatile(runs[0][1], runs[1][1]))
    found = {
        "schema": runs[0][0],
        "rows": state.masked(runs[0][1], set(columns)),
        "volatile": columns,
        "stable_schema": runs[0][0] == runs[1][0],
        "seconds": runs[0][2],
    }
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(found))
    (note.parent / f"{package.name}.{target}.schema.sql").write_text(found["schema"])
    (note.parent / f"{package.name}.{target}.rows").write_text(found["rows"])
    return found


def ours(server, package, target, ini, python, source, program, policy, out):
    empty = template(server, package, python, source)
    url = server.fresh(database_name(package, target, f"ours_{os.getpid()}"), empty)
    command = [program, "history", ini, url, target, policy, empty, python, HERE / "alembic_host.py", ini]
    note = out / f"{package.name}.{target}.jsonl"
    with open(note, "w") as answers, open(out / f"{package.name}.{target}.stderr", "w") as errors:
        outcome = subprocess.run(
            command, env=environment(package, url, python, source), cwd=ini.parent, stdout=answers, stderr=errors
        )
    lines = []
    for line in map(json.loads, note.read_text().splitlines()):
        lines = [] if "begins_again" in line else [*lines, line]
    found = {"lines": lines, "exit": outcome.returncode, "schema": state.schema(url), "rows": state.rows(url)}
    server.drop(database_name(package, target, f"ours_{os.getpid()}"))
    return found


def difference(ours_text, real_text):
    return list(difflib.unified_diff(real_text.splitlines(), ours_text.splitlines(), "Alembic", "ours", lineterm="", n=2))


def history(server, package, program, policy, fresh, out):
    source = source_of(CACHE, package)
    python = python_of(CACHE, package)
    ini = project.lay_out(CACHE / "project" / package.name, package, source)
    out.mkdir(parents=True, exist_ok=True)
    for target in package.targets:
        real = oracle(server, package, target, ini, python, source, fresh)
        own = ours(server, package, target, ini, python, source, program, policy, out)
        files = [line for line in own["lines"] if "revision" in line]
        counts = Counter(line["by"] for line in files)
        print(f"{package.name} {target}: {len(files)} files, {dict(counts)}")
        for line in files:
            if line["by"] != "native":
                name = Path(line["file"]).name
                print(f"  {name} {line['by']}\n    {line['place']}: {line['error']}".replace(str(source) + "/", ""))
                if line["source"]:
                    print(f"      | {line['source']}")
        for line in own["lines"]:
            if "revision" not in line:
                print(f"  STOPPED: {line['error']}")
        columns = {tuple(pair) for pair in real["volatile"]}
        rows = dict(own["rows"])
        expected = real["rows"]
        if counts["refused"]:
            # a refused file may have drawn numbers before it was rolled back
            rows.pop("(sequences)")
            expected = "\n".join(line for line in expected.splitlines() if '"last_value"' not in line and line != "== (sequences)")
        for what, text, real_text in [
            ("schema", own["schema"], real["schema"]),
            ("rows", state.masked(rows, columns).rstrip("\n"), expected.rstrip("\n")),
        ]:
            lines = difference(text, real_text)
            (out / f"{package.name}.{target}.{what}.diff").write_text("\n".join(lines))
            shown = "equal" if not lines else f"DIFFERENT, {len(lines)} lines: {out}/{package.name}.{target}.{what}.diff"
            if what == "schema" and lines and state.without_column_order(text) == state.without_column_order(real_text):
                shown = "equal but for the order of columns"
            print(f"  {what}: {shown}")
        if real["volatile"]:
            print(f"  masked: {', '.join('.'.join(pair) for pair in columns)}")


def models(server, package, program, fresh, out):
    source = source_of(CACHE, package)
    python = python_of(CACHE, package)
    ini = project.lay_out(CACHE / "project" / package.name, package, source)
    module = ini.parent / "corpus_models.py"
    module.write_text(MODELS[package.name])
    out.mkdir(parents=True, exist_ok=True)
    note = CACHE / "oracle" / f"{package.name}.models.sql"
    if not note.exists() or fresh:
        url = server.fresh(database_name(package, "models", "real"))
        variables = environment(package, url, python, source)
        outcome = subprocess.run(
            [python, "-W", "ignore", HERE / "create_all.py", module], env=variables, cwd=ini.parent, capture_output=True, text=True
        )
        if outcome.returncode:
            print(f"{package.name}: the real SQLAlchemy fails: {outcome.stderr.strip().splitlines()[-1]}")
            return
        note.parent.mkdir(parents=True, exist_ok=True)
        note.write_text(state.schema(url))
        note.with_suffix(".refused").write_text(outcome.stdout)
    database = database_name(package, "models", f"ours_{os.getpid()}")
    url = server.fresh(database)
    answers = out / f"{package.name}.models.jsonl"
    with open(answers, "w") as stdout, open(out / f"{package.name}.models.stderr", "w") as stderr:
        subprocess.run(
            [program, "models", ini, url, module], env=environment(package, url, python, source), cwd=ini.parent, stdout=stdout, stderr=stderr
        )
    real, own = by_table(note.read_text()), by_table(state.schema(url))
    server.drop(database)
    differing = sorted(name for name in {*real, *own} if real.get(name) != own.get(name))
    tables = [name for name, statements in real.items() if any(" TABLE " in statement for statement in statements)]
    equal = [name for name in tables if name not in differing]
    print(f"{package.name}: {len(tables)} tables, {len(equal)} equal, {len(differing)} different")
    for line in map(json.loads, answers.read_text().splitlines()):
        if "error" in line or "whole" in line:
            said = line.get("whole") or line
            what = line.get("table") or line.get("statement") or "all models"
            print(f"  {what}: {said.get('place') or ''} {said['error']}".replace(str(source) + "/", ""))
    lines = []
    for name in differing:
        found = difference("\n".join(own.get(name, [])), "\n".join(real.get(name, [])))
        lines += [f"## {name}", *found]
        if name in own and name in real:
            print("\n".join([f"  {name}", *(f"    {line}" for line in found[2:] if line[0] in "+-")][:20]))
        else:
            print(f"  {name}: {'ours only' if name in own else 'missing'}")
    (out / f"{package.name}.models.diff").write_text("\n".join(lines))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["history", "oracle", "models"])
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--program", default=str(HERE.parent.parent / "target/debug/examples/corpus"))
    parser.add_argument("--python", default="never", help="auto, never or a path, as the tool's own option")
    parser.add_argument("--fresh", action="store_true", help="ask the real Alembic again")
    parser.add_argument("--out", type=Path, default=CACHE / "out")
    arguments = parser.parse_intermixed_args()
    server = Server(CACHE / "server")
    chosen = [packages.named(name) for name in arguments.packages] or packages.PACKAGES
    for package in chosen:
        if arguments.what == "oracle":
            source = source_of(CACHE, package)
            ini = project.lay_out(CACHE / "project" / package.name, package, source)
            for target in package.targets:
                found = oracle(server, package, target, ini, python_of(CACHE, package), source, arguments.fresh)
                print(f"{package.name} {target}: {found['seconds']:.1f} s, stable {found['stable_schema']}, volatile {found['volatile']}", flush=True)
        elif arguments.what == "models":
            models(server, package, arguments.program, arguments.fresh, arguments.out)
        else:
            history(server, package, arguments.program, arguments.python, arguments.fresh, arguments.out)


if __name__ == "__main__":
    main()
