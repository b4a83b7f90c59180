#!/bin/bash
# Its own answer, on an address that only this container has. Whether a service behind it answers is that service's health.
set -euo pipefail
exec /usr/local/lib/zakpos/http.sh 8081 /health
