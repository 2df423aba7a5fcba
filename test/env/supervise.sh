# Keeps processes running: start_process, keep_running (until told to stop), stop_all. Each child leads a session of its own, so that
# a terminal's Ctrl-C reaches only this script and a whole child tree can be killed; each dies if this script dies.

declare -A command_of pid_of name_of started_at failures socket_of
stopping=

# The listening sockets that test/env/sockets opened: the process of that name gets it as fd 0, all others none of them.
use_sockets() {
    local pair
    for pair in $socket_fds; do
        socket_of[${pair%%=*}]=${pair#*=}
    done
    export -n socket_fds
}

# start_process NAME COMMAND...: output goes to $HF_STATE/log/NAME.log.
start_process() {
    local name=$1
    command_of[$name]=$(printf '%q ' "${@:2}")
    launch "$name"
}

launch() {
    local name=$1 log=$HF_STATE/log/$1.log
    eval "set -- ${command_of[$name]}"
    (
        # The lock (9) and the sockets are this script's own: a child that outlives it must not hold them.
        exec 9>&- </dev/null
        [ -z "${socket_of[$name]:-}" ] || exec <&"${socket_of[$name]}" || exit 1
        for fd in "${socket_of[@]}"; do
            exec {fd}>&-
        done
        exec setsid setpriv --pdeathsig TERM -- "$@"
    ) >>"$log" 2>&1 &
    pid_of[$name]=$!
    name_of[$!]=$name
    started_at[$name]=$SECONDS
}

# What an earlier run left behind (it was killed, or nginx lost its master but kept its workers) still writes to our logs.
old_processes() {
    stat -c '%N' /proc/[0-9]*/fd/2 2>/dev/null | sed -n "s|^'/proc/\([0-9]*\)/fd/2' -> '$HF_STATE/log/.*|\1|p"
}

end_old_processes() {
    local old end=$((SECONDS + 8))
    old=$(old_processes)
    while [ -n "$old" ]; do
        # shellcheck disable=SC2086
        kill "-$( ((SECONDS < end)) && echo TERM || echo KILL)" $old 2>/dev/null
        sleep 0.1
        old=$(old_processes)
    done
}

# A process that dies comes back at once; one that keeps dying young waits 0.2, 0.5, 1, 2, 4, then 8 seconds. The wait is a child
# too, so that nothing here ever blocks for one of them.
respawn() {
    local name=$1 status=$2 pause
    local pauses=(0 0 0.2 0.5 1 2 4 8)
    if ((SECONDS - started_at[$name] >= 3 || status == 0)); then # 0: it was asked to leave
        failures[$name]=0
    fi
    failures[$name]=$((${failures[$name]:-0} + 1))
    pause=${pauses[failures[$name] > 7 ? 7 : failures[$name]]}
    printf 'holdfast: %s ended (status %s), starting it again%s; see %s\n' "$name" "$status" \
        "$([ "$pause" != 0 ] && printf ' in %s s' "$pause")" "$HF_STATE/log/$name.log" >&2
    # Workers that outlived their master would hold its port; those of a socket of ours may finish what they do.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -n "${socket_of[$name]:-}" ] && break
        kill -KILL -- "-${pid_of[$name]}" 2>/dev/null || break
        sleep 0.02
    done
    # nginx does not remove the socket file of one that was killed, and takes it for one in use.
    [ "$name" != nginx ] || rm -f "$HF_NCHAN_SOCKET"
    if [ "$pause" != 0 ]; then
        setpriv --pdeathsig TERM -- sleep "$pause" 9>&- &
        name_of[$!]=@$name
    else
        launch "$name"
    fi
}

# see_to PID STATUS: what follows when a child ended.
see_to() {
    local name=${name_of[$1]:-}
    unset "name_of[$1]"
    case $name in
    '') ;;
    @tick) tick ;;
    @*) launch "${name#@}" ;;
    *) respawn "$name" "$2" ;;
    esac
}

# Ends every second, so that whoever waits for a child looks around; and a signal ends it.
tick() {
    setpriv --pdeathsig TERM -- sleep 1 9>&- &
    # shellcheck disable=SC2034
    ticker=$!
    name_of[$!]=@tick
}

# Whether it is a child of ours that runs, and not another process with the number of one that ended.
child_runs() {
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086
    set -- ${stat##*) }
    [ "$2" = "$$" ] && [ "$1" != Z ]
}

# Waits for one child to end, or for a signal, and sees to it. Of several that die in one moment bash tells of one: the others are looked for.
tend() {
    local pid= status
    { wait -n -p pid; } 2>/dev/null # bash would tell about each that was killed
    status=$?
    [ -z "$stopping" ] || return
    [ -z "$pid" ] || see_to "$pid" "$status"
    for pid in "${!name_of[@]}"; do
        child_runs "$pid" && continue
        { wait "$pid"; } 2>/dev/null
        status=$?
        [ -z "$stopping" ] || return
        see_to "$pid" "$status"
    done
}

alive() {
    [ -n "${pid_of[$1]:-}" ] && kill -0 "${pid_of[$1]}" 2>/dev/null
}

# Stops the start when a process ended instead of coming up, and shows its last words.
all_alive_or_fail() {
    local name
    for name in "${!pid_of[@]}"; do
        alive "$name" && continue
        tail -n 5 "$HF_STATE/log/$name.log" >&2
        fail "$name ended while starting; see $HF_STATE/log/$name.log"
    done
}

# stop_processes SECONDS NAME...: TERM, and KILL for the whole tree of what is still there after so long.
stop_processes() {
    local end=$((SECONDS + $1)) name left
    shift
    for name in "$@"; do
        alive "$name" && kill -TERM "${pid_of[$name]}" 2>/dev/null
    done
    while ((SECONDS < end)); do
        left=
        for name in "$@"; do
            alive "$name" && left=1
        done
        [ -z "$left" ] && break
        sleep 0.05
    done
    for name in "$@"; do
        [ -n "${pid_of[$name]:-}" ] && kill -KILL -- "-${pid_of[$name]}" 2>/dev/null
    done
    return 0
}

# Requests first, then what works for them, the database last: at most 9 seconds in all.
stop_all() {
    local name others=()
    stopping=1
    trap '' TERM INT HUP
    for name in "${!pid_of[@]}"; do
        [ "$name" = db ] || others+=("$name")
    done
    stop_processes 4 "${others[@]}"
    stop_processes 5 db
    jobs -p | xargs -r kill 2>/dev/null
    wait 2>/dev/null
}
