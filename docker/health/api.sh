#!/bin/bash
# Ready: it serves, and its database takes writes. While it drains it is not.
set -euo pipefail
exec /usr/local/lib/zakpos/http.sh "${API_PORT:-39847}" /health/ready
