#!/usr/bin/env bash
# The whole histories of real projects as `--sql` scripts: ours and the real Alembic's, compared.
#
#   scripts/offline.sh [argilla-server|conda-store-server|MoonMind...]
#
# Packages come from PyPI as for scripts/corpus.sh, once; MOONMIND=/path/to/its/clone has MoonMind run, otherwise it is
# said to be left out. Exits with 1 where a statement differs that docs/ALEMBIC.md does not list.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup-tests.sh --without-docker
cargo build --quiet
exec .venv-test/bin/python tests/corpus/offline.py "$@"
