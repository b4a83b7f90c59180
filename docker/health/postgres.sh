#!/bin/bash
# Healthy when the database takes a write: a full disk, a standby or a server in recovery does not. A role that may do nothing else.
set -euo pipefail
exec psql 'host=/run/postgresql user=zakpos_health dbname=zakpos connect_timeout=3 application_name=health' \
  --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \
  --command="insert into health.heartbeat (at) values (now()) on conflict (one) do update set at = excluded.at"
