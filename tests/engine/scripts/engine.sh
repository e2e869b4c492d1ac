#!/bin/sh
# Becomes a program (dockerd, podman) that meets no other engine and leaves nothing behind outside its folder.
# Run by harness.py in fresh network and mount namespaces:   engine.sh FOLDER STORE PROGRAM [ARGUMENT]...
# /run, /var/lib and /etc/docker are its own and empty; FOLDER/store is mounted on STORE, so that inside, and so in
# inspect documents, every path is the ordinary one. FOLDER/kit comes first on the path.
set -eu
folder=$1 store=$2
shift 2
ip link set lo up
mkdir -p /etc/docker
for place in /run /var/lib /etc/docker; do
  mount -t tmpfs tmpfs "$place"
done
mkdir -p "$store" /run/podman
mount --bind "$folder/store" "$store"
PATH="$folder/kit:$PATH" exec "$@"
