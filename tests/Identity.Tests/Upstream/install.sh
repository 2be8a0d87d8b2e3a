#!/bin/bash
# install.sh FOLDER: puts the foreign provider of these tests there (npm oidc-provider, 4 MB), as the lock file beside this one pins it. Says
# why when it cannot.
set -uo pipefail
folder=$1
cd "$(dirname "$(readlink -f "$0")")"
# What npm writes last of all is the mark of a whole installation.
[ ! -e "$folder/node_modules/.package-lock.json" ] || ! cmp -s package-lock.json "$folder/package-lock.json" || exit 0
command -v npm >/dev/null || { echo 'Node and npm are not here' >&2; exit 1; }
mkdir -p "$folder"
cp package.json package-lock.json "$folder/"
npm ci --prefix "$folder" --no-audit --no-fund --ignore-scripts >"$folder/npm.log" 2>&1 </dev/null && exit 0
rm -f "$folder/package-lock.json"
echo "npm could not fetch it: $(grep -m1 'npm error' "$folder/npm.log")" >&2
exit 1
