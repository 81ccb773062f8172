#!/usr/bin/env bash
# Makes a `postgres:15` image out of the PostgreSQL that is installed on this machine, for places
# where no registry can be reached. It answers to the same variables and signals as the official one.
#
#   scripts/build-postgres-image.sh [TAG]        TAG is postgres:15 when left out
#
# An image that has the tag and was not made by this script is left alone.
set -euo pipefail
export LC_ALL=C
umask 022

tag=${1:-postgres:15}
label=gen-migration.stand-in
recipe=$(sha256sum "${BASH_SOURCE[0]}" | cut -c1-16)
say() { echo "build-postgres-image: $*" >&2; }

# two test runs that start together build it once
exec 9>"${TMPDIR:-/tmp}/gen-migration-image.$UID.lock"
flock 9
if made_by=$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$tag" 2>/dev/null); then
  case $made_by in
    "$recipe") exit 0 ;;
    "" | "<no value>") exit 0 ;;
    *) say "$tag is from an older version of this script" ;;
  esac
fi

# the wanted major version, else the newest one
wanted=${tag##*:}
binaries=/usr/lib/postgresql/${wanted%%[!0-9]*}/bin
if [[ ! -x $binaries/initdb ]]; then
  binaries=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  binaries=${binaries%/initdb}
fi
[[ -x $binaries/initdb ]] || { say "no PostgreSQL below /usr/lib/postgresql: apt-get install postgresql"; exit 1; }
major=$(basename "$(dirname "$binaries")")

context=$(mktemp -d "${TMPDIR:-/tmp}/gen-migration-image.XXXXXX")
trap 'rm -rf "$context"' EXIT
root=$context/root

# --- the file system: tools, server, and every library that those load ---
mkdir -p "$root"/{etc,proc,sys,dev,run,root,home,docker-entrypoint-initdb.d} \
  "$root"/usr/{bin,lib,lib64,share,local/bin} "$root"/usr/lib/locale "$root"/var/{lib,log}
for directory in bin sbin lib lib64; do
  mkdir -p "$root/usr/$directory"
  ln -s "usr/$directory" "$root/$directory"
done
ln -s ../run "$root/var/run"
install -d -m 1777 "$root/tmp" "$root/var/tmp"

tools=(awk basename bash cat chmod chown cp cut date dirname env find grep gzip head hostname id kill ln
  locale ls mkdir mktemp mv printf ps pwd readlink rm rmdir sed seq setpriv sh sleep sort stat tail tar tee
  test timeout touch tr true uname wc which whoami xargs)
for tool in "${tools[@]}"; do
  if path=$(type -P "$tool"); then install -m 755 "$(readlink -f "$path")" "$root/usr/bin/$tool"; fi
done
# JIT would bring all of LLVM; the server runs without it
copy_tree() { mkdir -p "$root$1" && tar -C "$1" --exclude='llvmjit*' --exclude=bitcode --exclude=man -cf - . | tar -C "$root$1" -xf -; }
copy_tree "/usr/lib/postgresql/$major"
copy_tree "/usr/share/postgresql/$major"
copy_tree /usr/share/zoneinfo
libraries() {
  find "$root/usr/bin" "$root/usr/lib/postgresql" -type f -exec ldd {} + 2>/dev/null |
    awk '$2 == "=>" && $3 ~ /^\// { print $3 } $1 ~ /^\/lib/ && $2 ~ /^\(/ { print $1 }' | sort -u
}
while read -r library; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done < <(libraries | grep -v "^$root")
[[ -n $(find "$root/usr/lib" -name 'libc.so.6') ]] || { say "found no C library to copy"; exit 1; }
for program in "$root/usr/lib/postgresql/$major/bin"/*; do
  ln -sf "../lib/postgresql/$major/bin/${program##*/}" "$root/usr/bin/${program##*/}"
done
printf '%s\n' root:x:0:0:root:/root:/bin/bash postgres:x:999:999::/var/lib/postgresql:/bin/bash >"$root/etc/passwd"
printf '%s\n' root:x:0: postgres:x:999: >"$root/etc/group"
echo 'passwd: files' >"$root/etc/nsswitch.conf"
echo 'hosts: files dns' >>"$root/etc/nsswitch.conf"
cp /etc/os-release "$root/etc/os-release"
sed -i "s/^#\?listen_addresses = .*/listen_addresses = '*'/" "$root/usr/share/postgresql/$major/postgresql.conf.sample"

# the official image's locale where the machine has its sources, else the one that glibc has built in
lang=C.UTF-8
if type -P localedef >/dev/null && [[ -e /usr/share/i18n/locales/en_US ]] &&
  localedef --no-archive -i en_US -f UTF-8 "$root/usr/lib/locale/en_US.utf8" 2>/dev/null; then
  lang=en_US.utf8
elif [[ -d /usr/lib/locale/C.utf8 ]]; then
  cp -a /usr/lib/locale/C.utf8 "$root/usr/lib/locale/"
fi

cat >"$root/usr/local/bin/docker-entrypoint.sh" <<'ENTRY'
#!/bin/bash
# Sets a cluster up when there is none, then becomes the server.
set -euo pipefail

[[ ${1:-postgres} != -* ]] || set -- postgres "$@"
[[ ${1:-postgres} == postgres ]] || exec "$@"
(($#)) || set -- postgres
case " $* " in *" --version "* | *" -V "* | *" --help "*) exec "$@" ;; esac
export PGDATA=${PGDATA:-/var/lib/postgresql/data}

if ((UID == 0)); then
  mkdir -p "$PGDATA" /run/postgresql
  chmod 700 "$PGDATA"
  chown -R postgres:postgres "$PGDATA" /run/postgresql
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

for name in POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB POSTGRES_INITDB_ARGS; do
  file=${name}_FILE
  if [[ -n ${!file:-} ]]; then export "$name=$(<"${!file}")"; fi
done
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

if [[ -s $PGDATA/PG_VERSION ]]; then
  echo 'a cluster is there: no set-up'
  exec "$@"
fi
if [[ -z ${POSTGRES_PASSWORD:-} && ${POSTGRES_HOST_AUTH_METHOD:-} != trust ]]; then
  echo 'Error: set POSTGRES_PASSWORD (or POSTGRES_HOST_AUTH_METHOD=trust): the superuser needs a password' >&2
  exit 1
fi

# like the official image: words of a shell, quotes included
eval "more=(${POSTGRES_INITDB_ARGS:-})"
initdb --username="$user" --pwfile=<(echo "${POSTGRES_PASSWORD:-}") "${more[@]}"
# initdb trusts local connections; all others come with the password
echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"

# a first server, on the socket alone, to finish the set-up
pg_ctl --wait --options="-c listen_addresses=''" start
run_sql() { psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username="$user" "$@"; }
if [[ $database != postgres ]]; then
  run_sql --dbname=postgres --set=name="$database" <<<'CREATE DATABASE :"name"'
fi
for script in /docker-entrypoint-initdb.d/*; do
  case $script in
    *.sh) . "$script" ;;
    *.sql) run_sql --dbname="$database" --file="$script" ;;
  esac
done
pg_ctl --wait --mode=fast stop

echo 'PostgreSQL init process complete; ready for start up.'
exec "$@"
ENTRY
chmod 755 "$root/usr/local/bin/docker-entrypoint.sh"

# --- one layer, and what the engine has to know ---
tar -C "$root" --owner=0 --group=0 --numeric-owner --sort=name -cf "$context/root.tar" .
rm -rf "$root"
cat >"$context/Dockerfile" <<DOCKERFILE
FROM scratch
ADD root.tar /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=$lang PG_MAJOR=$major PGDATA=/var/lib/postgresql/data
VOLUME /var/lib/postgresql/data
EXPOSE 5432
STOPSIGNAL SIGINT
LABEL $label=$recipe
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["postgres"]
DOCKERFILE
# the classic builder is in every engine; the newer one is a plugin that may be missing
DOCKER_BUILDKIT=0 docker build --quiet --tag "$tag" "$context" >"$context/log" 2>&1 || { cat "$context/log" >&2; exit 1; }
say "made $tag from PostgreSQL $major of this machine"
