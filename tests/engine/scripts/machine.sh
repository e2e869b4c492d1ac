#!/bin/sh
# Boots systemd as the first process of a machine of its own, beside a private engine. Run by machine.py:
#   machine.sh FOLDER PID           PID: the engine's, whose file system it shares, and with it /run/docker.sock
# /etc and /opt are its own; of units it knows those below /etc/systemd/system and the few targets made here. Its control
# groups lie below inspector-FOLDER's name, so that it sees and moves nobody else's.
set -eu
folder=$1
if [ $# -eq 2 ]; then
  name=inspector-$(basename "$folder")
  while read -r _ place kind _; do
    case $kind in cgroup | cgroup2)
      mkdir -p "$place/$name" && echo $$ 2>/dev/null >"$place/$name/cgroup.procs" || :
    esac
  done </proc/self/mounts
  exec nsenter -t "$2" -m unshare --mount --propagation private --pid --uts --ipc --cgroup --fork --kill-child \
    sh "$0" "$folder"
fi
mount -t proc proc /proc
mount --bind /sys /sys # without what is mounted below: systemd brings its own view of the control groups
mount -o remount,bind,ro /sys
: >"$folder/console"
mount --bind "$folder/console" /dev/console
cp -a /etc "$folder/etc"
mount --bind "$folder/etc" /etc
mount -t tmpfs tmpfs /opt
rm -rf /etc/systemd/system/*
for target in sysinit basic timers shutdown; do
  printf '[Unit]\nDescription=%s\nDefaultDependencies=no\n' "$target" >"/etc/systemd/system/$target.target"
done
exec env -i container=test PATH="$PATH" SYSTEMD_UNIT_PATH=/etc/systemd/system SYSTEMD_GENERATOR_PATH=/nonexistent \
  SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --system --show-status=no --unit=basic.target
