"""One package laid out, with the two programs that are run on it."""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

import project
import state
from wheels import python_of, source_of

HERE = Path(__file__).parent


class Run:
    def __init__(self, cache, server, package, program, out):
        self.cache, self.server, self.package, self.program, self.out = cache, server, package, program, out
        self.source = source_of(cache, package)
        if self.source is None:
            return
        self.python = python_of(cache, package, self.source)
        self.ini = project.lay_out(cache / "project" / package.name, package, self.source)
        self.scratch = tempfile.TemporaryDirectory(prefix="corpus-")
        (cache / "oracle").mkdir(parents=True, exist_ok=True)
        out.mkdir(parents=True, exist_ok=True)

    def database(self, *parts):
        return "_".join([self.package.name, *parts]).replace("@", "_").replace("-", "_").lower()

    def environment(self, url):
        scratch = tempfile.mkdtemp(dir=self.scratch.name)
        variables = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LANG") if name in os.environ}
        # applications keep files of their own at home
        variables.update(HOME=scratch, CORPUS_SCRATCH=scratch, CORPUS_APPLICATION=self.package.application)
        variables.update(DATABASE_URL=url, PYTHONDONTWRITEBYTECODE="1", PYTHONPATH=str(self.source))
        variables.update(VIRTUAL_ENV=str(Path(self.python).parent.parent))
        for name, value in self.package.environment.items():
            # SQLAlchemy 2.1 has another driver for a URL without one
            psycopg2_url = url.replace("postgresql:", "postgresql+psycopg2:")
            variables[name] = value.format(url=url, psycopg2_url=psycopg2_url, scratch=scratch)
        return variables

    def real(self, url, *command):
        """A program of the package's interpreter; its output, or its traceback as an exception."""
        return checked(
            subprocess.run(
                [self.python, "-W", "ignore", *command],
                env=self.environment(url),
                cwd=self.ini.parent,
                capture_output=True,
                text=True,
            )
        )

    def ours(self, url, name, *command):
        """Our program; its lines, as far as it came."""
        note = self.out / f"{self.package.name}.{name}.jsonl"
        with open(note, "w") as answers, open(note.with_suffix(".stderr"), "w") as errors:
            outcome = subprocess.run(
                [self.program, *command], env=self.environment(url), cwd=self.ini.parent, stdout=answers, stderr=errors
            )
        lines = []
        for line in map(json.loads, note.read_text().splitlines()):
            lines = [] if "begins_again" in line else [*lines, line]
        # 1 is a refusal that has been printed
        if outcome.returncode not in (0, 1):
            lines.append({"error": f"ended with {outcome.returncode}", "place": None})
        return lines

    def template(self):
        """The name of a database as the application leaves it before its history: mostly an empty one."""
        if not self.package.prepare:
            return "template1"
        name = self.database("prepared")
        if not self.server.has(name):
            url = self.server.fresh(name)
            try:
                self.real(url, "-c", self.package.prepare)
            except BaseException:
                self.server.drop(name)
                raise
        return name

    def short(self, text):
        """Without the folders of this machine."""
        text = text.replace(f"{self.source}/", "").replace(f"{self.ini.parent}/", "")
        text = re.sub(r" \(searched: [^)]*\)", "", text)
        return re.sub(r"[^\s`]*/site-packages/", "", text)

    def files(self):
        """How many revisions the history has."""
        texts = (path.read_text() for path in (self.source / self.package.versions).rglob("*.py"))
        return sum(1 for text in texts if re.search(r"^revision\b", text, re.MULTILINE))


class Failed(Exception):
    """The real one cannot do it either."""


def checked(outcome):
    if outcome.returncode:
        raise Failed(outcome.stderr.strip())
    return outcome.stdout


def read(url):
    return state.schema(url), state.rows(url)
