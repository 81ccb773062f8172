"""Real Alembic on each case: the history applied to its database, then `revision --autogenerate`.

Reads {"cases": [{folder, url}]} and answers one entry per case: the new file's text, or the error."""

import importlib
import io
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

from alembic import command
from alembic.config import Config
from alembic.operations import ops

job = json.load(sys.stdin)
out, sys.stdout = sys.stdout, io.StringIO()
answers = []
for case in job["cases"]:
    os.chdir(case["folder"])
    os.environ["DATABASE_URL"] = case["url"]
    path = list(sys.path)
    # one set for all scripts of a process
    ops.MigrationScript.__init__.__kwdefaults__["imports"].clear()
    # each case has its own
    sys.modules.pop("models", None)
    importlib.invalidate_caches()
    config = Config("alembic.ini", stdout=io.StringIO())
    config.cmd_opts = type("Options", (), {"autogenerate": True, "x": None})()
    versions = os.path.join("alembic", "versions")
    before = set(os.listdir(versions))
    try:
        command.upgrade(config, "head")
        command.revision(config, message="x", autogenerate=True, rev_id="bbbb")
        added = [name for name in os.listdir(versions) if name not in before and name.endswith(".py")]
        texts = []
        for name in added:
            with open(os.path.join(versions, name)) as file:
                texts.append(file.read())
            os.remove(os.path.join(versions, name))
        answers.append({"files": dict(zip(added, texts))})
    except BaseException as error:
        answers.append({"error": "%s: %s" % (type(error).__name__, error)})
    finally:
        sys.path[:] = path
json.dump(answers, out)
