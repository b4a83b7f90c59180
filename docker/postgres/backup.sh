#!/bin/bash
# One physical copy of the running database into the backup volume, with the log that makes it consistent. It gets its name only when it
# is whole and verified, so that every base-* there can be restored.
set -euo pipefail
umask 0077

service=backup
# shellcheck source=docker/base/read-secret.sh
source /usr/local/lib/read-secret.sh

readonly dir=/backups
readonly kept=${BACKUPS_KEPT:-7}
[[ $kept =~ ^[1-9][0-9]{0,3}$ ]] || refuse "BACKUPS_KEPT must be a number from 1 to 9999, not \"$kept\""
[[ -d $dir && -w $dir ]] || refuse "$dir may not be written by user $(id -u): chown 999:999 the volume"
need_file /run/secrets/internal_ca_cert
password=
read_secret password zakpos_backup_password

exec 8>"$dir/.lock"
flock --nonblock 8 || refuse "another backup is running: wait for its end"
rm -rf "$dir"/.base-* # of a backup that was cut off

name=base-$(date -u +%Y%m%dT%H%M%SZ)
readonly half=$dir/.$name
readonly log=/tmp/backup.log
trap 'rm -rf "$half"' EXIT

# PostgreSQL's programs speak several lines when they fail; the operator gets the one that says why, with the cause that has a cure.
failed() {
  local reason code=1
  if grep -q 'No space left on device' "$log"; then
    reason='the backup volume is full: enlarge it, or lower BACKUPS_KEPT'
    code=4 # as `zakpos` says it
  else
    reason=$(grep -E 'error:|FATAL' "$log" | tail -n 1 || true)
  fi
  printf 'backup: %s failed: %s; older backups are untouched\n' "$1" "${reason:-see docker compose logs postgres}" >&2
  exit "$code"
}

started=$SECONDS
# In a file on a tmpfs that ends with the container: an environment variable would be readable from outside.
printf '*:*:*:zakpos_backup:%s\n' "${password//[\\:]/\\&}" >/tmp/pgpass
unset password
export PGPASSFILE=/tmp/pgpass PGSSLMODE=verify-full PGSSLROOTCERT=/run/secrets/internal_ca_cert PGCONNECT_TIMEOUT=10
# "fast": does not wait minutes for the next checkpoint. The log is streamed beside it, so nothing needed can be recycled meanwhile.
pg_basebackup --host=postgres --port=5432 --username=zakpos_backup --no-password --pgdata="$half" --checkpoint=fast \
  --wal-method=stream --manifest-checksums=SHA256 2>"$log" || failed pg_basebackup
rm -f /tmp/pgpass
pg_verifybackup --quiet --exit-on-error "$half" 2>"$log" || failed pg_verifybackup
# pg_basebackup has flushed what it wrote; the new name must last too.
mv "$half" "$dir/$name"
sync "$dir"

mapfile -t backups < <(find "$dir" -mindepth 1 -maxdepth 1 -type d -name 'base-*Z' | sort)
excess=$((${#backups[@]} - kept))
for ((i = 0; i < excess; i++)); do rm -rf "${backups[i]}"; done

printf 'backup: %s, %s, verified, in %d s; %d kept\n' "$name" "$(du -sh "$dir/$name" | cut -f 1)" "$((SECONDS - started))" \
  "$((${#backups[@]} > kept ? kept : ${#backups[@]}))"
