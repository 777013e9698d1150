#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Makes a certificate authority and a certificate for each service, and writes their Secrets to standard
# output. For a trial: in production let cert-manager do it, with the same names.
#   certificates.sh FOLDER | kubectl apply -f -
# FOLDER keeps the keys. An authority that is there is used again: run anew, it renews certificates.
set -euo pipefail
folder=${1:?expected a folder for keys and certificates}
namespace=asarg
umask 077
mkdir -p "$folder"
cd "$folder"

if [ ! -f ca.key ]; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 365 \
    -keyout ca.key -out ca.crt -subj "/CN=asarg mesh authority" \
    -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign 2>/dev/null
fi

# Pods are called by address, and must have the name of their Service: NAME.NAMESPACE.svc.
issue() {
  local name=$1 names="URI:spiffe://asarg/$1" service
  for service in "${@:2}"; do
    names+=",DNS:$service,DNS:$service.$namespace.svc,DNS:$service.$namespace.svc.cluster.local"
  done
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout "$name.key" \
    -out "$name.csr" -subj "/CN=$name" -addext "subjectAltName=$names" 2>/dev/null
  openssl x509 -req -in "$name.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 90 \
    -copy_extensions copy -out "$name.crt" 2>/dev/null
}

secret() {
  kubectl create secret generic "$1-tls" --namespace "$namespace" --type kubernetes.io/tls \
    --from-file=tls.crt="$1.crt" --from-file=tls.key="$1.key" --from-file=ca.crt --dry-run=client -o yaml
  echo ---
}

# The operator is a person, not a pod: the files stay here.
issue operator
for name in gateway vision lvm-med cxas; do
  issue "$name" "$name"
  secret "$name"
done
issue fusion-llm fusion-llm fusion-llm-headless
secret fusion-llm
