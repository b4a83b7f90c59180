#!/bin/bash
set -euo pipefail
exec /usr/local/lib/zakpos/http.sh 8080 /health
