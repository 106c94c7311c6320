#!/bin/sh
# Builds the web console into a folder, or runs its tests; Maven calls it. Does only what is out of date.
#   build-console.sh build <folder>    build-console.sh test    build-console.sh check (exit code 0: Node can build it)
set -eu
cd "$(dirname "$0")/console"

# What Vite needs: 20.19, 22.12 or newer.
can_build() {
  command -v npm >/dev/null 2>&1 && node -e '
    const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19) ? 0 : 1);' 2>/dev/null
}

if [ "$1" = check ]; then
  can_build
  exit
fi
if ! can_build; then
  [ "$1" = test ] || echo "web console left out of this build: it needs Node.js 20.19, 22.12 or newer with npm"
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
  *) echo "usage: build-console.sh build <folder> | test | check" >&2; exit 2 ;;
esac
