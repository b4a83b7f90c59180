#!/bin/bash
# http.sh PORT PATH [STATUS...]: whether this container's own HTTP service answers one of these, or 200. Without a client of its own: none is in the images.
set -euo pipefail

port=$1 path=$2
wanted=" ${*:3} "
[[ $# -gt 2 ]] || wanted=' 200 '
# A service that accepts and never answers is as ill as one that refuses; the engine's own limit is 5 s.
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$path" >&3
IFS=' ' read -r -t 4 _ status _ <&3
if [[ $wanted != *" $status "* ]]; then
  # The reason, for `docker inspect`: what follows the headers.
  sed -n '/^\r*$/,$p' <&3 | tr -d '\r' | head -c 2000
  echo "status $status"
  exit 1
fi
