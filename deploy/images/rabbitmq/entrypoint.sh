#!/bin/bash
# Root hands over to rabbitmq. Understands RABBITMQ_DEFAULT_USER, RABBITMQ_DEFAULT_PASS and RABBITMQ_DEFAULT_VHOST.
set -euo pipefail
[ "${1:-}" = rabbitmq-server ] || exec "$@"

if [ "$(id -u)" = 0 ]; then
  mkdir -p /etc/rabbitmq /var/lib/rabbitmq /var/log/rabbitmq
  chown -R rabbitmq: /etc/rabbitmq /var/lib/rabbitmq /var/log/rabbitmq
  exec setpriv --reuid rabbitmq --regid rabbitmq --init-groups -- "$BASH" "$0" "$@"
fi

umask 077
cookie=$HOME/.erlang.cookie
[ -s "$cookie" ] || { head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$cookie"; chmod 400 "$cookie"; }
echo '[rabbitmq_management].' >/etc/rabbitmq/enabled_plugins
cat >/etc/rabbitmq/rabbitmq.conf <<CONF
listeners.tcp.default = 5672
management.tcp.port = 15672
loopback_users = none
log.console = true
log.console.level = warning
log.file = false
default_user = ${RABBITMQ_DEFAULT_USER:-guest}
default_pass = ${RABBITMQ_DEFAULT_PASS:-guest}
default_vhost = ${RABBITMQ_DEFAULT_VHOST:-/}
CONF
unset RABBITMQ_DEFAULT_USER RABBITMQ_DEFAULT_PASS RABBITMQ_DEFAULT_VHOST
# The start script becomes the Erlang machine, which then gets the signals of the engine itself.
export RUNNING_UNDER_SYSTEMD=true
exec /usr/lib/rabbitmq/bin/rabbitmq-server
