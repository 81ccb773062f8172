#!/usr/bin/env bash
# All tests: formatting, lints, unit and integration tests, with whatever they need installed first.
#
#   scripts/test.sh [--full] [TEST NAMES...]     --full runs the long suites whole
#
# Where Docker can't be had, the tests that need it are named as not run; with CI set, that is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} == --full ]]; then
  export GEN_MIGRATION_FULL=1
  shift
fi

without_docker=0
outcome=0
scripts/setup-tests.sh || outcome=$?
if ((outcome == 3)) && [[ -z ${CI:-} ]]; then
  without_docker=1
  scripts/setup-tests.sh --without-docker
elif ((outcome)); then
  exit "$outcome"
fi
if ((without_docker)); then
  export GEN_MIGRATION_WITHOUT_DOCKER=1
  echo "test: NO DOCKER ON THIS MACHINE: the tests that need it do not run" >&2
fi
export GEN_MIGRATION_TEST_PYTHON=${GEN_MIGRATION_TEST_PYTHON:-$PWD/.venv-test/bin/python}

cargo fmt --check
cargo clippy --all-targets --quiet -- -D warnings
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --cargo-quiet --no-fail-fast "$@"
else
  cargo test --quiet --no-fail-fast "$@"
fi
if ((without_docker)); then
  echo "test: passed, WITHOUT the tests that need Docker: install it and run again" >&2
fi
