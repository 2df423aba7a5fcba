# Settings of a private instance, from the environment; sourced by the other scripts here. Sets $top, $variant, $bin and exports
# the HF_ settings that the binaries read (include/config.h, `BINARY --print-config`).

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
variant=${HF_VARIANT:-release}
bin=$top/build/$variant/bin

say() { printf '%s\n' "$*"; }
die() {
    printf 'holdfast: %s\n' "$*" >&2
    exit 1
}

export HF_MODE=${HF_MODE:-demo}
export HF_PORT=${HF_PORT:-8080}
export HF_METRICS_PORT=${HF_METRICS_PORT:-$((HF_PORT + 1000))}
export HF_UPLOAD_MAX_BYTES=${HF_UPLOAD_MAX_BYTES:-10485760}
export HF_PUBLIC_URL=${HF_PUBLIC_URL:-http://localhost:$HF_PORT}
[[ $HF_MODE == demo || $HF_MODE == production ]] || die "HF_MODE is $HF_MODE: demo or production, please"
for name in HF_PORT HF_METRICS_PORT HF_UPLOAD_MAX_BYTES; do
    [[ ${!name} =~ ^[1-9][0-9]*$ ]] || die "$name is ${!name}: a number, please"
done

# Below the state folder everything is private to its owner; the sockets stand in the run folder.
umask 077
HF_STATE=${HF_STATE:-$top/var}
mkdir -p "$HF_STATE" || die "cannot make the state folder $HF_STATE"
HF_STATE=$(cd "$HF_STATE" && pwd)
HF_RUN_DIR=${HF_RUN_DIR:-$HF_STATE/run}
# The path of a Unix socket has at most 107 bytes.
longest_socket=$HF_RUN_DIR/auth-login.sock
if ((${#longest_socket} > 107)); then
    HF_RUN_DIR=${XDG_RUNTIME_DIR:-/tmp}/holdfast-$(id -u)-$(printf %s "$HF_STATE" | cksum | cut -d' ' -f1)
fi
mkdir -p "$HF_RUN_DIR" || die "cannot make the run folder $HF_RUN_DIR"
[ -O "$HF_RUN_DIR" ] || die "the run folder $HF_RUN_DIR belongs to somebody else"
chmod 0750 "$HF_RUN_DIR"
export HF_STATE HF_RUN_DIR
export HF_SECRETS_DIR=$HF_STATE/secrets HF_SPOOL_DIR=$HF_STATE/spool
export HF_DB_SOCKET=$HF_RUN_DIR/db.sock HF_DB_NAME=holdfast
export HF_NCHAN_SOCKET=$HF_RUN_DIR/publish.sock
mkdir -p "$HF_SECRETS_DIR" "$HF_SPOOL_DIR" "$HF_STATE/log" "$HF_STATE/tmp" "$HF_RUN_DIR/metrics"
chmod 0700 "$HF_SECRETS_DIR"

domains=()
for main in "$top"/cgi/*/main.c; do
    [ -f "$main" ] && domains+=("$(basename "$(dirname "$main")")")
done

# For these scripts alone: a binary refuses HF_ names that it does not know.
export -n HF_VARIANT HF_LISTEN HF_DEMO_DATA HF_DB_BUFFER
