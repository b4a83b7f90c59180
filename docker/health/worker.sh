#!/bin/bash
# Ready: its loops turn (each gives a heartbeat), and what it needs answers.
set -euo pipefail
exec /usr/local/lib/zakpos/http.sh "${WORKER_HEALTH_PORT:-39848}" /health/ready
