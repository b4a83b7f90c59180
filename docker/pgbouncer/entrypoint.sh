#!/bin/bash
# Checks the secrets, writes the pooler's own password where pgBouncer reads it (in memory), and becomes pgBouncer.
set -euo pipefail
umask 0077

service=pgbouncer
# shellcheck source=docker/base/read-secret.sh
source /usr/local/lib/read-secret.sh

[[ ${1:-pgbouncer} == pgbouncer ]] || exec "$@"
for name in internal_ca_cert pgbouncer_tls_cert pgbouncer_tls_key; do need_file "/run/secrets/$name"; done
password=
read_secret password zakpos_pgbouncer_password
printf '"zakpos_pgbouncer" "%s"\n' "${password//\"/\"\"}" >/run/pgbouncer/users.txt
unset password
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
