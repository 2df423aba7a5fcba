# A throwaway server for tests: this machine's root below a layer in memory, with its own systemd, processes, network and /run. What is
# installed or broken in it is gone with it. Needs root (namespaces, overlay). Sourced.
#   machine_possible || echo skip; machine_start; machine COMMAND...; machine_stop

machine_possible() {
    [ "$(id -u)" = 0 ] && [ -x /lib/systemd/systemd ] && command -v nsenter >/dev/null &&
        unshare --mount --pid --fork --net --cgroup sh -c 'mount -t tmpfs t /mnt && mkdir /mnt/u /mnt/w /mnt/r &&
            mount -t overlay o -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt/r && test -x /mnt/r/usr/bin/systemctl &&
            mkdir /mnt/c && mount -t cgroup2 c /mnt/c' 2>/dev/null
}

# Within the new namespaces: builds the root and becomes its systemd.
machine_enter() {
    set -e
    local at=$1 root=$1/root node
    mount --make-rprivate /
    mount -t tmpfs -o size=2g machine "$at"
    mkdir "$at/upper" "$at/work" "$root"
    mount -t overlay -o "lowerdir=/,upperdir=$at/upper,workdir=$at/work" machine "$root"
    mount -t proc proc "$root/proc"
    mount -o bind,ro "$root/proc/sys" "$root/proc/sys"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
    # Devices: no disks, no kernel log.
    mount -t tmpfs -o mode=755 dev "$root/dev"
    for node in null zero full random urandom tty; do
        touch "$root/dev/$node" && mount --bind "/dev/$node" "$root/dev/$node"
    done
    mkdir "$root/dev/pts" "$root/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    ln -s pts/ptmx "$root/dev/ptmx"
    ln -s /proc/self/fd "$root/dev/fd"
    mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
    mount -t tmpfs -o mode=755 run "$root/run"
    mount -t tmpfs -o mode=1777 tmp "$root/tmp"
    mkdir -p "$root/machine" && mount -o bind,ro "$2" "$root/machine"
    # What would look after hardware, or after the kernel that is shared.
    for node in systemd-sysctl systemd-binfmt systemd-modules-load systemd-udevd systemd-udev-trigger systemd-remount-fs systemd-random-seed \
        systemd-timesyncd systemd-networkd systemd-resolved networking nginx redis-server cron packagekit polkit; do
        ln -sf /dev/null "$root/etc/systemd/system/$node.service"
    done
    rm -f "$root/etc/systemd/system/nginx.service"
    rm -rf "$root"/etc/systemd/system/multi-user.target.wants/* "$root"/etc/systemd/system/sockets.target.wants/*
    ip link set lo up
    cd "$root"
    mkdir old
    pivot_root . old
    umount -l /old
    mount --make-rshared / # as on a real machine: systemd passes credentials to services that way
    exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --log-target=null --show-status=0 --unit=basic.target
}

# machine_start FOLDER: FOLDER is /machine in there. Sets machine_pid.
machine_start() {
    machine_at=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-machine.XXXXXX")
    setpriv --pdeathsig KILL -- unshare --mount --pid --fork --net --cgroup --kill-child --propagation private \
        bash -c '. "$0" && machine_enter "$1" "$2"' "${BASH_SOURCE[0]}" "$machine_at" "$1" >"$machine_at.log" 2>&1 &
    machine_holder=$!
    local end=$((SECONDS + 30))
    until [ -n "$machine_pid" ] && machine systemctl is-system-running 2>/dev/null | grep -Eq 'running|degraded'; do
        machine_pid=$(pgrep -P "$machine_holder" | head -n 1)
        if ! kill -0 "$machine_holder" 2>/dev/null || ((SECONDS > end)); then
            cat "$machine_at.log"
            return 1
        fi
        sleep 0.1
    done
}

# Runs a command in there, as root, in /.
machine() {
    nsenter -t "$machine_pid" --mount --pid --net --cgroup --root --wd env -C / -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 "$@"
}

machine_stop() {
    [ -n "${machine_holder:-}" ] || return 0
    kill -KILL "$machine_holder" 2>/dev/null
    wait "$machine_holder" 2>/dev/null
    machine_holder= machine_pid=
    rm -rf --one-file-system "$machine_at" "$machine_at.log"
}
machine_pid=
