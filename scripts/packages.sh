# Sourced: what the scripts here install with Debian's package manager when a machine lacks it.

say() { echo "${0##*/}: $*" >&2; }
as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

packages_updated=0
install_packages() {
  type -P apt-get >/dev/null || { say "please install: $*"; return 1; }
  say "installing $*"
  ((packages_updated)) || as_root apt-get -qq update
  packages_updated=1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o Dpkg::Options::=--force-confold install "$@" >/dev/null
}

# cargo's own need: a linker
install_linker() { type -P cc >/dev/null || install_packages gcc libc6-dev; }

have_postgresql() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || type -P initdb >/dev/null; }

install_postgresql() {
  if have_postgresql; then return; fi
  # the package would make a cluster of its own and start it on port 5432
  if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
    as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  ((packages_updated)) || { as_root apt-get -qq update && packages_updated=1; }
  if apt-cache show postgresql-15 >/dev/null 2>&1; then
    install_packages postgresql-15
  else
    install_packages postgresql
  fi
}
