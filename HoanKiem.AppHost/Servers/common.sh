# Sourced by the scripts that become a server. The runner gives NAME, STATE, PASSWORD, PORTS, VOLUME, FRESH and VOLATILE.
set -euo pipefail
umask 077
mark=$(printf %s "$STATE" | sha256sum | cut -c1-10)
read -r port management distribution mapper <<<"$PORTS"

# Installed binaries come before containers, unless HOANKIEM_BACKING=containers asks for the engine.
use_binaries() { [ -n "$1" ] && [ -x "$1" ] && [ "${HOANKIEM_BACKING:-}" != containers ]; }

# place USER: makes the server's folder. Root starts the server as USER; below a folder that USER may not enter (a clone in /root)
# the data lives in /var/lib and a link leads there.
place() {
  user=()
  folder=$STATE/$NAME
  local elsewhere=/var/lib/hoankiem-$mark/$NAME
  if [ "$(id -u)" = 0 ]; then
    user=(--reuid "$1" --regid "$(id -gn "$1")" --init-groups)
    if [ "$(readlink "$folder")" = "$elsewhere" ] || ! as test -x "$STATE"; then
      folder=$elsewhere
      (umask 022 && mkdir -p "${elsewhere%/*}")
      [ -d "$STATE/$NAME" ] && [ ! -L "$STATE/$NAME" ] || ln -sfn "$elsewhere" "$STATE/$NAME"
    fi
  fi
  [ -z "$FRESH" ] || rm -rf "$folder"
  mkdir -p "$folder"
  own
}
own() { [ ${#user[@]} = 0 ] || chown -R "${user[1]}:" "$folder"; }
as() { if [ ${#user[@]} = 0 ]; then "$@"; else (cd / && setpriv "${user[@]}" -- "$@"); fi; }

# become SIGNAL COMMAND…: this process turns into the server; the kernel sends it the signal when the runner is killed.
become() {
  local signal=$1
  shift
  own
  cd "$folder"
  exec setpriv --pdeathsig "$signal" "${user[@]}" -- "$@"
}

# container PORT FOLDER IMAGES OPTION… -- ARGUMENT…: the first image that is present, or else the last one pulled.
container() {
  local options=(--publish "127.0.0.1:$port:$1" --volume "$VOLUME-$mark:$2") images=$3 image found=
  shift 3
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  for image in $images; do
    if docker image inspect "$image" >/dev/null 2>&1; then found=$image; break; fi
  done
  if [ -z "$found" ] && ! docker pull --quiet "$image"; then
    echo "There is no installed $NAME, no container engine with $image, and ConnectionStrings__$NAME is not set." >&2
    exit 1
  fi
  # An engine may have no bridge of its own.
  if ! docker network inspect bridge >/dev/null 2>&1; then
    docker network inspect hoankiem >/dev/null 2>&1 || docker network create hoankiem >/dev/null 2>&1 || true
    options+=(--network hoankiem)
  fi
  docker rm --force "hoankiem-$mark-$NAME" >/dev/null 2>&1 || true
  [ -z "$FRESH" ] || docker volume rm --force "$VOLUME-$mark" >/dev/null
  exec docker run --rm --pull never --name "hoankiem-$mark-$NAME" --hostname "$NAME" "${options[@]}" "${found:-$image}" "$@"
}
