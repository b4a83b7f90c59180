#!/bin/bash
# The process serves pages. Whether the API answers is the API's own health.
set -euo pipefail
exec /usr/local/lib/zakpos/http.sh "${PORT:-41923}" /api/health
