#!/usr/bin/env bash
# Every model pair through gen-migration (all must be right), then through Alembic: writes docs/SCORES.md.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup-tests.sh --without-docker
export GEN_MIGRATION_TEST_PYTHON=${GEN_MIGRATION_TEST_PYTHON:-$PWD/.venv-test/bin/python}
export GEN_MIGRATION_FULL=1
cargo test --quiet --test render_oracle each_kind_of_change_there_and_back
cargo test --quiet --test render_oracle -- --ignored --exact score::scores
sed -n '/^| | right/,/^$/p' docs/SCORES.md
