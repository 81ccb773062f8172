"""The real Alembic as a process: `upgrade` to each revision, or to several at once, that comes as a line on stdin.

    alembic_host.py ALEMBIC_INI [REVISION...]

With revisions as arguments those are run and the process ends, by traceback when one fails.
"""

import contextlib
import json
import os
import sys
import warnings

from alembic import command
from alembic.config import Config

warnings.simplefilter("ignore")
# stdout is for answers: what migrations print goes where errors go
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

exec(os.environ.get("CORPUS_APPLICATION", ""))
configuration = Config(sys.argv[1])
for revision in sys.argv[2:]:
    command.upgrade(configuration, revision)
if len(sys.argv) > 2:
    sys.exit()
for line in sys.stdin:
    try:
        with contextlib.redirect_stdout(sys.stderr):
            revisions = tuple(line.split())
            command.upgrade(configuration, revisions if len(revisions) > 1 else revisions[0])
        answer = "done"
    except BaseException as error:
        answer = json.dumps(f"{type(error).__name__}: {error}")
    print(answer, file=answers, flush=True)
