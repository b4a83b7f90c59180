#!/bin/bash
# Runs the edge and the balancer behind it. nginx 1.26 asks for a name once, when it starts: Docker's DNS is asked here instead, and the
# balancer reloaded when the replicas have changed. The edge is reloaded for a renewed certificate only.
set -euo pipefail

run_dir=/run/nginx
certificate=/run/secrets/edge_tls_cert
watch_seconds=1 # an API that stops accepts for 2.5 s, and must be out of the list by then
drain_seconds=20 # of the 30 that docker-compose.yml grants
export RES_OPTIONS='timeout:1 attempts:1' # a name that is not there must not hold up the others

# Service, port, and how many idle connections each worker keeps to it. The API and the web app keep theirs for 75 s, so that nginx is
# always the first to close one and no request meets a closing connection.
services=('api 39847 32' 'web 41923 8' 'mobile 8080 4')
declare -A addresses=([api]='' [web]='' [mobile]='')

refuse() {
  echo "nginx: $1" >&2
  exit 78
}

# Which containers the name stands for, in a fixed order. The last ones known stay where the name is not known: they may be back.
# Only the shell's own means: this runs every second.
look_up() {
  local found='' rest='' address type least
  while read -r address type _; do
    [[ $type == STREAM && " $rest" != *" $address "* ]] && rest+="$address "
  done < <(getent ahostsv4 "$1")
  while [[ -n $rest ]]; do
    least=${rest%% *}
    for address in $rest; do [[ $address < $least ]] && least=$address; done
    found+="$least "
    rest=" $rest"
    rest=${rest/ $least / }
    rest=${rest# }
  done
  [[ -n $found ]] || return 1
  addresses[$1]=$found
}

# Whether the API there says that it is about to stop. It says so at an address that costs it nothing.
is_stopping() {
  local line connection
  exec {connection}<>"/dev/tcp/$1/39847" || return 1
  printf 'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >&"$connection"
  while IFS= read -r -t 1 -u "$connection" line || [[ -n $line ]]; do
    [[ $line == *'"stopping"'* ]] && break
    line=''
  done
  exec {connection}>&-
  [[ -n $line ]]
} 2>/dev/null

# The API each time; the others, which are not scaled for load and serve while they stop, now and then.
declare -i rounds=0
look_up_all() {
  local address staying=()
  if ((rounds++ % 5 == 0)); then
    look_up web || true
    look_up mobile || true
  fi
  # Of a container that is gone no answer is waited for.
  look_up api || return 0
  # Where all are stopping, all stay: they still answer.
  for address in ${addresses[api]}; do is_stopping "$address" || staying+=("$address"); done
  [[ ${#staying[@]} -eq 0 ]] || addresses[api]=${staying[*]}
}

write_upstreams() {
  local entry service port idle address
  for entry in "${services[@]}"; do
    read -r service port idle <<<"$entry"
    echo "upstream $service {"
    echo "  zone $service 128k; # all workers count together"
    echo '  least_conn;'
    # A replica rests for a second after three failures; one that is alone nginx never lets rest.
    for address in ${addresses[$service]}; do
      echo "  server $address:$port max_fails=3 fail_timeout=1s;"
    done
    [[ -n ${addresses[$service]} ]] || echo '  server 127.0.0.1:1 down; # none yet'
    echo "  keepalive $idle;"
    echo '  keepalive_requests 100000;'
    echo '  keepalive_timeout 60s;'
    echo '}'
  done >"$run_dir/balance/upstreams.new"
  mv "$run_dir/balance/upstreams.new" "$run_dir/balance/upstreams.conf"
}

# What the environment and the certificate say.
write_edge() {
  local suffix=":$HTTPS_PORT" strict='' extensions
  [[ $HTTPS_PORT == 443 ]] && suffix=''
  extensions=$(openssl x509 -in "$certificate" -noout -ext authorityInfoAccess 2>/dev/null) \
    || extensions=''
  # A public authority always says where its own certificate is; one of our own making does not.
  [[ $extensions == *'CA Issuers'* ]] && strict='max-age=63072000; includeSubDomains'
  {
    echo "map '' \$https_port_suffix { default '$suffix'; }"
    echo "map '' \$https_only { default '$strict'; }"
    if [[ $extensions == *OCSP* ]]; then
      echo 'ssl_stapling on;'
      echo 'ssl_stapling_verify on;'
      echo "ssl_trusted_certificate $certificate;"
      echo 'resolver 127.0.0.11 valid=60s ipv6=off; # the engine'"'"'s'
    fi
  } >"$run_dir/edge.new"
  mv "$run_dir/edge.new" "$run_dir/edge.conf"
}

[[ ${PUBLIC_HOST:=localhost} =~ ^[A-Za-z0-9.:_-]+$ ]] || refuse "PUBLIC_HOST must be a host name or an address, not '$PUBLIC_HOST'; set it in .env"
[[ ${HTTPS_PORT:=8443} =~ ^[0-9]{1,5}$ ]] || refuse "HTTPS_PORT must be a port number, not '$HTTPS_PORT'; set it in .env"
[[ -w $run_dir ]] || refuse "$run_dir is not writable; give it a tmpfs of user $(id -u), as docker-compose.yml does"
for secret in edge_tls_cert edge_tls_key; do
  [[ -r /run/secrets/$secret ]] || refuse "/run/secrets/$secret cannot be read by user $(id -u); run ./zakpos init"
done
openssl x509 -in "$certificate" -noout 2>/dev/null || refuse "$certificate is no certificate in PEM form; run ./zakpos init, or put yours there"
openssl pkey -in /run/secrets/edge_tls_key -noout -passin pass: 2>/dev/null \
  || refuse '/run/secrets/edge_tls_key is no private key in PEM form without a passphrase; run ./zakpos init, or put yours there'

[[ ${1:-serve} == check ]] || look_up_all
mkdir -p "$run_dir/balance"
write_upstreams
write_edge
{ nginx -t -q -c /etc/nginx/balance.conf && nginx -t -q; } || refuse 'the configuration is refused (see above); correct docker/nginx/conf.d'
[[ ${1:-serve} == check ]] && exit 0

nginx -c /etc/nginx/balance.conf -g 'daemon off;' &
balance_pid=$!
nginx -g 'daemon off;' &
edge_pid=$!
stopping=false
trap 'stopping=true; kill -QUIT "$edge_pid" 2>/dev/null || true' QUIT TERM INT
is_running() { kill -0 "$1" 2>/dev/null; }

while ! $stopping && is_running "$edge_pid" && is_running "$balance_pid"; do
  sleep "$watch_seconds" &
  wait $! || true
  $stopping && break
  before="${addresses[api]}/${addresses[web]}/${addresses[mobile]}"
  look_up_all
  if [[ "${addresses[api]}/${addresses[web]}/${addresses[mobile]}" != "$before" ]]; then
    write_upstreams
    kill -HUP "$balance_pid"
  fi
  if [[ $certificate -nt $run_dir/edge.conf ]]; then
    write_edge
    kill -HUP "$edge_pid"
  fi
done

# What the edge has begun goes through the balancer, which therefore ends last. Streams of live events would never end by themselves.
status=1
if $stopping; then
  status=0
  for ((left = drain_seconds * 5; left > 0; left--)); do
    is_running "$edge_pid" || break
    sleep 0.2 || true
  done
else
  echo 'nginx: one of its processes has ended; so does the container, to be started again' >&2
fi
kill -TERM "$edge_pid" "$balance_pid" 2>/dev/null || true
wait "$edge_pid" "$balance_pid" || true
exit "$status"
