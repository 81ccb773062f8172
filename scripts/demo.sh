#!/usr/bin/env bash
# The main job on the demo project, on whatever database this machine has: Docker, installed
# PostgreSQL, or PostgreSQL that is installed now. Needs a Rust toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

. scripts/packages.sh

have_docker() { docker version >/dev/null 2>&1 && docker image inspect postgres:15 >/dev/null 2>&1; }

if ! have_docker && ! have_postgresql; then
  say "no Docker with postgres:15 and no PostgreSQL here"
  install_postgresql
fi
install_linker

cargo build --release --quiet
exec target/release/gen-migration --yes -m "add items" "$@"
