#!/bin/bash
# test/host/several.test.sh: two copies of the binaries behind one nginx, one killed and replaced under load; two nginx hosts whose live events
# meet in Redis; backup and drill of the private instance. All on one database.
set -uo pipefail
cd "$(dirname "$0")/../.."
. test/host/assert.sh
top=$PWD bin=${HF_TEST_BIN:-$PWD/build/asan/bin}
for name in $(compgen -e HF_ | grep -v '^HF_DATA$'); do unset "$name"; done
tmp=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/holdfast-several.XXXXXX")
pids=()
finish() {
    [ -z "${instance:-}" ] || { kill "$instance" 2>/dev/null && wait "$instance" 2>/dev/null; }
    ((${#pids[@]})) && kill -KILL "${pids[@]}" 2>/dev/null
    [ -z "${copies:-}" ] || for group in $copies; do kill -KILL -- "-$group" 2>/dev/null; done
    rm -rf "$tmp"
}
trap finish EXIT
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
export ASAN_OPTIONS=detect_leaks=0

redis_port=$(free_port)
(exec -a redis-server redis-check-rdb --port "$redis_port" --bind 127.0.0.1 --save '' --dir "$tmp") >"$tmp/redis.log" 2>&1 &
pids+=($!)
disown
export HF_STATE=$tmp/s HF_PORT HF_METRICS_PORT HF_NCHAN_REDIS=redis://127.0.0.1:$redis_port
HF_PORT=$(free_port) HF_METRICS_PORT=$(free_port)
mkdir -p "$tmp/b/metrics"
touch "$tmp/#sql-of-another-server"
TMPDIR=$tmp HF_UPSTREAM_DIRS="$tmp/s/run $tmp/b" HF_VARIANT=asan HF_TEST_BUILT=1 HF_DEMO_DATA=0 test/env/run >"$tmp/run.log" 2>&1 &
instance=$!
running() { grep -q '^Holdfast is running' "$tmp/run.log"; }
check "an instance with two run folders, the second one empty" wait_for 60 running
export HF_URL=http://localhost:$HF_PORT HF_METRICS_URL=http://127.0.0.1:$HF_METRICS_PORT

# --- the second copy
copy() { # starts every pool of the copy, each in a session of its own
    local d pool
    copies=
    for pool in auth auth-login uploads scores customers reports chat; do
        d=${pool%-login}
        env -u HF_NCHAN_REDIS -u HF_URL -u HF_METRICS_URL HF_MODE=demo HF_PUBLIC_URL="http://localhost:$HF_PORT" HF_RUN_DIR="$tmp/b" HF_SECRETS_DIR="$tmp/s/secrets" \
            HF_DB_SOCKET="$tmp/s/run/db.sock" HF_DB_USER="holdfast-$d" HF_DB_PASSWORD_FILE="$tmp/s/secrets/db-$d" \
            setsid "$bin/holdfast-$d" --listen "unix:$tmp/b/$pool.sock" >>"$tmp/b.log" 2>&1 &
        disown
        copies+=" $!"
    done
    for pool in auth auth-login uploads scores customers reports chat; do
        wait_for 20 bash -c "REQUEST_METHOD=GET DOCUMENT_URI=/ timeout 5 cgi-fcgi -bind -connect '$tmp/b/$pool.sock' | grep -q ." || return 1
    done
}
kill_copy() {
    local group
    for group in $copies; do kill -KILL -- "-$group" 2>/dev/null; done
    for group in $copies; do wait_for 5 bash -c "! kill -0 -- -$group 2>/dev/null"; done
}
check "a second copy starts" copy
served_by_copy() { grep -c '"event":"request".*"status":200' "$tmp/b.log"; }
LOAD_TOKEN=$(curl -sS -H 'content-type: application/json' -d '{"identifier":"admin@example.com","password":"adminpass"}' "$HF_URL/api/v1/auth/login" |
    sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
export LOAD_TOKEN
replaced_under_load() {
    local load status=0
    rm -f "$tmp/stop"
    node test/host/load.mjs "$HF_URL" "$tmp/stop" /api/v1/auth/me /healthz '/api/v1/customers?limit=5' >"$tmp/load" 2>&1 &
    load=$!
    for _ in 1 2 3; do
        wait_for 10 bash -c "[ \$(grep -c '\"status\":200' '$tmp/b.log') -gt $(($(served_by_copy) + 20)) ]" || status=1
        kill_copy
        copy || status=1
    done
    touch "$tmp/stop"
    wait $load || status=1
    cat "$tmp/load"
    return $status
}
check "killed and replaced three times under load: no failed request" replaced_under_load
posts() { # a copy that is gone takes no writing request with it
    kill_copy
    local i
    for i in 1 2 3 4 5 6 7 8; do
        curl -sS --fail-with-body -o /dev/null -H 'content-type: application/json' -d '{"identifier":"csm@example.com","password":"csmpass"}' "$HF_URL/api/v1/auth/login" || return 1
    done
    copy
}
check "with one copy gone, writing requests go to the other" posts

# --- a second nginx host
other_port=$(free_port)
other_host() {
    mkdir -p "$tmp/n/t/domains" "$tmp/n/conf"
    cp nginx/*.conf "$tmp/n/t" && for d in cgi/*/nginx.conf; do cp "$d" "$tmp/n/t/domains/$(basename "$(dirname "$d")").conf"; done
    env HF_MODE=demo HF_STATE="$tmp/n" HF_PORT="$other_port" HF_METRICS_PORT="$(free_port)" HF_LISTEN=127.0.0.1 HF_PUBLIC_URL="http://localhost:$HF_PORT" HF_RUN_DIR="$tmp/b" \
        HF_WWW="$top/www" HF_OPENAPI="$top/build/www/openapi.json" HF_ACCESS_LOG="$tmp/n/access.log" \
        HF_USER_LINE="$([ "$(id -u)" = 0 ] && echo "user $(id -un) $(id -gn);")" nginx/render "$tmp/n/t" "$tmp/n/conf" || return 1
    sed -i "s|$tmp/n/log/nginx.log|$tmp/n/error.log|; s|$tmp/n/nginx/|$tmp/n/|" "$tmp/n/conf/main.conf"
    PATH=$PATH:/usr/sbin nginx -p "$tmp/n/" -e "$tmp/n/error.log" -c "$tmp/n/conf/main.conf" 2>"$tmp/n/out" &
    pids+=($!)
    disown
    wait_for 10 curl -sS --fail -o /dev/null "http://localhost:$other_port/healthz"
}
check "a second nginx host with the second copy" other_host
check "live events reach pages on the other host through Redis" node test/host/live.mjs "http://localhost:$other_port"

# --- backup of the private instance
drill() {
    local made
    made=$(env -u HF_URL -u HF_METRICS_URL -u HF_NCHAN_REDIS make -s backup TO="$tmp/backups") && TMPDIR=$tmp make -s drill FROM="$made"
}
check "make backup, make drill" drill
check "neither the server's first start nor the drill's has touched the temporary files of other servers" test -e "$tmp/#sql-of-another-server"
refused_while_running() { ! make -s restore FROM="$(ls -d "$tmp"/backups/*)" 2>&1 | grep -v 'stop the instance\|Error 1'; }
check "make restore is refused while the instance runs" refused_while_running
stopped() { kill "$instance" && wait "$instance"; instance=; }
kill_copy
copies=
stopped
check "make restore when it is stopped" bash -c "make -s restore FROM=\$(ls -d '$tmp'/backups/*) | grep 'all the same'"
exit $((failed > 0))
