# A private instance for tests and measurements, beside any other: start_instance VARIANT, stop_instance. Sets and exports HF_STATE,
# HF_PORT, HF_METRICS_PORT, HF_URL, HF_METRICS_URL; what it says goes to $HF_STATE.out.
server=

free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 10000))
        (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1000))") 2>/dev/null || break
    done
    echo "$port"
}

start_instance() {
    local end=$((SECONDS + 300))
    HF_STATE=$(mktemp -d "${TMPDIR:-/tmp}/holdfast-test.XXXXXX")
    HF_PORT=$(free_port)
    HF_METRICS_PORT=$((HF_PORT + 1000))
    export HF_STATE HF_PORT HF_METRICS_PORT
    : >"$HF_STATE.out"
    HF_VARIANT=$1 HF_TEST_BUILT=1 HF_TEST_START_SECONDS=120 test/env/run >"$HF_STATE.out" 2>&1 &
    server=$!
    until grep -q '^Holdfast is running' "$HF_STATE.out"; do
        if ! kill -0 "$server" 2>/dev/null || ((SECONDS > end)); then
            cat "$HF_STATE.out"
            tail -n 5 "$HF_STATE"/log/*.log 2>/dev/null
            return 1
        fi
        sleep 0.1
    done
    export HF_URL=http://localhost:$HF_PORT HF_METRICS_URL=http://127.0.0.1:$HF_METRICS_PORT
}

stop_instance() {
    [ -n "$server" ] || return 0
    kill "$server" 2>/dev/null
    wait "$server"
    server=
}
