"""What `scripts/corpus.sh` runs: see there."""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import history  # noqa: E402
import packages  # noqa: E402
import report  # noqa: E402
import tables  # noqa: E402
from run import Failed, Run  # noqa: E402
from server import Server  # noqa: E402

REPOSITORY = Path(__file__).parent.parent.parent
CACHE = Path(
    os.environ.get("GEN_MIGRATION_CORPUS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gen-migration/corpus"
)


def show_history(run, found):
    counts = Counter(file["by"] for file in found["files"])
    print(f"{run.package.name} {found['target']}: {len(found['files'])} files, {dict(counts)}")
    for file in found["files"]:
        if file["by"] != "native":
            print(f"  {Path(file['file']).name}: {file['by']}")
            print(f"    {run.short(str(file['place']))}: {file['error'].splitlines()[0]}\n      | {file['source']}")
    for line in found["stopped"]:
        print(f"  stopped: {run.short(str(line['place']))}: {line['error']}")
    print(f"  schema {found['schema']}, rows {found['rows']}", flush=True)


def show_models(run, found):
    print(f"{run.package.name} models: {found['tables']} tables, {found['equal']} equal")
    for error in found["errors"]:
        what = error.get("table") or error.get("statement") or "all models"
        print(f"  {what}: {run.short(str(error.get('place')))}: {error['error']}")
    for name, lines in found["differing"].items():
        print("\n".join([f"  {name}", *(f"    {line}" for line in lines[:20])]))
    sys.stdout.flush()


def shorten(run, lines):
    for line in lines:
        for name in ("place", "error"):
            line[name] = line.get(name) and run.short(line[name])


def main():
    parser = argparse.ArgumentParser(prog="scripts/corpus.sh")
    parser.add_argument("what", choices=["history", "models", "all"])
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--program", default=str(REPOSITORY / "target/debug/examples/corpus"))
    parser.add_argument("--python", default="never,auto", help="histories: the policies to run with")
    parser.add_argument("--fresh", action="store_true", help="ask the real Alembic and SQLAlchemy again")
    parser.add_argument("--out", type=Path, default=CACHE / "out")
    parser.add_argument("--write", type=Path, help="the file that gets the table")
    arguments = parser.parse_intermixed_args()
    # the server's own user has to reach it, a home folder may be closed to it
    server = Server(Path(os.environ.get("GEN_MIGRATION_CORPUS_SERVER") or Path(tempfile.gettempdir()) / "gen-migration-corpus-server"))
    kept = True
    chosen = [packages.named(name) for name in arguments.packages] or packages.PACKAGES
    for package in chosen:
        run = Run(CACHE, server, package, arguments.program, arguments.out)
        if run.source is None:
            print(f"{package.name} is not run: {package.clone} names no clone", flush=True)
            continue
        results = arguments.out / f"{package.name}.json"
        found = json.loads(results.read_text()) if results.exists() else {}
        found["files"] = run.files()
        found.pop("failed", None)
        try:
            if arguments.what in ("history", "all"):
                for policy in arguments.python.split(","):
                    found[policy] = []
                    for target in package.targets:
                        fresh = arguments.fresh and policy == arguments.python.split(",")[0]
                        one = history.compare(run, target, policy, fresh)
                        show_history(run, one)
                        shorten(run, [*one["files"], *one["stopped"]])
                        found[policy].append(one)
                    # a run that is cut short leaves what it came to
                    results.write_text(json.dumps(found))
            if arguments.what in ("models", "all") and not package.no_models:
                found["models"] = tables.compare(run, arguments.fresh)
                show_models(run, found["models"])
                shorten(run, found["models"]["errors"])
        except Failed as failure:
            print(f"{package.name}: the real one fails:\n{failure}", flush=True)
            found["failed"] = str(failure).splitlines()[-1]
        results.write_text(json.dumps(found))
        for said in report.broken(package, found):
            kept = False
            print(f"{package.name} does not keep what is promised: {said}", flush=True)
    if arguments.write:
        arguments.write.write_text(report.text(arguments.out))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
