#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a Docker engine until standard input ends, which it does however the tests end; then removes
# what they made, stops the engine and undoes what it did to the firewall.
# usage: supervise-engine.sh FOLDER LABEL
folder=$1
label=$2
host=unix://$folder/docker.sock
policy=$(iptables -S FORWARD | sed -n 's/^-P FORWARD //p')

dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/docker.pid" \
  --host "$host" >"$folder/dockerd.log" 2>&1 </dev/null &
engine=$!

# An interrupt of the terminal is for the tests; their end is the sign.
trap '' INT TERM HUP
while read -r _; do :; done

docker --host "$host" ps -aq --filter "label=$label" | xargs -r docker --host "$host" rm -fv >/dev/null
docker --host "$host" network prune -f >/dev/null
docker --host "$host" volume ls -q --filter "label=$label" | xargs -r docker --host "$host" volume rm >/dev/null
kill "$engine"
wait "$engine"
iptables -F DOCKER-USER
iptables -P FORWARD "$policy"
