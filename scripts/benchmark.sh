#!/usr/bin/env bash
# How long reading models and revision files takes, beside CPython with SQLAlchemy and Alembic on the
# same files in the same run. Without arguments: the demo, and the interpreter of the tests. Else, all
# of a project of yours, with a Python that has what it imports:
#   scripts/benchmark.sh --commands      history, heads and current on 500 revisions, beside the real Alembic
#   scripts/benchmark.sh --project DIR --models PACKAGE.MODULE:BASE --scripts DIR --python PATH [--samples N]
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ! -x .venv-test/bin/python && " $* " != *" --python "* ]]; then
  echo "error: no .venv-test: run scripts/setup-tests.sh, or name a Python with --python" >&2
  exit 1
fi
if [[ ${1-} == --commands ]]; then
  exec cargo bench --quiet --bench commands
fi
exec cargo bench --quiet --bench reading -- "$@"
