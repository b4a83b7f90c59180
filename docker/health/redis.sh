#!/bin/bash
# Healthy when Redis takes a write. Being full is not ill: the API falls back, and no restart would cure it.
set -euo pipefail
# On standard input, so that the password is on no command line and in no environment.
answer=$(printf 'AUTH zakpos_health %s\nSET health:probe 1 EX 60\n' "$(</run/secrets/redis_health_password)" \
  | timeout 4 redis-cli -s /run/redis/redis.sock 2>&1) || { printf '%s\n' "${answer:-no answer}"; exit 1; }
case $answer in
  $'OK\nOK') ;;
  OK*OOM*) printf 'the memory is full: no cache is left that could go\n' ;;
  *) printf '%s\n' "$answer"; exit 1 ;;
esac
