"""`docs/CORPUS.md`, from the results of the last runs."""

import json
import re
from collections import Counter
from pathlib import Path

from packages import PACKAGES

# of causes a package
SHOWN = 12
# of the machine that asked
FOLDERS = r"/\S*/(?:site-packages|src/[^/\s]+|corpus-[^/\s]+)/"

HEAD = """# Real projects

What becomes of the histories and models of real projects, beside the real Alembic and SQLAlchemy. Written by
`scripts/corpus.sh --write docs/CORPUS.md`; nobody's hand is needed, and none should be laid on it.

Each history is brought from an empty PostgreSQL 15 database to its heads: by the real Alembic 1.20.1 (superset: 1.19 with
SQLAlchemy 1.4), then by reading alone (`--python never`), then with the project's Python where reading does not do
(`--python auto`). `pg_dump --schema-only` of both databases and the rows of all tables are compared. A file that is refused is
run by the real Alembic on the same database, so that every later file is tried too; the comparison is then of what the
others did, and numbers that a refused file drew are taken back. Volatile values are masked: a column counts as volatile where two runs of the real Alembic differ in it.

The layout is an `alembic.ini` and the smallest env.py that the files work with; the packages' dependencies are installed in an
environment of their own, whose sources reading may look at. mlflow's and superset's databases hold the tables that
the applications make before their history starts.

The script fails where a schema, rows or a model differ or more files are refused than `tests/corpus/packages.py` says.

Models: every statement of SQLAlchemy's `create_all` in one database, every statement that we make of the same models in
another, `pg_dump` compared table by table, with the sequences, constraints, indexes and comments of each. What
`event.listen(table, "after_create", DDL(…))` has SQLAlchemy run beside a table (functions, triggers) is not made of models, as
Alembic's autogenerate does not see it either.
"""


def text(out):
    results = [(package, read(out, package)) for package in PACKAGES]
    parts = [HEAD, histories(results), reasons(results), models(results)]
    return "\n".join(parts)


def read(out, package):
    file = out / f"{package.name}.json"
    return json.loads(file.read_text()) if file.exists() else {}


def row(*cells):
    return f"| {' | '.join(map(str, cells))} |"


def counted(runs):
    return Counter(file["by"] for run in runs for file in run["files"])


def worst(runs, what):
    return ", ".join(sorted({run[what] for run in runs}))


def histories(results):
    heads = ["package", "files", "`never`: read", "refused", "schema, rows", "`auto`: read", "by Python", "refused", "schema, rows"]
    lines = ["## Histories", "", row(*heads), row(*["---"] * len(heads))]
    total = Counter()
    for package, found in results:
        name = f"{package.name} {package.version}"
        if not found:
            lines.append(row(name, "not run", *[""] * 7))
            continue
        cells = []
        for policy in ("never", "auto"):
            runs = found.get(policy)
            if not runs:
                cells += ["not run", *[""] * (2 if policy == "never" else 3)]
                continue
            counts = counted(runs)
            # what a run that ended did not come to is not settled either
            counts["refused"] = found["files"] - counts["native"] - counts["python"]
            total.update({(policy, by): count for by, count in counts.items()})
            if policy == "never":
                cells += [counts["native"], counts["refused"]]
                total["files"] += found["files"]
            else:
                cells += [counts["native"], counts["python"], counts["refused"]]
            equal = [worst(runs, "schema"), worst(runs, "rows")]
            if any(run["stopped"] for run in runs):
                cells.append("the run ends early")
            else:
                cells.append(equal[0] if equal[0] == equal[1] else ", ".join(equal))
        lines.append(row(name, found["files"], *cells))
    sums = [total[key] for key in [("never", "native"), ("never", "refused"), ("auto", "native"), ("auto", "python"), ("auto", "refused")]]
    lines.append(row("all", total["files"], sums[0], sums[1], "", sums[2], sums[3], sums[4], ""))
    if total["files"]:
        lines += ["", f"Read without Python: {100 * sums[0] / total['files']:.1f} % of all files."]
    masked = [f"{package.name} {', '.join(sorted(columns))}" for package, found in results if (columns := volatile(found))]
    if masked:
        lines += ["", f"Masked: {'; '.join(masked)}."]
    return "\n".join([*lines, ""])


def broken(package, found):
    """What a run no longer keeps of what `docs/CORPUS.md` promises."""
    said = [found["failed"]] if "failed" in found else []
    for policy in ("never", "auto"):
        for run in found.get(policy, []):
            said += [f"{policy}: {what} {run[what]}" for what in ("schema", "rows") if run[what] != "equal"]
            said += [f"{policy}: the run ends early: {reason(stop['error'])}" for stop in run["stopped"]]
    refused = found["files"] - counted(found["never"])["native"] if found.get("never") else 0
    if refused > package.refused:
        said.append(f"{refused} files are not read, {package.refused} were")
    by_nobody = counted(found.get("auto", []))["refused"]
    if by_nobody > package.refused_by_python:
        said.append(f"{by_nobody} files are refused with Python too")
    compared = found.get("models")
    if compared and compared["tables"] - compared["equal"] > package.differing:
        said.append(f"{compared['tables'] - compared['equal']} tables differ, {package.differing} did")
    return said


def volatile(found):
    return {column.removeprefix("public.") for run in found.get("never", []) for column in run["volatile"]}


def reasons(results):
    lines = ["## What reading does not settle", ""]
    for package, found in results:
        counts = Counter()
        for run in found.get("never", []):
            for file in run["files"]:
                if file["by"] == "refused":
                    counts[cause(file)] += 1
            for stop in run["stopped"]:
                counts[f"the run ends: {reason(stop['error'])}"] += 1
        if counts:
            lines += [f"{package.name}:", ""]
            lines += [f"- {count} × {error}" for error, count in counts.most_common(SHOWN)]
            rest = counts.most_common()[SHOWN:]
            if rest:
                lines.append(f"- {sum(count for _, count in rest)} × something else")
            lines.append("")
        refused = [file for run in found.get("auto", []) for file in run["files"] if file["by"] == "refused"]
        if refused:
            lines += [f"{package.name}, with Python too:", ""]
            lines += [f"- {cause(file)}" for file in refused[:SHOWN]]
            lines.append("")
    return "\n".join(lines)


def cause(file):
    """The first thing that is not known, and where that is: what else is not known comes of it."""
    line = reason(file["error"])
    place = file["place"] or Path(file["file"]).name
    causes = re.findall(r"\(from ([^()]*)\)", file["error"].splitlines()[0])
    first = line.split(" is not known by reading: ")[-1]
    if causes:
        place = re.sub(FOLDERS, "", causes[0])
        first = re.sub(r" \(from .*", "", first)
    return f"`{place}`: {first if len(first) <= 100 else first[:100] + '…'}"


def models(results):
    heads = ["package", "tables", "equal", "different", "statements that PostgreSQL refuses from SQLAlchemy"]
    lines = ["## Models, read without Python", "", row(*heads), row(*["---"] * len(heads))]
    notes = []
    for package, found in results:
        name = f"{package.name} {package.version}"
        compared = found.get("models")
        if package.no_models:
            lines.append(row(name, f"not compiled: {package.no_models}", "", "", ""))
        elif not compared:
            lines.append(row(name, "not run", "", "", ""))
        else:
            refused = len(compared["refused_by_server"])
            lines.append(row(name, compared["tables"], compared["equal"], compared["tables"] - compared["equal"], refused))
            said = [error for error in compared["errors"] if "statement" not in error]
            notes += [f"- {package.name}: `{error.get('table') or error.get('place')}`: {error['error'].splitlines()[0][:200]}" for error in said]
            if compared["equal"] or not said:
                notes += [f"- {package.name} `{table}`: `{'`, `'.join(shortened(line) for line in changed[:4])}`" for table, changed in compared["differing"].items()]
    return "\n".join([*lines, "", *notes, ""])


def shortened(line, width=60):
    """Enough to find the line by: a project's own SQL has no place in the table."""
    line = line.strip().replace("`", "'")
    return line if len(line) <= width else line[:width] + "…"


def reason(error):
    """The error's line, without the folders of the machine that asked."""
    return re.sub(FOLDERS, "", error.splitlines()[0])
