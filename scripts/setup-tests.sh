#!/usr/bin/env bash
# Installs what the tests need and this machine lacks: a linker, PostgreSQL's binaries, Docker with a
# postgres:15 image, and the real Alembic in a virtual environment. Quick when everything is there.
# Only Debian's packages and PyPI are asked.
#
#   scripts/setup-tests.sh [--without-docker]
set -euo pipefail
cd "$(dirname "$0")/.."

without_docker=0
[[ ${1:-} == --without-docker ]] && without_docker=1
. scripts/packages.sh

# --- packages ---
install_linker
missing=()
type -P openssl >/dev/null || missing+=(openssl)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
((${#missing[@]} == 0)) || install_packages "${missing[@]}"

install_postgresql

# --- Docker ---
docker_answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }
start_docker() {
  if [[ -n ${DOCKER_HOST:-} ]]; then
    say "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST"
    return 1
  fi
  if docker version 2>&1 | grep -qi 'permission denied'; then
    say "the Docker engine's socket is not for this user: sudo usermod -aG docker $USER, then log in again"
    return 1
  fi
  if [[ -d /run/systemd/system ]]; then
    as_root systemctl start docker
  else
    # without an init system nobody mounts the control groups
    if ! mountpoint -q /sys/fs/cgroup && type -P cgroupfs-mount >/dev/null; then as_root cgroupfs-mount; fi
    if [[ ! -e /sys/fs/cgroup/cgroup.controllers ]] && ! mountpoint -q /sys/fs/cgroup/devices; then
      as_root cgroupfs-mount || true
    fi
    as_root sh -c 'setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &'
  fi
  for _ in $(seq 100); do
    docker_answers && return
    sleep 0.2
  done
  say "the Docker engine does not start: see /var/log/dockerd.log or journalctl -u docker"
  return 1
}
if ((!without_docker)); then
  (
    # two runs that start together must not start two engines
    exec 8>"${TMPDIR:-/tmp}/gen-migration-docker.$UID.lock"
    flock 8
    type -P docker >/dev/null && { docker_answers || type -P dockerd >/dev/null || [[ -n ${DOCKER_HOST:-} ]]; } ||
      install_packages docker.io cgroupfs-mount
    # the newer Debian has the command in a package of its own
    type -P docker >/dev/null || install_packages docker-cli
    docker compose version >/dev/null 2>&1 || type -P docker-compose >/dev/null || install_packages docker-compose
    docker_answers || { exec 8>&- && start_docker; }
  ) || exit 3
  scripts/build-postgres-image.sh postgres:15 || exit 3
fi

# --- the real Alembic, and the packages that models are built on ---
environment() { # a link in the repository, then the packages
  local link=$1
  shift
  local name venv
  name=$(echo "$@" "$(python3 --version)" | sha256sum | cut -c1-12)
  venv=${XDG_CACHE_HOME:-$HOME/.cache}/gen-migration/venv-$name
  mkdir -p "$(dirname "$venv")"
  exec 9>"$venv.lock"
  flock 9
  if [[ ! -e $venv/complete ]]; then
    say "installing $* into $venv"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    touch "$venv/complete"
  fi
  # where the tests look
  [[ -e $link && ! -L $link ]] || ln -sfn "$venv" "$link"
}
# GEN_MIGRATION_TEST_PYTHON may name another interpreter
environment .venv-test alembic==1.20.1 sqlalchemy==2.1.9 greenlet psycopg2-binary asyncpg pyyaml
# on the SQLAlchemy that all of them work with
environment .venv-packages sqlalchemy==2.0.58 sqlmodel==0.0.50 flask-sqlalchemy==3.1.1 flask-migrate==4.1.0 \
  advanced_alchemy==1.12.0 sqlalchemy-utils==0.43.0 pgvector==0.5.1 geoalchemy2==0.20.0 email-validator \
  fastapi-users-db-sqlalchemy==7.0.0
