#!/bin/bash
# Makes the users from the secrets (in memory, as hashes), repairs a log whose end a crash has torn, and becomes Redis.
set -euo pipefail
umask 0077

service=redis
# shellcheck source=docker/base/read-secret.sh
source /usr/local/lib/read-secret.sh
# shellcheck source=docker/redis/users.sh
source /usr/local/lib/redis-users.sh

[[ ${1:-redis-server} == redis-server ]] || exec "$@"

readonly data=/var/lib/redis
readonly log=$data/appendonlydir

check_volume() {
  local owner
  owner=$(stat -c %u "$data")
  [[ $owner == "$(id -u)" && -w $data ]] \
    || refuse "$data belongs to user $owner, Redis runs as $(id -u): chown -R 999:999 the volume, or use a new one"
  # Two servers would write one log. Held until the end.
  exec 8>"$data/.lock"
  flock --nonblock 8 || refuse "another container uses the volume at $data: stop it first"
}

make_users() {
  local name secret rules password hash
  {
    printf 'user default off resetpass resetkeys resetchannels -@all\n'
    while read -r name secret rules; do
      read_secret password "$secret"
      hash=$(printf %s "$password" | sha256sum)
      printf 'user %s on #%s resetkeys resetchannels -@all %s\n' "$name" "${hash%% *}" "$rules"
    done < <(users)
  } >/run/redis/users.acl
}

# Redis itself forgives a log that ends too early, but not one that ends in garbage, as a power cut can leave it. What cannot be
# repaired is moved aside, one generation of it: everything here can be lost without losing a sale.
repair_log() {
  local manifest=$log/appendonly.aof.manifest
  [[ -e $manifest ]] || return 0
  redis-check-aof "$manifest" >/dev/null 2>&1 && return 0
  if redis-check-aof --fix "$manifest" <<<y >/dev/null 2>&1 && redis-check-aof "$manifest" >/dev/null 2>&1; then
    printf 'redis: the end of the log in %s was torn and has been cut off\n' "$log" >&2
  else
    rm -rf "$log.corrupt"
    mv "$log" "$log.corrupt"
    printf 'redis: the log cannot be repaired; starting empty, the old one is in %s.corrupt\n' "$log" >&2
  fi
}

check_volume
for name in internal_ca_cert redis_tls_cert redis_tls_key; do need_file "/run/secrets/$name"; done
make_users
repair_log
exec redis-server /etc/redis/redis.conf
