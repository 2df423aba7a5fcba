#!/bin/bash
# test/host/database.test.sh: MariaDB elsewhere: two real servers over TCP with TLS, the tools and the binaries against them, migrations that
# cannot be had, and what happens when a server dies.
set -uo pipefail
cd "$(dirname "$0")/../.."
. test/host/assert.sh
bin=${HF_TEST_BIN:-$PWD/build/asan/bin}
tmp=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/holdfast-db.XXXXXX")
# Settings of whoever runs the tests are not ours.
for name in $(compgen -e HF_); do unset "$name"; done
pids=()
finish() {
    ((${#pids[@]})) && kill -KILL "${pids[@]}" 2>/dev/null
    wait 2>/dev/null
    rm -rf "$tmp"
}
trap finish EXIT
PATH=$PATH:/usr/sbin
export TMPDIR=$tmp # a server that starts deletes what others left in a shared one

# --- certificates: one authority that is ours, one that is not
authority() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" -keyout "$tmp/$1.key" -out "$tmp/$1.pem" 2>/dev/null; }
certificate() { # NAME SAN
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$tmp/$1.key" -out "$tmp/$1.csr" 2>/dev/null
    openssl x509 -req -in "$tmp/$1.csr" -CA "$tmp/ours.pem" -CAkey "$tmp/ours.key" -CAcreateserial -days 2 -out "$tmp/$1.pem" \
        -extfile <(printf 'subjectAltName=%s' "$2") 2>/dev/null
}
authority ours
authority foreign
certificate localhost DNS:localhost
chmod -R go+rX "$tmp"

# --- two servers
as=()
[ "$(id -u)" = 0 ] && as=(--user=root)
free_port() { node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'; }
start_server() { # NAME PORT OPTIONS...
    local name=$1
    mariadbd --no-defaults "${as[@]}" --datadir="$tmp/$name" --socket="$tmp/$name.sock" --pid-file="$tmp/$name.pid" --port="$2" --bind-address=127.0.0.1 \
        --log-error="$tmp/$name.log" --innodb-flush-method=nosync --innodb-flush-log-at-trx-commit=0 --innodb-log-file-size=32M --innodb-buffer-pool-size=64M \
        --skip-name-resolve=OFF --innodb-snapshot-isolation=ON --character-set-server=utf8mb4 --collation-server=utf8mb4_uca1400_ai_ci \
        --ssl-cert="$tmp/localhost.pem" --ssl-key="$tmp/localhost.key" "${@:3}" >/dev/null 2>&1 &
    pids+=($!)
    eval "$name=$!"
    disown
    wait_for 20 mariadb --no-defaults --socket="$tmp/$name.sock" -e 'DO 1' 2>/dev/null
}
port_one=$(free_port) port_two=$(free_port) port_dead=$(free_port)
mariadb-install-db --no-defaults "${as[@]}" --basedir=/usr --datadir="$tmp/one" --skip-test-db --auth-root-authentication-method=socket \
    --auth-root-socket-user="$(id -un)" --innodb-flush-method=nosync --innodb-log-file-size=32M >"$tmp/install.log" 2>&1
cp -r "$tmp/one" "$tmp/two"
check "a server with TLS starts" start_server one "$port_one"
check "a second one starts, read-only" start_server two "$port_two" --read-only
one() { mariadb --no-defaults --socket="$tmp/one.sock" -N "$@"; }
two() { mariadb --no-defaults --socket="$tmp/two.sock" -N "$@"; }
for server in one two; do
    $server -e "CREATE USER operator@'%' IDENTIFIED BY 'canary-password-of-operator' REQUIRE SSL; GRANT ALL ON *.* TO operator@'%' WITH GRANT OPTION"
done
printf '[client]\nuser=operator\npassword=canary-password-of-operator\n' >"$tmp/operator.cnf"
chmod 600 "$tmp/operator.cnf"
reach=(--defaults-file="$tmp/operator.cnf" --host=localhost --port="$port_one" --tls-ca="$tmp/ours.pem")

# --- holdfast-migrate
says() { # SENTENCE COMMAND...: the command fails and says this
    local out
    ! out=$("${@:2}" 2>&1) && grep -q "$1" <<<"$out" || { printf '%s\n' "$out" && false; }
}
tells() { # SENTENCE COMMAND...: the command succeeds and says this
    local out
    out=$("${@:2}" 2>&1) && grep -q "$1" <<<"$out" || { printf '%s\n' "$out" && false; }
}
check "migrate: another authority's certificate is refused" says 'cannot be reached' sql/migrate "${reach[@]/ours.pem/foreign.pem}" --plan
check "migrate: another name in the certificate is refused" says 'cannot be reached' sql/migrate "${reach[@]/localhost/127.0.0.1}" --plan
check "migrate --plan names what is missing" tells '001_foundation.sql' sql/migrate "${reach[@]}" --plan
nothing_yet() { [ "$(one -e "SHOW DATABASES LIKE 'holdfast%'")" = "" ]; }
check "and changes nothing" nothing_yet
check "migrate --dry-run tries all of it" tells 'Would apply 002' sql/migrate "${reach[@]}" --dry-run
check "and leaves nothing" nothing_yet
check "migrate applies" tells 'Applying 001_foundation.sql' sql/migrate "${reach[@]}"
check "a second run finds nothing to do" test -z "$(sql/migrate "${reach[@]}")"
cp -r sql "$tmp/sql"
newest=$(ls sql | sed -n 's/^\([0-9]*\)_.*/\1/p' | tail -n 1)
next=$(printf '%03d' $((10#$newest + 1)))
echo 'ALTER TABLE tenants ADD COLUMN IF NOT EXISTS colour INT NULL, ALGORITHM=COPY;' >"$tmp/sql/${next}_colour.sql"
check "migrate --plan tells how much data is touched" tells 'changes tenants: about' "$tmp/sql/migrate" "${reach[@]}" --plan
check "a dry run of a change" tells "Would apply ${next}_colour" "$tmp/sql/migrate" "${reach[@]}" --dry-run
one -e "SELECT table_name FROM information_schema.columns WHERE column_name = 'colour'" | grep -q . && check "did it for real" false
mkfifo "$tmp/hold"
one holdfast <"$tmp/hold" >"$tmp/held" &
pids+=($!)
exec 7>"$tmp/hold"
echo 'BEGIN; SELECT COUNT(*) FROM tenants;' >&7
wait_for 5 test -s "$tmp/held"
check "a busy table: gives up within the lock timeout" says 'Lock wait timeout' timeout 15 "$tmp/sql/migrate" "${reach[@]}" --lock-timeout=1
echo "COMMIT; SELECT GET_LOCK('holdfast-migrate', 0); SELECT 'locked';" >&7
wait_for 5 grep -q locked "$tmp/held"
check "two migrations at once: the second is refused" says 'another migration is running' "$tmp/sql/migrate" "${reach[@]}" --lock-timeout=1
exec 7>&-
check "repeated, it is applied" wait_for 5 tells "Applying ${next}_colour" "$tmp/sql/migrate" "${reach[@]}"
check "an older release finds a newer schema and leaves it" tells 'newer than' sql/migrate "${reach[@]}"
echo '-- edited' >>"$tmp/sql/${next}_colour.sql"
check "an edited migration is refused" says 'has changed since it was applied' "$tmp/sql/migrate" "${reach[@]}"
one holdfast -e "DELETE FROM schema_migrations WHERE version = $((10#$next))"
one -e "INSERT INTO holdfast.tenants (public_id, slug, name) VALUES (UUID(), 'a', 'A')"

# --- users with passwords, over TLS only
mkdir -m 700 "$tmp/secrets"
HF_SECRETS_DIR=$tmp/secrets bash -c 'domains=(); . test/env/secrets.sh; umask 077; make_secrets'
check "users for other hosts" sql/users "${reach[@]}" --from=localhost --passwords="$tmp/secrets" --require-tls
sql/backup "${reach[@]}" --to="$tmp/backups" >"$tmp/backup"
two -e 'SET GLOBAL read_only = 0'
check "backup and restore over TLS" tells 'all the same' sql/restore "${reach[@]/$port_one/$port_two}" "$(<"$tmp/backup")"
sql/users "${reach[@]/$port_one/$port_two}" --from=localhost --passwords="$tmp/secrets" --require-tls
two -e 'SET GLOBAL read_only = 1'

# --- the binaries
mkdir -p "$tmp/run/metrics" "$tmp/spool"
export HF_MODE=production HF_PUBLIC_URL=https://churn.example.org HF_STATE=$tmp HF_RUN_DIR=$tmp/run HF_SECRETS_DIR=$tmp/secrets HF_SPOOL_DIR=$tmp/spool
export HF_DB_TLS_CA=$tmp/ours.pem
binary() { HF_DB_PASSWORD_FILE=$tmp/secrets/db-$1 "$bin/holdfast-$1" "${@:2}"; }
with() { HF_DB_HOST=$1 binary uploads --check; }
foreign() { HF_DB_TLS_CA=$tmp/foreign.pem with "localhost:$port_one"; }
check "a binary over TLS" tells 'statements are fine' with "localhost:$port_one"
check "dead and read-only servers are passed over" tells 'statements are fine' with "localhost:$port_dead, localhost:$port_two localhost:$port_one"
check "none that takes writes: says so" says 'takes no writes' with "localhost:$port_two"
check "another name in the certificate is refused" says 'does not answer' with "127.0.0.1:$port_one"
check "another authority is refused" says 'does not answer' foreign
read_from_two() {
    HF_DB_HOST="localhost:$port_one" HF_DB_READ_HOSTS="localhost:$port_dead localhost:$port_two" HF_DB_PASSWORD_FILE=$tmp/secrets/db-reports \
        "$bin/holdfast-reports" --listen "unix:$tmp/run/reports.sock" 2>"$tmp/reports.log" &
    pids+=($!)
    wait_for 10 bash -c "mariadb --no-defaults --socket='$tmp/two.sock' -N -e \"SELECT user FROM information_schema.processlist\" | grep -q holdfast-reports" &&
        ! one -e 'SELECT user FROM information_schema.processlist' | grep -q holdfast-reports
}
check "a binary that only reads uses a replica" read_from_two
ask() { REQUEST_METHOD=GET SCRIPT_NAME= DOCUMENT_URI=$1 cgi-fcgi -bind -connect "$tmp/run/auth.sock"; }
answers() { ask /readyz | grep -q '"name":"database","ready":true'; }
serving() {
    HF_PARTS=auth HF_DB_HOST="localhost:$port_one localhost:$port_two" HF_DB_PASSWORD_FILE=$tmp/secrets/db-auth \
        "$bin/holdfast-auth" --listen "unix:$tmp/run/auth.sock" 2>"$tmp/auth.log" &
    pids+=($!)
    wait_for 10 answers
}
check "auth serves from the first server" serving
kill -KILL "$one"
check "which dies: an answer without it, not a hang" wait_for 5 bash -c "! REQUEST_METHOD=GET DOCUMENT_URI=/readyz timeout 10 cgi-fcgi -bind -connect '$tmp/run/auth.sock' | grep -q '\"name\":\"database\",\"ready\":true'"
two -e 'SET GLOBAL read_only = 0'
check "the replica is promoted and found within 5 s" wait_for 5 answers
check "no password in any log" bash -c "! grep -rlE '$(cat "$tmp"/secrets/db-auth)|canary-password' '$tmp'/*.log"
exit $((failed > 0))
