#!/bin/bash
# Healthy when a query goes through the pooler to PostgreSQL and back, over verified TLS. A restart of PostgreSQL heals by itself.
set -euo pipefail
exec psql \
  'host=/run/pgbouncer port=6432 user=zakpos_pgbouncer dbname=zakpos connect_timeout=3 application_name=health' \
  --no-psqlrc --quiet --tuples-only --no-align --command='select 1' >/dev/null
