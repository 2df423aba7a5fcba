# Makes the secrets that are not there yet: each a file of mode 0600 in the secrets folder, written whole or not at all.

random_hex() {
    head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'
}

keep_secret() {
    [ -s "$HF_SECRETS_DIR/$1" ] && return
    "${@:2}" >"$HF_SECRETS_DIR/.$1.new"
    mv "$HF_SECRETS_DIR/.$1.new" "$HF_SECRETS_DIR/$1"
}

make_secrets() {
    local d
    for d in refresh cursor channel factor audit vapid; do
        keep_secret "$d.key" random_hex 32
    done
    keep_secret deployment.id random_hex 4
    keep_secret ed25519.pem openssl genpkey -algorithm ed25519
    for d in "${domains[@]}"; do
        keep_secret "db-$d" random_hex 24
    done
}
