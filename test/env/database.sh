# The private MariaDB: made once, reached by a Unix socket only, durable. Its superuser is the operating system's user who
# started it (unix_socket), so no password is needed here.

db_client() {
    mariadb --defaults-file="$HF_STATE/client.cnf" "$@"
}

db_write_settings() {
    printf '[client]\nsocket=%s\nuser=%s\ndefault-character-set=utf8mb4\n' "$HF_DB_SOCKET" "$(id -un)" >"$HF_STATE/client.cnf"
    cat >"$HF_STATE/my.cnf" <<CNF
[mariadbd]
datadir=$HF_STATE/db
socket=$HF_DB_SOCKET
pid-file=$HF_RUN_DIR/db.pid
log-error=$HF_STATE/log/db.log
tmpdir=$HF_STATE/tmp
skip-networking
skip-name-resolve
performance-schema=OFF
local-infile=0
character-set-server=utf8mb4
collation-server=utf8mb4_uca1400_ai_ci
default-time-zone=+00:00
sql-mode=TRADITIONAL
max-connections=200
max-allowed-packet=32M
innodb-buffer-pool-size=${HF_DB_BUFFER:-256M}
innodb-log-file-size=128M
innodb-flush-log-at-trx-commit=1
innodb-snapshot-isolation=ON
innodb-rollback-on-timeout=ON
innodb-lock-wait-timeout=5
CNF
}

# The data folder appears under its name only when it is complete, so a first start that was killed begins anew. A server that starts deletes
# what servers left in its folder for temporary files, so that is never one that is shared.
db_initialise() {
    local user=()
    [ -d "$HF_STATE/db" ] && return
    [ "$(id -u)" = 0 ] && user=(--user=root)
    rm -rf "$HF_STATE/db.new"
    mariadb-install-db --no-defaults "${user[@]}" --basedir=/usr --datadir="$HF_STATE/db.new" --skip-test-db \
        --auth-root-authentication-method=socket --auth-root-socket-user="$(id -un)" --tmpdir="$HF_STATE/tmp" >"$HF_STATE/log/db-install.log" 2>&1 ||
        die "the database could not be made; see $HF_STATE/log/db-install.log"
    mv "$HF_STATE/db.new" "$HF_STATE/db"
}

db_command() {
    local user=()
    [ "$(id -u)" = 0 ] && user=(--user=root)
    printf '%s\n' mariadbd "--defaults-file=$HF_STATE/my.cnf" "${user[@]}"
}

db_answers() {
    [ -S "$HF_DB_SOCKET" ] && db_client -e 'DO 1' >/dev/null 2>&1
}

# One user per domain with the rights of sql/grants/common.sql and sql/grants/<domain>.sql and no others; said anew at each start.
db_apply_grants() {
    "$top/sql/users" --defaults-file="$HF_STATE/client.cnf" --database="$HF_DB_NAME" --passwords="$HF_SECRETS_DIR" --exact ||
        die "the rights in sql/grants could not be applied"
}

# Demo logins and tenants come with demo mode and are refused outside it.
db_apply_demo() {
    local demo_tenants
    demo_tenants=$(db_client -N "$HF_DB_NAME" -e 'SELECT COUNT(*) FROM tenants WHERE demo')
    if [ "$HF_MODE" = production ]; then
        [ "$demo_tenants" = 0 ] || die "this state holds demo tenants with known passwords; HF_MODE=production needs a fresh HF_STATE"
    elif [ "$demo_tenants" = 0 ] && [ -f "$top/sql/demo.sql" ]; then
        { printf 'START TRANSACTION;\n' && cat "$top/sql/demo.sql" && printf '\nCOMMIT;\n'; } | db_client "$HF_DB_NAME" ||
            die "sql/demo.sql failed"
    fi
}
