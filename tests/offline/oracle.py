"""Real Alembic's command line, once for each run of a JSON list on stdin: {"folder", "arguments", "environment"}.

Each runs in a child of its own, since env.py and models stay imported. Answers with a JSON list of
{"status", "stdout", "stderr"}.
"""
import json
import os
import sys
import tempfile
import traceback
import warnings

# what every run imports is imported once
import alembic.command
import alembic.config
import sqlalchemy.dialects.postgresql.asyncpg
import sqlalchemy.dialects.postgresql.psycopg
import sqlalchemy.dialects.postgresql.psycopg2
import sqlalchemy.ext.asyncio
import sqlalchemy.orm

warnings.simplefilter("ignore")
sys.dont_write_bytecode = True


def run(request, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)
    os.chdir(request["folder"])
    os.environ.update(request["environment"])
    status = 0
    try:
        alembic.config.main(argv=request["arguments"])
    except SystemExit as exit:
        status = exit.code or 0
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


answers = []
for request in json.load(sys.stdin):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            run(request, out, err)
        _, ended = os.waitpid(child, 0)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(stream.read().decode())
        answers.append({"status": os.waitstatus_to_exitcode(ended), "stdout": texts[0], "stderr": texts[1]})
json.dump(answers, sys.stdout)
