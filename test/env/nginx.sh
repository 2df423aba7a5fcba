# Renders the nginx configuration from nginx/ and cgi/*/nginx.conf into the state folder, with absolute paths.

render_nginx() {
    local conf=$HF_STATE/nginx f user_line= listen host
    # Loopback unless HF_LISTEN says otherwise: the demo logins are known to everybody.
    local hosts=${HF_LISTEN:-127.0.0.1}
    [ -z "${HF_LISTEN:-}" ] && grep -qs '^0\{31\}1 ' /proc/net/if_inet6 && hosts+=" [::1]"
    [ "$(id -u)" = 0 ] && user_line="user $(id -un) $(id -gn);"
    for host in $hosts; do
        listen+="    listen $host:$HF_PORT backlog=1024;\\n"
    done
    rm -rf "$conf/domains"
    mkdir -p "$conf/domains"
    for f in "$top"/nginx/*.conf "$top"/cgi/*/nginx.conf; do
        local to=$conf/$(basename "$f")
        [[ $f == */cgi/* ]] && to=$conf/domains/$(basename "$(dirname "$f")").conf
        sed -e "s|@CONF@|$conf|g; s|@RUN@|$HF_RUN_DIR|g; s|@STATE@|$HF_STATE|g; s|@WWW@|$top/www|g" \
            -e "s|@OPENAPI@|$top/build/www/openapi.json|g; s|@METRICS_PORT@|$HF_METRICS_PORT|g; s|@USER_LINE@|$user_line|g" \
            -e "s|@UPLOAD_MAX@|$((HF_UPLOAD_MAX_BYTES + 65536))|g; s|@MODULES@|/usr/lib/nginx/modules|g" \
            -e "s|@LISTEN@|$listen|g" "$f" >"$to"
    done
    # A socket that a killed nginx left behind would be "in use".
    rm -f "$HF_NCHAN_SOCKET"
    "$nginx" -t -q -p "$conf/" -e "$HF_STATE/log/nginx.log" -c "$conf/main.conf" 2>"$HF_STATE/log/nginx-check.log" ||
        die "nginx refuses the configuration: $(<"$HF_STATE/log/nginx-check.log")"
}
