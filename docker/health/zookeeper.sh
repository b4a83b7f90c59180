#!/bin/bash
# Serves, by its own word. No JVM: a shell and one connection.
set -euo pipefail
exec 3<>/dev/tcp/127.0.0.1/2181
printf srvr >&3
answer=$(timeout 3 cat <&3)
[[ $answer == *'Mode: '* ]] || {
  echo "ZooKeeper answered: ${answer:-nothing}"
  exit 1
}
