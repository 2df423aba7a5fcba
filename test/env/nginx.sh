# Renders the nginx configuration from nginx/ and cgi/*/nginx.conf into the state folder, with absolute paths (nginx/render).

render_nginx() {
    local conf=$HF_STATE/nginx templates=$HF_STATE/tmp/nginx f user_line=
    # Loopback unless HF_LISTEN says otherwise: the demo logins are known to everybody.
    local hosts=${HF_LISTEN:-127.0.0.1}
    [ -z "${HF_LISTEN:-}" ] && grep -qs '^0\{31\}1 ' /proc/net/if_inet6 && hosts+=" [::1]"
    [ "$(id -u)" = 0 ] && user_line="user $(id -un) $(id -gn);"
    rm -rf "$templates"
    mkdir -p "$templates/domains" "$conf"
    cp "$top"/nginx/*.conf "$templates"
    for f in "$top"/cgi/*/nginx.conf; do
        cp "$f" "$templates/domains/$(basename "$(dirname "$f")").conf"
    done
    HF_LISTEN=$hosts HF_WWW=$top/www HF_OPENAPI=$top/build/www/openapi.json HF_ACCESS_LOG=$HF_STATE/log/access.log \
        HF_USER_LINE=$user_line "$top/nginx/render" "$templates" "$conf" || die "these settings make no site"
    # A socket that a killed nginx left behind would be "in use".
    rm -f "$HF_NCHAN_SOCKET"
    "$nginx" -t -q -p "$conf/" -e "$HF_STATE/log/nginx.log" -c "$conf/main.conf" 2>"$HF_STATE/log/nginx-check.log" ||
        die "nginx refuses the configuration: $(<"$HF_STATE/log/nginx-check.log")"
}
