#!/usr/bin/env bash
# All tests: formatting, lints, unit and integration tests. `--full` runs the long suites whole.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo fmt --check
cargo clippy --all-targets --quiet -- -D warnings
cargo test --quiet
