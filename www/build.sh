#!/bin/sh
# Makes www/vendor/ from the locked packages and the pages from their frames. Does nothing when nothing it reads has changed.
#   sh www/build.sh          what a running server needs
#   sh www/build.sh --dev    also the packages that tests and lint need
set -eu
umask 022 # what is made here is served by a web server that is another user

www=$(cd "$(dirname "$0")" && pwd)
npm_dir=${HF_NPM_DIR:-$www/../build/npm}
wanted=prod
[ "${1:-}" = "--dev" ] && wanted=dev

mkdir -p "$npm_dir"
exec 9>"$npm_dir/.lock"
if command -v flock >/dev/null 2>&1; then flock 9; fi

lock_sum=$(cat "$www/package.json" "$www/package-lock.json" "$www/.npmrc" | cksum)
source_sum=$(cat "$www/tools/build.mjs" "$www"/tools/vendor/* "$www/build.sh" | cksum)

installed=$(cat "$npm_dir/.installed" 2>/dev/null || true)
if [ "$installed" != "dev $lock_sum" ] && [ "$installed" != "$wanted $lock_sum" ]; then
    rm -f "$npm_dir/.installed"
    cp "$www/package.json" "$www/package-lock.json" "$www/.npmrc" "$npm_dir/"
    omit=
    [ "$wanted" = prod ] && omit=--omit=dev
    npm ci --prefix "$npm_dir" --no-progress --loglevel=error $omit </dev/null >"$npm_dir/npm.log" 2>&1 || {
        cat "$npm_dir/npm.log" >&2
        echo "www: the packages of www/package-lock.json could not be installed" >&2
        exit 1
    }
    echo "$wanted $lock_sum" >"$npm_dir/.installed"
fi

if [ "$(cat "$www/vendor/.built" 2>/dev/null || true)" != "$lock_sum $source_sum" ]; then
    node "$www/tools/build.mjs" "$npm_dir" "$www/vendor"
    echo "$lock_sum $source_sum" >"$www/vendor/.built"
fi
node "$www/tools/pages.mjs" "$npm_dir"
