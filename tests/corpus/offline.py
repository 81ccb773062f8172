"""The histories of real projects as scripts: `upgrade base:head --sql` and `downgrade head:base --sql`, by the real
Alembic of their environments and by us; once with an env.py that needs nothing else, and once with the project's own.

    scripts/offline.sh [PACKAGES...] [--program PATH]

Where the real one can't go on offline (a file reads rows), both are compared up to there, we have to refuse the same
file, and the rest is compared from behind it. A script of a whole history is run by psql, and leaves the schema that
the real `upgrade` leaves. Exits with 1 where anything differs that docs/ALEMBIC.md does not list.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import packages  # noqa: E402
import state  # noqa: E402
from run import Run  # noqa: E402
from server import BINARIES, Server  # noqa: E402

REPOSITORY = Path(__file__).parent.parent.parent
CACHE = Path(
    os.environ.get("GEN_MIGRATION_CORPUS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gen-migration/corpus"
)

# the folder of each project's own env.py, or why the real Alembic can't run that here
PROJECTS = {
    "argilla-server": "argilla_server/alembic",
    "conda-store-server": None,  # it imports conda, which is not to be had from PyPI
    "MoonMind": "api_service/migrations",
}

PLAIN = """from alembic import context

context.configure(
    url=context.config.get_main_option("sqlalchemy.url"), literal_binds=True, dialect_opts={"paramstyle": "named"}
)
with context.begin_transaction():
    context.run_migrations()
"""

INI = """[alembic]
script_location = {folder}
version_locations = {versions}
prepend_sys_path = {source}
path_separator = os
sqlalchemy.url = postgresql+psycopg2://nobody:secret@127.0.0.1:1/nothing

[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = INFO
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
formatter = plain
[formatter_plain]
format = %(message)s
"""

# a range that nobody listens to: a run that connects fails
NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"


class History:
    def __init__(self, run, program, own):
        self.run, self.program = run, program
        self.folder = Path(run.scratch.name)
        scripts = run.source / PROJECTS[run.package.name] if own else self.folder / "plain"
        if not own:
            scripts.mkdir()
            (scripts / "env.py").write_text(PLAIN)
        versions = run.source / run.package.versions
        self.ini = self.folder / f"{'own' if own else 'plain'}.ini"
        self.ini.write_text(INI.format(folder=scripts, source=run.source, versions=versions))

    def environment(self):
        variables = self.run.environment(NOWHERE)
        variables.update(POSTGRES_HOST="127.0.0.1", POSTGRES_PORT="1")
        return variables

    def said(self, *command):
        return subprocess.run(command, env=self.environment(), cwd=self.folder, capture_output=True, text=True)

    def real(self, *arguments):
        return self.said(self.run.python, "-W", "ignore", "-m", "alembic", "-c", self.ini, *arguments)

    def ours(self, *arguments):
        return self.said(self.program, "-c", self.ini, *arguments, "--python", self.run.python)

    def steps(self, direction):
        """(from, to) of each step, in order, as the real one plans them: a stamp runs no file."""
        pairs = []
        for line in self.real("history").stdout.splitlines():
            found = re.match(r"(.+?) -> (\w+)", line)
            # where branches meet, the side that was walked last
            pairs.append((found.group(1).split(", ")[-1].replace("<base>", "base"), found.group(2)))
        if direction == "upgrade":
            return [*reversed(pairs)]
        return [(to, start) for start, to in pairs]


def statements(script):
    """Indexes of one table by name: Alembic prints those of a Python set, in another order with every run."""
    pieces = script.split("\n\n")
    table = lambda piece: (re.match(r"CREATE (?:UNIQUE )?INDEX \S+ ON (\S+)", piece) or [None, None])[1]
    at = 0
    while at < len(pieces):
        end = at
        while table(pieces[at]) and end < len(pieces) and table(pieces[end]) == table(pieces[at]):
            end += 1
        pieces[at:end] = sorted(pieces[at:end])
        at = max(end, at + 1)
    return pieces


def compare(history, direction):
    """Counts and complaints of one direction."""
    steps = history.steps(direction)
    found = {"steps": len(steps), "refused": [], "statements": 0, "equal": 0, "wrong": [], "whole": None, "python": []}
    at = 0
    while at < len(steps):
        span = f"{steps[at][0]}:{steps[-1][1]}"
        real = history.real(direction, span, "--sql")
        end = len(steps)
        if real.returncode:
            ran = re.findall(r"^-- Running .*$", real.stdout, re.MULTILINE)
            if not ran:
                found["wrong"].append(f"{span}: the real one fails at once: {real.stderr[-300:]}")
                return found
            end = at + len(ran) - 1
        if end > at:
            part = f"{steps[at][0]}:{steps[end - 1][1]}"
            whole = real if end == len(steps) else history.real(direction, part, "--sql")
            check(history, direction, part, whole, found)
            if part == f"{steps[0][0]}:{steps[-1][1]}":
                found["whole"] = history.ours(direction, part, "--sql").stdout
        if end < len(steps):
            one = f"{steps[end][0]}:{steps[end][1]}"
            real, ours = history.real(direction, one, "--sql"), history.ours(direction, one, "--sql")
            reason = real.stderr.strip().splitlines()[-1]
            found["refused"].append(f"{steps[end][1] if direction == 'upgrade' else steps[end][0]}: {reason}")
            if ours.returncode != 1 or ours.stdout or ".py:" not in ours.stderr:
                found["wrong"].append(f"{one}: not refused: {ours.returncode} {ours.stderr[-300:]}")
            end += 1
        at = end
    return found


def check(history, direction, span, real, found):
    ours = history.ours(direction, span, "--sql")
    if ours.returncode:
        found["wrong"].append(f"{span}: {ours.stderr[-600:]}")
        return
    found["python"] += [line for line in ours.stderr.splitlines() if " needed Python: " in line]
    expected, got = statements(real.stdout), statements(ours.stdout)
    found["statements"] += len(expected)
    for number, (one, other) in enumerate(zip(expected, got)):
        if one == other:
            found["equal"] += 1
        elif not is_known(one, other):
            found["wrong"].append(f"{span}, statement {number}\n  Alembic {one!r}\n  ours    {other!r}")
        else:
            found["known"] = found.get("known", 0) + 1
    if len(expected) != len(got):
        found["wrong"].append(f"{span}: {len(got)} statements, Alembic has {len(expected)}")


def is_known(real, ours):
    """What docs/ALEMBIC.md lists: tabs in constants, a comment at the end."""
    return real == ours.replace("\t", "    ") or (ours.endswith("\n;") and ours[:-2] + ";" == real)


def on_a_server(run, script):
    """What psql makes of the script, beside what the real upgrade leaves."""
    url = run.server.fresh(run.database("offline", str(os.getpid())))
    psql = [BINARIES / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", url]
    outcome = subprocess.run(psql, input=script, capture_output=True, text=True)
    if outcome.returncode:
        return f"psql: {outcome.stderr.strip()}"
    schema = state.schema(url)
    run.server.drop(run.database("offline", str(os.getpid())))
    url = run.server.fresh(run.database("online", str(os.getpid())))
    run.real(url, Path(__file__).parent / "alembic_host.py", run.ini, "heads")
    expected = state.schema(url)
    run.server.drop(run.database("online", str(os.getpid())))
    return "equal" if schema == expected else "different"


def main():
    parser = argparse.ArgumentParser(prog="scripts/offline.sh")
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--program", default=str(REPOSITORY / "target/debug/gen-migration"))
    arguments = parser.parse_intermixed_args()
    folder = os.environ.get("GEN_MIGRATION_CORPUS_SERVER") or Path(tempfile.gettempdir()) / "gen-migration-corpus-server"
    server = Server(Path(folder))
    failed = False
    histories = {}
    for name in arguments.packages or PROJECTS:
        run = Run(CACHE, server, packages.named(name), arguments.program, CACHE / "out")
        if run.source is None:
            print(f"{name} is not run: {run.package.clone} names no clone", flush=True)
            continue
        envs = [False, True] if PROJECTS[name] else [False]
        for own, direction in [(own, direction) for own in envs for direction in ("upgrade", "downgrade")]:
            history = histories.setdefault((name, own), None) or History(run, arguments.program, own)
            histories[name, own] = history
            found = compare(history, direction)
            known = f", {found['known']} differ as documented" if found.get("known") else ""
            env_py = "its own env.py" if own else "a plain env.py"
            print(f"{name}, {env_py}, {direction}: {found['steps']} steps, {found['equal']} of {found['statements']} pieces equal{known}")
            for line in found["refused"]:
                print(f"  the real one cannot print {line}")
            for line in sorted(set(found["python"])):
                print(f"  {run.short(line)}")
            for line in found["wrong"]:
                print(f"  WRONG {run.short(line)}")
            failed = failed or bool(found["wrong"])
            if direction == "upgrade" and found["whole"] and not own:
                outcome = on_a_server(run, found["whole"])
                print(f"  run by psql, the schema is {outcome}")
                failed = failed or outcome != "equal"
            sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
