#!/bin/bash
# test/host/server.test.sh: installs the packages on a throwaway machine with its own systemd (machine.sh) by the commands of the pages for sysadmins, and
# looks at what stands there: sandboxes, users, TLS, hosts, logs, upgrade under load, removal, the refusal of a wrong schema.
set -uo pipefail
cd "$(dirname "$0")/../.."
. test/host/machine.sh
. test/host/assert.sh
pages=(lib/host/README.md nginx/README.md sql/README.md)
site=https://churn.example.org
ca=/etc/holdfast/tls/site.pem

machine_possible || { skip "a throwaway server (needs root and overlay)" && exit 0; }
node test/host/documents.mjs "${pages[@]}" >/tmp/holdfast-commands.$$
trap 'machine_stop; rm -rf "$packages" /tmp/holdfast-commands.$$' EXIT
packages=$(mktemp -d)

# Of the sanitized binaries, which the other tests have built anyway.
export VARIANT=asan B=build/asan
while IFS=$'\t' read -r at where line; do
    [ "$where" = build ] && check "$at builds: $line" bash -c "$line"
done </tmp/holdfast-commands.$$
check "newer packages are built" env VERSION=9.0.0 OUT="$packages" lib/host/deb common reports
installed() { # make install-auth: its files and no others, where PREFIX says
    local to=$packages/to found
    make -s install-auth DESTDIR="$to" PREFIX=/usr/local && found=$(cd "$to" && find . -type f -printf '%P ')
    for file in usr/local/lib/holdfast/bin/holdfast-auth usr/local/lib/systemd/system/holdfast-auth-login.socket etc/holdfast/auth.env \
        usr/local/share/holdfast/nginx/domains/auth.conf usr/local/share/holdfast/sql/grants/auth.sql usr/local/lib/sysusers.d/holdfast-auth.conf; do
        [[ " $found" == *" $file "* ]] || { echo "$file is missing" && return 1; }
    done
    grep -q '^ExecStart=/usr/local/lib/holdfast/bin/holdfast-auth$' "$to/usr/local/lib/systemd/system/holdfast-auth.service" &&
        [[ ! $found =~ chat|customers|engagement|reports|scores|uploads|site\.conf|demo ]] && rm -rf "$to"
}
check "make install-auth puts one part" installed
reproducible() { VERSION=9.0.0 OUT="$packages/again" lib/host/deb reports && cmp "$packages"/holdfast-reports_*.deb "$packages"/again/*.deb && rm -rf "$packages/again"; }
check "the same sources give the same package" reproducible
check "the throwaway server starts" machine_start "$PWD"
check "MariaDB is there" machine /machine/test/host/prepare
((failed)) && exit 1
# What looks for leaks as a process ends needs more than the sandbox allows.
machine sh -c 'mkdir -p /etc/systemd/system/holdfast-.service.d && printf "[Service]\nEnvironment=ASAN_OPTIONS=detect_leaks=0\n" >/etc/systemd/system/holdfast-.service.d/sanitizers.conf'

# --- the pages' commands, in order
while IFS=$'\t' read -r at where line; do
    [ "$where" = host ] && check "$at works: $line" machine bash -c "cd /machine && $line"
done </tmp/holdfast-commands.$$

# --- units
units=$(machine sh -c 'cd /lib/systemd/system && ls holdfast-*.service')
calm() { machine systemctl is-system-running | grep -q running && [ -z "$(machine systemctl --failed --plain --no-legend)" ]; }
sound() { machine systemd-analyze verify --man=no "/lib/systemd/system/$1"; }
safe() { machine systemd-analyze security --threshold=20 --no-pager "$@" >/tmp/holdfast-security.$$ || { tail -n 1 /tmp/holdfast-security.$$ && false; }; rm -f /tmp/holdfast-security.$$; }
check "no unit has failed" calm
for unit in $units; do
    check "$unit is sound" sound "$unit"
    check "$unit: exposure of at most 2.0" safe --offline=true "/lib/systemd/system/$unit"
done
machine install -D /usr/share/holdfast/examples/database-host.conf /etc/systemd/system/holdfast-.service.d/db.conf
machine systemctl daemon-reload
check "with a database on another host as well" safe holdfast-reports.service
machine rm /etc/systemd/system/holdfast-.service.d/db.conf
machine systemctl daemon-reload
main_pid() { machine systemctl show -P MainPID "$1"; }
own_user() {
    local pid
    pid=$(main_pid "holdfast-$1")
    [ "$(machine stat -c %U "/proc/$pid")" = "holdfast-$1" ] && machine grep -q '^Seccomp:.*2' "/proc/$pid/status" &&
        machine grep -q '^NoNewPrivs:.*1' "/proc/$pid/status" && machine grep -q '^CapBnd:.*0000000000000000' "/proc/$pid/status"
}
database_user() { [ "$(machine mariadb -N -e "SELECT COUNT(*) > 0 FROM information_schema.processlist WHERE user = 'holdfast-$1'")" = 1 ]; }
no_foreign_table() { ! machine setpriv --reuid=holdfast-reports --regid=holdfast --clear-groups mariadb -u holdfast-reports holdfast -e 'SELECT * FROM audit' 2>&1 | grep -v denied; }
for d in auth uploads scores customers engagement reports chat; do
    check "$d runs as its own user, in its sandbox" own_user "$d"
    check "$d is its own database user, without a password" database_user "$d"
done
check "a binary has no rights on other tables" no_foreign_table
niceness() { [ "$(machine ps -o ni= -p "$(main_pid "$1")" | tr -d ' ')" = "$2" ]; }
check "hashing passwords yields to reading" niceness holdfast-auth-login 5
check "reading yields to nobody" niceness holdfast-auth 0
all_ready() { machine curl --silent http://127.0.0.1:9180/readyz | grep -q '"name":"engagement","ready":true.*"ready":true}$'; }
check "/readyz waits for every pool that is installed" wait_for 10 all_ready

# One person's requests are more here than a person makes in an hour.
machine sh -c 'echo HF_USER_LIMIT=0 >>/etc/holdfast/common.env; echo HF_ANONYMOUS_LIMIT=0 >>/etc/holdfast/common.env; systemctl restart "holdfast-*.service"'

# --- people
sed "s/@example\.com/@host.example/g; s/@other\.example\.com/@other.host.example/g; s/', TRUE)/', FALSE)/" sql/demo.sql | machine mariadb holdfast
web() { machine curl --silent --show-error --max-time 20 --cacert $ca "$@"; }
header() { web --output /dev/null --dump-header - "$@"; }
login() { web -H 'content-type: application/json' -d "{\"identifier\":\"$1\",\"password\":\"$2\"}" $site/api/v1/auth/login; }
token=$(login admin@host.example adminpass | sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
check "somebody signs in" test -n "$token"

first_admin() { login ada@churn.example.org 'a long Sentence as 1 password' | grep '"roles":\["admin"\]'; }
check "the administrator who was made on the command line signs in" first_admin
audit_proved() { machine holdfast-run auth --verify-audit; }
check "the audit is proved by a command of the binary" audit_proved
unknown_command() { ! machine holdfast-run nobody --help; }
check "holdfast-run refuses what is no binary" unknown_command
picture() { # drawn anew in a child that may nothing, within the sandbox of the service
    node --input-type=module -e "import { jpeg } from '$PWD/test/api/pictures-lib.mjs'; process.stdout.write(jpeg)" >/tmp/holdfast-picture.$$ && machine sh -c 'cat >/run/me.jpg' </tmp/holdfast-picture.$$
    rm -f /tmp/holdfast-picture.$$
    [ "$(web -o /run/answer -w '%{http_code}' -H "Authorization: Bearer $token" -F 'file=@/run/me.jpg;type=image/jpeg' $site/api/v1/uploads/pictures)" = 201 ] || { machine cat /run/answer && return 1; }
}
check "a picture is taken" picture
libraries_there() { ! machine sh -c 'ldd /usr/lib/holdfast/bin/* | grep "not found"' && machine dpkg-query -W -f '${Depends}' holdfast-uploads | grep -q libgd; }
check "the package of uploads brings the libraries of decode-picture" libraries_there

# --- the site
has() { grep -iqE "$1" <<<"$2" || { printf '%s\n' "$2" && false; }; }
lacks() { ! grep -iqE "$1" <<<"$2" || { printf '%s\n' "$2" && false; }; }
answer=$(header $site/)
check "HSTS, for subdomains too" has '^strict-transport-security: max-age=31536000; includeSubDomains.?$' "$answer"
check "http goes to https" has '^location: https://churn.example.org/login/\?a=b' "$(header 'http://churn.example.org/login/?a=b')"
refused() { # the connection ends without an answer, over HTTP/1.1, HTTP/2 or in the handshake
    local status=0
    web --output /dev/null "$@" || status=$?
    [[ $status =~ ^(52|92|35)$ ]]
}
check "another name in Host gets no answer" refused -H 'Host: evil.example' $site/
check "another name over http gets no answer" refused -H 'Host: evil.example' http://churn.example.org/
check "an unknown name gets no certificate" refused --connect-to evil.example:443:127.0.0.1:443 https://evil.example/
old_tls() { ! machine sh -c "echo | openssl s_client -connect 127.0.0.1:443 -servername churn.example.org -tls1_1 2>/dev/null | grep -q 'Cipher is [A-Z]'"; }
check "TLS 1.1 is refused" old_tls
cookie=$(header -H 'content-type: application/json' -H 'x-holdfast-request: 1' -H "origin: $site" -H 'sec-fetch-site: same-origin' \
    -d '{"identifier":"admin@host.example","password":"adminpass"}' $site/api/v1/auth/login)
check "the cookie is __Host-, Secure, HttpOnly, SameSite=Strict" has '^set-cookie: __Host-hf-[^;]*; Path=/; .*HttpOnly; SameSite=Strict; Secure' "$cookie"
for origin in https://evil.example null https://churn.example.org.evil.example https://intranet.example.org.evil.example http://intranet.example.org; do
    check "abuse 48: no CORS for $origin" lacks '^access-control' "$(header -H "Origin: $origin" $site/api/v1/auth/me)"
    check "abuse 48: no preflight for $origin" lacks '^access-control' "$(header -X OPTIONS -H "Origin: $origin" -H 'Access-Control-Request-Method: POST' $site/api/v1/auth/me)"
done
allowed=$(header -H 'Origin: https://intranet.example.org' -H "Authorization: Bearer $token" $site/api/v1/auth/me)
check "CORS for a named origin" has '^access-control-allow-origin: https://intranet.example.org' "$allowed"
check "never with the cookie" lacks '^access-control-allow-credentials' "$allowed"
check "its preflight" has '^access-control-allow-headers: .*Authorization' "$(header -X OPTIONS -H 'Origin: https://intranet.example.org' -H 'Access-Control-Request-Method: PATCH' $site/api/v1/customers)"
logged() { # ID ADDRESS
    header -H 'X-Forwarded-For: 203.0.113.9' -H "X-Request-Id: $1" $site/healthz >/dev/null
    machine grep -q "\"request_id\":\"$1\",\"address\":\"$2\"" /var/log/nginx/holdfast-access.log
}
check "X-Forwarded-For of anybody is not believed" wait_for 10 logged forwarded-for-1 127.0.0.1
machine sh -c 'echo HF_TRUSTED_PROXIES=127.0.0.0/8 >>/etc/holdfast/site.env && holdfast-site --quiet'
check "that of a trusted proxy is" wait_for 10 logged forwarded-for-2 203.0.113.9
challenged() { # by a certificate authority: in clear, and nothing else is
    [ "$(web http://churn.example.org/.well-known/acme-challenge/token-1)" = proof-of-the-name ] &&
        [ "$(web -o /dev/null -w '%{http_code}' http://churn.example.org/.well-known/acme-challenge/none)" = 404 ] &&
        [ "$(web -o /dev/null -w '%{http_code}' http://churn.example.org/.well-known/)" = 301 ]
}
challenge() { # HF_ACME_DIR
    machine sh -c 'mkdir -p /run/acme/.well-known/acme-challenge && echo proof-of-the-name >/run/acme/.well-known/acme-challenge/token-1 && chmod -R a+rX /run/acme
        cp /etc/holdfast/site.env /run/site.env && echo HF_ACME_DIR=/run/acme >>/etc/holdfast/site.env && holdfast-site --quiet'
    wait_for 10 challenged
    local status=$?
    ((status == 0)) || header http://churn.example.org/.well-known/acme-challenge/token-1
    machine sh -c 'cp /run/site.env /etc/holdfast/site.env && holdfast-site --quiet'
    return $status
}
check "challenges of a certificate authority are answered over http" challenge
refuses_setting() {
    machine sh -c "cp /etc/holdfast/site.env /run/site.env; echo '$1' >>/etc/holdfast/site.env; holdfast-site; echo status \$?; cp /run/site.env /etc/holdfast/site.env" 2>&1 |
        { out=$(cat) && has "$2" "$out" && has 'status 1' "$out" && wait_for 10 web --output /dev/null --fail $site/healthz; } # soon: a worker on its way out ends what it was about to begin
}
check "HSTS preload without subdomains is refused" refuses_setting 'HF_HSTS_SUBDOMAINS=0
HF_HSTS_PRELOAD=1' 'HF_HSTS_PRELOAD needs'
check "CORS for everybody is refused" refuses_setting 'HF_CORS_ORIGINS=*' 'is no origin'
check "trusting every proxy is refused" refuses_setting 'HF_TRUSTED_PROXIES=0.0.0.0/0' 'trust everybody'
check "a missing certificate is refused, the old site stays" refuses_setting 'HF_TLS_CERT=/nowhere' 'cannot read'

# --- nothing is lost
paths=("/api/v1/auth/me" "/healthz" "/api/v1/customers?limit=5")
under_load() { # COMMAND...: while four clients ask
    machine rm -f /run/stop /run/stop.begun
    machine env NODE_EXTRA_CA_CERTS=$ca LOAD_TOKEN="$token" node /machine/test/host/load.mjs $site /run/stop "${paths[@]}" >/tmp/holdfast-load.$$ 2>&1 &
    local load=$! status=0
    wait_for 10 machine test -e /run/stop.begun || status=1
    "$@" >/tmp/holdfast-under.$$ 2>&1 || status=$?
    machine touch /run/stop
    wait $load || status=$?
    cat /tmp/holdfast-load.$$
    ((status == 0)) || cat /tmp/holdfast-under.$$
    rm -f /tmp/holdfast-load.$$ /tmp/holdfast-under.$$
    return $status
}
restarts() { for _ in 1 2 3; do machine systemctl restart holdfast-auth holdfast-customers || return; done; }
reloads() { for _ in 1 2 3; do machine systemctl reload holdfast-auth holdfast-customers nginx && machine sleep 0.3 || return; done; }
check "restarts under load lose no request" under_load restarts
check "replacing in place and reloading nginx loses none either" under_load reloads
# auth is told which parts there are, by a restart that loses nothing.
pids_of_others() { for d in uploads scores customers engagement chat; do main_pid "holdfast-$d"; done; }
before=
upgrade() { (cd "$packages" && tar -c -- *.deb) | machine tar -C /run -x && machine sh -c 'dpkg -i /run/holdfast-common_9.0.0_*.deb && dpkg -i /run/holdfast-reports_9.0.0_*.deb'; }
check "a package is upgraded under load" under_load upgrade
version_now() { [ "$(machine dpkg-query -W -f '${Version}' holdfast-reports)" = 9.0.0 ] && machine systemctl is-active holdfast-reports; }
check "it runs on" version_now
before=$(pids_of_others)
check "a package is removed under load" under_load machine dpkg --remove holdfast-reports
status_of() { [ "$(web -o /dev/null -w '%{http_code}' "$site$2")" = "$1" ]; }
gone() { ! machine systemctl -q is-active holdfast-reports.service && ! machine test -e /run/holdfast/reports.sock && wait_for 5 status_of 404 /api/v1/reports/overview; }
check "its addresses are gone" gone
others_stand() { [ "$(pids_of_others)" = "$before" ] && wait_for 10 web --fail --output /dev/null $site/readyz; }
check "the other binaries never noticed, and are ready" others_stand
purged() { machine dpkg --purge holdfast-reports && ! machine test -e /etc/holdfast/reports.env && machine test -s /etc/holdfast/secrets/cursor.key && [ "$(machine mariadb -N -e "SHOW DATABASES LIKE 'holdfast'")" = holdfast ]; }
check "purging it leaves keys and database" purged
back() { machine sh -c 'dpkg -i /machine/build/deb/holdfast-reports_*.deb && systemctl start holdfast.target' && wait_for 10 web --fail --output /dev/null -H "Authorization: Bearer $token" $site/api/v1/reports/overview; }
check "it comes back" back
nginx_killed() { machine sh -c 'pkill -KILL -x nginx; systemctl restart nginx' && wait_for 5 web --fail --output /dev/null $site/healthz; }
check "nginx comes back after kill -9" nginx_killed
watchdog() { [ "$(machine systemctl show -P NotifyAccess holdfast-chat-jobs)" = main ] && [ "$(machine systemctl show -P WatchdogTimestampMonotonic holdfast-chat-jobs)" != 0 ]; }
check "systemd's watchdog is fed" watchdog

# --- what a start refuses
exit_status() { [ "$(machine systemctl show -P ExecMainStatus "$2")" = "$1" ]; }
refuses_start() { # WHAT UNIT: the start fails with 78 and this sentence in the journal
    machine systemctl restart "$2" 2>/dev/null
    wait_for 5 exit_status 78 "$2" || { machine systemctl status --no-pager "$2" && return 1; }
    machine journalctl --sync
    has "$1" "$(machine journalctl --unit "$2" --output cat --no-pager --lines 30)"
}
machine mariadb holdfast -e "INSERT INTO schema_migrations VALUES (250, 'later', REPEAT('0', 64), NOW(6))"
check "a newer schema than it knows: a sentence and 78" refuses_start 'works with schema [0-9]+ to [0-9]+ and the database has schema 250: install a newer holdfast' holdfast-customers
machine mariadb holdfast -e "DELETE FROM schema_migrations WHERE version = 250; UPDATE schema_migrations SET applied_at = NULL WHERE version > 1"
check "an older schema: a sentence and 78" refuses_start 'database has schema 1: run holdfast-migrate first' holdfast-customers
machine mariadb holdfast -e "UPDATE schema_migrations SET applied_at = NOW(6)"
machine mariadb holdfast -e "UPDATE tenants SET demo = TRUE LIMIT 1"
check "demo data is refused in production" refuses_start 'demo logins or demo tenants exist' holdfast-auth
machine mariadb holdfast -e "UPDATE tenants SET demo = FALSE"
production() { # SETTING SENTENCE
    machine sh -c "cp /etc/holdfast/common.env /run/common.env; printf '%s\n' '$1' >>/etc/holdfast/common.env"
    refuses_start "$2" holdfast-customers
    local status=$?
    machine cp /run/common.env /etc/holdfast/common.env
    return $status
}
check "an http address is refused in production" production HF_PUBLIC_URL=http://churn.example.org 'HF_PUBLIC_URL: must be the https'
check "a database elsewhere without TLS is refused" production 'HF_DB_SOCKET=
HF_DB_HOST=db.example.org' 'HF_DB_TLS_CA: is needed'
check "push services of one's own network are refused" production HF_PUSH_LOCAL=/etc/ssl/own.pem 'HF_PUSH_LOCAL: must not be set'
check "an unknown setting is refused" production HF_TYPO=1 'HF_TYPO: is no setting of ours'
ready_again() { machine systemctl restart holdfast-auth holdfast-auth-login holdfast-customers && wait_for 10 web --fail --output /dev/null $site/readyz; }
check "without these it starts again" ready_again

# --- to a point in time
machine mariadb holdfast -e "CREATE TABLE notes_of_test (id INT PRIMARY KEY, note VARCHAR(99)); INSERT INTO notes_of_test VALUES (1, 'before')"
backup=$(machine holdfast-backup --to=/run/backups)
machine mariadb holdfast -e "INSERT INTO notes_of_test VALUES (2, 'after the backup')"
moment=$(machine sh -c 'sleep 1.1; date -u "+%Y-%m-%d %H:%M:%S"; sleep 1.1')
machine mariadb holdfast -e "DELETE FROM notes_of_test; FLUSH BINARY LOGS"
restored() {
    machine systemctl stop holdfast.target
    machine sh -c "cp -r /var/lib/mysql /run/logs && holdfast-restore --replace --binlogs=/run/logs --until='$moment' '$backup'" &&
        [ "$(machine mariadb -N holdfast -e 'SELECT GROUP_CONCAT(id ORDER BY id) FROM notes_of_test')" = 1,2 ]
}
check "a restore up to the second before the mistake" restored
machine systemctl start holdfast.target
check "all is ready after it" ready_again
damaged() { machine sh -c "echo x >>$backup/manifest.tsv"; ! machine holdfast-restore --drill "$backup" 2>&1 | grep -v 'damaged\|WARNING\|FAILED'; }
check "a damaged backup is refused" damaged

# --- logs: each line of a binary is JSON; nothing of what people send is in any log
login canary-mail@host.example canary-password >/dev/null
web -H "Authorization: Bearer $token" "$site/api/v1/customers?search=canary-query&limit=3" >/dev/null
web -H "Authorization: Bearer canary-token.$token" $site/api/v1/auth/me >/dev/null
web -H "Authorization: Bearer $token" -H 'content-type: application/json' -d '{"canary-body":"canary-body"}' $site/api/v1/predictions >/dev/null
web -H "Authorization: Bearer $token" -F 'file=@-;filename=canary-name.csv' "$site/api/v1/uploads/datasets?schema=bank" <<<'canary-header,canary-cell' >/dev/null
web -H "Cookie: __Host-hf-x=canary-cookie" -A "canary"$'\t'"agent" $site/api/v1/events >/dev/null
machine journalctl --sync
machine journalctl --unit 'holdfast-*' --output cat --no-pager >/tmp/holdfast-journal.$$
no_canary() {
    ! { cat /tmp/holdfast-journal.$$; machine cat /var/log/nginx/holdfast-access.log /var/log/nginx/error.log; } |
        grep -E "canary-(mail|password|query|token|body|name|header|cell|cookie)|adminpass|${token:0:60}|host\.example"
}
check "no canary in any log" no_canary
members() {
    node -e '
        const lines = require("fs").readFileSync(process.argv[1], "utf8").split("\n").filter((l) => l.startsWith("{")).map((l) => JSON.parse(l));
        const requests = lines.filter((l) => l.event === "request");
        const need = ["at", "level", "binary", "request_id", "method", "route", "status", "us", "rows", "bytes"];
        const bad = requests.find((l) => need.some((k) => !(k in l)) || /[?]|[0-9a-f]{8}-/.test(l.route));
        const signed = requests.filter((l) => l.tenant > 0 && /^[0-9a-f-]{36}$/.test(l.user));
        if (requests.length < 50 || bad || signed.length < 10) { console.log(requests.length, signed.length, bad); process.exit(1); }' /tmp/holdfast-journal.$$
}
check "each request is a line with all members" members
rm -f /tmp/holdfast-journal.$$

# --- metrics: what the page and the alerts name is there, and the page names all
families() { machine curl --silent http://127.0.0.1:9180/metrics | sed -n 's/^# TYPE \([a-z_]*\) .*/\1/p' | sort; }
documented() { grep -oE '^\| `holdfast_[a-z_]+`' lib/host/README.md | tr -d '|` ' | sort; }
same_names() { diff <(families) <(documented); }
alerts_known() { ! comm -13 <(families) <(grep -oE 'holdfast_[a-z_]+' lib/host/alerts.yml | sed 's/_\(bucket\|sum\|count\)$//' | sort -u) | grep .; }
check "the page names every metric" same_names
check "the alerts name no other" alerts_known
not_public() { [ "$(web -o /dev/null -w '%{http_code}' $site/metrics)" = 404 ]; }
check "metrics are not public" not_public
exit $((failed > 0))
