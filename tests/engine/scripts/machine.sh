#!/bin/sh
# Boots systemd as the first process of a machine of its own, with dockerd as a service. Run by machine.py, through
# engine.sh:   machine.sh FOLDER [OPTION OF dockerd]...
# /etc and /opt are its own, too; of units it knows those below /etc/systemd/system and the few made here. Its control
# groups lie below inspector-FOLDER's name, so that it sees and moves nobody else's.
set -eu
if [ "$1" != boot ]; then
  name=inspector-$(basename "$1")
  while read -r _ place kind _; do
    case $kind in cgroup | cgroup2)
      mkdir -p "$place/$name"
      for file in cpuset.cpus cpuset.mems; do # empty in a new group of version 1, which then takes no process
        [ ! -e "$place/$name/$file" ] || [ "$kind" = cgroup2 ] || cat "$place/$file" >"$place/$name/$file"
      done
      echo $$ >"$place/$name/cgroup.procs"
    esac
  done </proc/self/mounts
  exec unshare --mount --propagation private --pid --uts --ipc --cgroup --fork --kill-child sh "$0" boot "$@"
fi
folder=$2
shift 2
mount -t proc proc /proc
groups=$(awk '$3 ~ /^cgroup2?$/ { print $2, $3, $4 }' /proc/self/mounts)
mount --bind /sys /sys # without what is mounted below
mount -o remount,bind,ro /sys
case $groups in *"/sys/fs/cgroup cgroup2"*) ;; *) mount -t tmpfs tmpfs /sys/fs/cgroup ;; esac
echo "$groups" | while read -r place kind options; do # again, seen from our own group
  mkdir -p "$place"
  options=$(echo "$options" | tr , '\n' | grep -vE '^(rw|ro|relatime|no[a-z]+)$' | paste -sd, || :)
  mount -t "$kind" ${options:+-o "$options"} "$kind" "$place"
done
: >"$folder/console"
mount --bind "$folder/console" /dev/console
cp -a /etc "$folder/etc"
mount --bind "$folder/etc" /etc
mount -t tmpfs tmpfs /opt
rm -rf /etc/systemd/system/*
for target in sysinit basic timers shutdown; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >"/etc/systemd/system/$target.target"
done
echo 'Wants=docker.service' >>/etc/systemd/system/basic.target
cat >/etc/systemd/system/docker.service <<SERVICE
[Unit]
DefaultDependencies=no
[Service]
ExecStart=$(command -v dockerd) $*
Environment=PATH=$PATH
StandardOutput=append:$folder/log
StandardError=inherit
Delegate=yes
KillMode=process
SERVICE
exec env -i container=test PATH="$PATH" SYSTEMD_UNIT_PATH=/etc/systemd/system SYSTEMD_GENERATOR_PATH=/nonexistent \
  SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --system --show-status=no --unit=basic.target
