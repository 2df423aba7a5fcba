# How the tools here reach a MariaDB; sourced. connection_option handles one command-line option, connection_ready fills the arrays
# `client` and `dump`. Without options: this host's server, through its Unix socket, as the Unix user who runs the tool.

sql_dir=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
shopt -s inherit_errexit
tool=holdfast-$(basename "$(readlink -f "$0")")
database=holdfast
connection=() first_option=()

die() {
    printf '%s: %s\n' "$tool" "$*" >&2
    exit 1
}
usage_error() {
    printf '%s: %s; see --help\n' "$tool" "$*" >&2
    exit 64
}

connection_help='  --defaults-file=FILE   option file with [client] user, password, host ... (mode 0600); so no password is in a command line
  --host=HOST --port=N --socket=PATH --user=NAME
  --tls-ca=FILE          talk TLS only, and only to a server whose certificate this authority signed for that host
  --database=NAME        holdfast'

connection_option() {
    case $1 in
    --defaults-file=*)
        [ -r "${1#*=}" ] || die "cannot read ${1#*=}"
        first_option=("$1")
        ;;
    --host=*) connection+=("$1" --protocol=tcp) ;;
    --port=* | --socket=* | --user=*) connection+=("$1") ;;
    --tls-ca=*)
        [ -r "${1#*=}" ] || die "cannot read ${1#*=}"
        connection+=("--ssl-ca=${1#*=}" --ssl-verify-server-cert)
        ;;
    --database=*)
        database=${1#*=}
        [[ $database =~ ^[A-Za-z0-9_]{1,64}$ ]] || usage_error "a database's name has letters, digits and _"
        ;;
    *) return 1 ;;
    esac
}

connection_ready() {
    ((${#first_option[@]})) || first_option=(--no-defaults)
    client=(mariadb "${first_option[@]}" "${connection[@]}" --default-character-set=utf8mb4 --connect-timeout=10)
    dump=(mariadb-dump "${first_option[@]}" "${connection[@]}" --default-character-set=utf8mb4)
}
sql() { "${client[@]}" "$@"; }
ask() { sql -N "$database" -e "$1"; }
