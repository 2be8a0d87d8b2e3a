#!/bin/bash
# Root hands over to postgres; the first start makes the cluster. Understands POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB,
# POSTGRES_INITDB_ARGS, PGDATA and arguments of the server ("-c name=value").
set -euo pipefail
case ${1:-} in -*) set -- postgres "$@" ;; esac
[ "${1:-}" = postgres ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" /var/run/postgresql
  chown -R postgres: "$PGDATA" /var/run/postgresql
  exec setpriv --reuid postgres --regid postgres --init-groups -- "$BASH" "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=${POSTGRES_USER:-postgres}
  [ -n "${POSTGRES_PASSWORD:-}" ] || { echo 'POSTGRES_PASSWORD must be set.' >&2; exit 1; }
  chmod 700 "$PGDATA"
  # shellcheck disable=SC2086 # several options may be given
  initdb --pgdata="$PGDATA" --username="$user" --pwfile=<(echo "$POSTGRES_PASSWORD") --encoding=UTF8 --locale=C.UTF-8 ${POSTGRES_INITDB_ARGS:-}
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  if [ "${POSTGRES_DB:-$user}" != postgres ]; then
    # Reachable through the socket only until it is complete.
    pg_ctl -w -o '-c listen_addresses=' start
    createdb --username="$user" --maintenance-db=postgres "${POSTGRES_DB:-$user}"
    pg_ctl -w -m fast stop
  fi
fi
unset POSTGRES_PASSWORD
exec "$@" -c listen_addresses='*'
