#!/bin/sh
# Makes FOLDER/common_words.h from the locked package: sh build.sh FOLDER. Several at once wait for each other.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
cd "$1"
exec 9>.lock
if command -v flock >/dev/null 2>&1; then flock 9; fi
sum=$(cat "$here/package-lock.json" "$here/make.mjs" | cksum)
[ "$(cat .made 2>/dev/null || true)" = "$sum" ] && [ -s common_words.h ] && touch common_words.h && exit 0
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" .
npm ci --no-progress --loglevel=error </dev/null >npm.log 2>&1 || {
    cat npm.log >&2
    echo "the package of lib/words/package-lock.json could not be installed" >&2
    exit 1
}
node "$here/make.mjs" "$PWD" common_words.txt >common_words.h.new
mv common_words.h.new common_words.h
echo "$sum" >.made
