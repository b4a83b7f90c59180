#!/bin/bash
# The broker answers over TLS, with a certificate that its clients accept. It asks for ApiVersions (key 18, version 0), the one request
# that is answered before authentication; no JVM, and no password.
set -euo pipefail
coproc tls { exec openssl s_client -quiet -verify_return_error -verify_hostname kafka -CAfile /run/secrets/internal_ca_cert \
  -connect 127.0.0.1:9092 2>/dev/null; }
broker=$!
trap 'kill "$broker" 2>/dev/null || true' EXIT
exec 3<&"${tls[0]}" 4>&"${tls[1]}" # a pipeline does not inherit the shell's own
printf '\x00\x00\x00\x10\x00\x12\x00\x00\x00\x00\x00\x2a\x00\x06health' >&4
answer=$(timeout 4 head -c 10 <&3 | od -An -v -tx1 | tr -d ' \n')
# Length, the request's own number (42), no error.
[[ $answer == ????????0000002a0000 ]] || {
  echo "Kafka answered: ${answer:-nothing}"
  exit 1
}
