#!/usr/bin/env bash
# The main job on the demo project, on whatever database this machine has: Docker, installed
# PostgreSQL, or PostgreSQL that is installed now. Needs a Rust toolchain.
set -euo pipefail
cd "$(dirname "$0")/.."

have_docker() { command -v docker >/dev/null && docker version >/dev/null 2>&1 && docker image inspect postgres:15 >/dev/null 2>&1; }
have_postgres() { command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

if ! have_docker && ! have_postgres; then
  echo "No Docker with postgres:15 and no PostgreSQL here: installing PostgreSQL." >&2
  as_root=()
  [[ $(id -u) == 0 ]] || as_root=(sudo)
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
fi

cargo build --release --quiet
exec target/release/gen-migration --yes -m "add items" "$@"
