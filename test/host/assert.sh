# check WHAT COMMAND...: "ok WHAT" when it succeeds, else "not ok WHAT" and what it said. skip WHAT. wait_for SECONDS COMMAND. Sourced.
failed=0
check() {
    local what=$1 out begun=$EPOCHREALTIME
    shift
    if "$@" >/tmp/holdfast-check.$$ 2>&1 </dev/null; then
        echo "ok $what"
        [ -z "${HF_TEST_TIMES:-}" ] || echo "# $(((${EPOCHREALTIME/./} - ${begun/./}) / 1000)) ms"
    else
        failed=1
        out=$(tail -n 12 /tmp/holdfast-check.$$)
        printf 'not ok %s\n' "$what"
        [ -z "$out" ] || sed 's/^/    /' <<<"$out"
    fi
    rm -f /tmp/holdfast-check.$$
}
skip() { echo "skip $1"; }
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || return 1
        sleep 0.1
    done
}
