#!/bin/sh
# Builds the web console into a folder, or runs its tests; Maven calls it. Does only what is out of date.
#   build-console.sh build <folder>    build-console.sh test
set -eu
cd "$(dirname "$0")/console"

node_version=$(node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
if [ -z "$node_version" ] || [ "$node_version" -lt 20 ] || ! command -v npm >/dev/null 2>&1; then
  [ "$1" = test ] || echo "web console left out of this build: it needs Node.js 20 or newer with npm"
  exit 0
fi

# npm writes node_modules/.package-lock.json when it has installed everything.
if [ ! -f node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi

case $1 in
  build)
    changed=yes
    if [ -f "$2/index.html" ]; then
      changed=$(find . -name node_modules -prune -o -type f -newer "$2/index.html" -print | head -n 1)
    fi
    if [ -n "$changed" ]; then
      npm run --silent build -- --outDir "$2" --emptyOutDir --logLevel warn
    fi
    ;;
  test) npm test --silent ;;
  *) echo "usage: build-console.sh build <folder> | test" >&2; exit 2 ;;
esac
