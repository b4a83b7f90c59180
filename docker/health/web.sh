#!/bin/bash
# The process serves pages. With 503 it says that the API does not answer: that is the API's illness, and restarting this cures nothing.
set -euo pipefail
exec /usr/local/lib/zakpos/http.sh "${PORT:-41923}" /api/health 200 503
