#!/bin/bash
# Becomes PostgreSQL: a private cluster with checksums and passwords, on loopback only. Arguments go to the server.
. "${BASH_SOURCE%/*}/common.sh"
newest=$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1 || true)
if ! use_binaries "$newest"; then
  export POSTGRES_PASSWORD=$PASSWORD
  container 5432 /var/lib/postgresql/data 'hoankiem/postgres:15 postgres:17' \
    --env POSTGRES_PASSWORD --env POSTGRES_INITDB_ARGS=--data-checksums -- "$@"
fi

place postgres
data=$folder/data
if [ ! -f "$data/PG_VERSION" ]; then
  # Made beside its place and then moved there: an interrupted initdb leaves nothing that looks like a cluster.
  rm -rf "$data.new"
  echo "$PASSWORD" >"$folder/password"
  own
  as "$newest" --pgdata="$data.new" --username=postgres --pwfile="$folder/password" --auth=scram-sha-256 \
    --data-checksums --encoding=UTF8 --locale=C.UTF-8 ${VOLATILE:+--no-sync}
  rm "$folder/password"
  mv "$data.new" "$data"
fi
server=/usr/lib/postgresql/$(<"$data/PG_VERSION")/bin/postgres
[ -x "$server" ] || { echo "The data needs $server, which is not installed; --fresh begins anew."; exit 1; }

# After a reboot the number in a stale pid file may belong to anybody, and PostgreSQL would not start beside it.
if [ -f "$data/postmaster.pid" ]; then
  old=/proc/$(head -1 "$data/postmaster.pid")/comm
  [ ! -e "$old" ] || [ "$(<"$old")" = postgres ] || rm "$data/postmaster.pid"
fi
become INT "$server" -D "$data" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  ${VOLATILE:+-c fsync=off -c synchronous_commit=off -c full_page_writes=off} "$@"
