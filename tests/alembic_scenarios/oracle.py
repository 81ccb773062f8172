"""Runs command lines through the real Alembic, each in a process of its own that is forked from this one,
so that Alembic is imported once. Requests and answers are lines of JSON."""

import io
import json
import os
import sys
import tempfile
import warnings

import alembic.autogenerate  # noqa: F401
import psycopg2  # noqa: F401
import sqlalchemy.dialects.postgresql  # noqa: F401
from alembic.config import CommandLine

warnings.simplefilter("ignore")


def run(request):
    out = tempfile.TemporaryFile()
    err = tempfile.TemporaryFile()
    pid = os.fork()
    if pid == 0:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        os.chdir(request["folder"])
        os.environ.update(request["environment"])
        sys.path.insert(0, "")
        sys.argv = ["alembic", *request["arguments"]]
        code = 0
        try:
            CommandLine(prog="alembic").main(argv=request["arguments"])
        except SystemExit as exit:
            code = exit.code if isinstance(exit.code, int) else 1
        except BaseException:
            import traceback

            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code & 0xFF)
    _, status = os.waitpid(pid, 0)
    texts = []
    for stream in (out, err):
        stream.seek(0)
        texts.append(stream.read().decode())
    return {"code": os.waitstatus_to_exitcode(status), "stdout": texts[0], "stderr": texts[1]}


for line in io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"):
    print(json.dumps(run(json.loads(line))), flush=True)
