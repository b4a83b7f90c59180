#!/bin/bash
# Makes the database at the first start, gives the roles the passwords of the secret files at each, and becomes PostgreSQL.
# `backup` runs the backup instead.
set -euo pipefail
umask 0077

service=postgres
# shellcheck source=docker/base/read-secret.sh
source /usr/local/lib/read-secret.sh

case ${1:-postgres} in
  postgres) ;;
  backup) exec backup ;;
  *) exec "$@" ;; # psql, pg_verifybackup and the like
esac

readonly volume=/var/lib/postgresql/data
readonly data=$volume/17 # named by its version, so that an upgrade finds room beside it
readonly unfinished=$volume/17.unfinished
readonly run=/run/postgresql
readonly roles=(zakpos_owner zakpos_app zakpos_worker zakpos_readonly zakpos_backup zakpos_metrics zakpos_pgbouncer)
# While roles and passwords are made nobody can connect from outside, not even the health check, and no statement reaches a log.
readonly quiet=(
  -c config_file=/etc/postgresql/postgresql.conf -c listen_addresses= -c ssl=off -c logging_collector=off -c log_destination=stderr
  -c log_statement=none -c log_min_duration_statement=-1 -c log_min_error_statement=panic -c pgaudit.log=none
  -c pg_stat_statements.track=none -c log_min_messages=fatal -c unix_socket_directories="$run/quiet"
)

# Each failure in the quiet part ends in this line; what PostgreSQL itself said stands above it.
fail() {
  printf 'postgres: %s\n' "$1" >&2
  exit 1
}

check_volume() {
  local owner
  owner=$(stat -c %u "$volume")
  [[ $owner == "$(id -u)" && -w $volume ]] \
    || refuse "$volume belongs to user $owner, PostgreSQL runs as $(id -u): chown -R 999:999 the volume, or use a new one"
  # Two servers on one volume would destroy it, and process numbers of two containers cannot tell each other. Held until the end.
  exec 8>"$volume/.lock"
  flock --nonblock 8 || refuse "another container uses the volume at $volume: stop it first"
  if [[ -d $data ]]; then
    [[ $(stat -c %u "$data") == "$(id -u)" ]] \
      || refuse "$data belongs to another user than $(id -u): chown -R 999:999 the volume, or use a new one"
    [[ -s $data/PG_VERSION && $(<"$data/PG_VERSION") == 17 ]] \
      || refuse "$data was not made by PostgreSQL 17: move it out of the volume, or use a new one"
    # Left by a kill. With the lock held no server lives, but its number may be another process of ours by now.
    rm -f "$data/postmaster.pid"
  elif [[ -e $volume/PG_VERSION ]]; then
    refuse "$volume holds a database of another image: move it out of the volume, or use a new one"
  fi
}

check_secrets() {
  local name
  for name in postgres "${roles[@]}"; do read_secret "passwords[$name]" "${name}_password"; done
  for name in internal_ca_cert postgres_tls_cert postgres_tls_key; do need_file "/run/secrets/$name"; done
  # PostgreSQL refuses a key that its own user alone cannot read; the mounted one has the modes of the host.
  install -m 0600 /run/secrets/postgres_tls_key "$run/tls.key"
}

# Built beside its place and renamed when all is done: a start that is cut off leaves nothing half.
create_database() {
  printf 'postgres: first start, making the database\n' >&2
  rm -rf "$unfinished"
  mkdir -p "$run/quiet"
  # Bangla and English sort as Unicode says; character classes come from the C library, where plain C knows no Bangla letter.
  initdb --pgdata="$unfinished" --username=postgres --pwfile=<(printf '%s\n' "${passwords[postgres]}") --auth=scram-sha-256 \
    --encoding=UTF8 --locale-provider=icu --icu-locale=und --locale=C.UTF-8 --data-checksums --no-instructions --no-sync >/dev/null \
    || fail "initdb failed in $volume: is the disk full?"
  pg_ctl --pgdata="$unfinished" --silent --wait --options="${quiet[*]}" start >&2 || fail 'the first start failed'
  psql --host="$run/quiet" --username=postgres --dbname=postgres --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL' || fail 'init.sql failed'
create database zakpos;
\connect zakpos
\ir /etc/postgresql/init.sql
-- Not in init.sql: PostgreSQL without containers has no such extension.
create extension pgaudit schema extensions;
SQL
  pg_ctl --pgdata="$unfinished" --silent --wait --mode=fast stop >&2 || fail 'the first start did not end'
  initdb --pgdata="$unfinished" --sync-only >/dev/null 2>&1 || fail "cannot write to $volume"
  mv "$unfinished" "$data"
  sync "$volume"
}

# At each start, so that a lost or rotated secret needs no more than a restart. Through PostgreSQL's own single-user mode: no
# password is needed to get in, and none is on a command line, for the statements come from standard input.
set_passwords() {
  local name
  # A copy being restored gets its roles from where it comes; single-user mode refuses to recover.
  if [[ -e $data/standby.signal || -e $data/recovery.signal ]]; then return; fi
  for name in postgres "${roles[@]}"; do
    printf "alter role %s password '%s'\n" "$name" "${passwords[$name]//\'/\'\'}"
  done | postgres --single -D "$data" "${quiet[@]}" -c exit_on_error=on zakpos >/dev/null \
    || fail 'cannot set the passwords of the roles: see the lines above'
}

declare -A passwords
check_volume
check_secrets
[[ -d $data ]] || create_database
set_passwords
unset passwords

# The log collector writes JSON lines to this "file": the container's own standard error, kept as descriptor 9. No second process
# forwards them, none is lost, and Docker's limits bound them.
exec 9>&2
mkdir -p "$run/log"
ln -sfn /proc/self/fd/9 "$run/log/postgresql.json"
ln -sfn /proc/self/fd/9 "$run/log/postgresql.log"
exec postgres -D "$data" -c config_file=/etc/postgresql/postgresql.conf
