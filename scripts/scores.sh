#!/usr/bin/env bash
# Every model pair through gen-migration and through Alembic: writes docs/SCORES.md, shows the sums, and
# fails when one of ours is not right.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup-tests.sh --without-docker
export GEN_MIGRATION_TEST_PYTHON=${GEN_MIGRATION_TEST_PYTHON:-$PWD/.venv-test/bin/python}
outcome=0
cargo test --quiet --test render_oracle -- --ignored --exact score::scores || outcome=$?
sed -n '/^| | right/,/^$/p' docs/SCORES.md
exit "$outcome"
