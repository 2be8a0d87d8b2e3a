#!/bin/bash
# Becomes RabbitMQ: a node of its own name, cookie, ports and port mapper, on loopback only.
. "${BASH_SOURCE%/*}/common.sh"
server=/usr/lib/rabbitmq/bin/rabbitmq-server
if ! use_binaries $server; then
  export RABBITMQ_DEFAULT_PASS=$PASSWORD
  container 5672 /var/lib/rabbitmq 'hoankiem/rabbitmq:3.10 rabbitmq:4-management' \
    --publish "127.0.0.1:$management:15672" --env RABBITMQ_DEFAULT_USER=guest --env RABBITMQ_DEFAULT_PASS --
fi

place rabbitmq
export HOME=$folder/home RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf
export RABBITMQ_NODENAME=hoankiem-$mark@localhost RABBITMQ_DIST_PORT=$distribution RABBITMQ_PID_FILE=$folder/pid
export RABBITMQ_MNESIA_BASE=$folder/mnesia RABBITMQ_LOG_BASE=$folder/log RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
export ERL_EPMD_PORT=$mapper ERL_EPMD_ADDRESS=127.0.0.1 ERL_CRASH_DUMP_BYTES=0
# The start script then becomes the Erlang machine instead of watching over it: signals reach the right process.
export RUNNING_UNDER_SYSTEMD=true
mkdir -p "$HOME"
[ -s "$HOME/.erlang.cookie" ] || { head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$HOME/.erlang.cookie"; chmod 400 "$HOME/.erlang.cookie"; }
echo '[rabbitmq_management].' >"$RABBITMQ_ENABLED_PLUGINS_FILE"
cat >"$RABBITMQ_CONFIG_FILE" <<CONF
listeners.tcp.default = 127.0.0.1:$port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management
default_user = guest
default_pass = $PASSWORD
log.console = true
log.console.level = warning
log.file = false
disk_free_limit.absolute = 200MB
CONF
# The port mapper is the node's own child and dies with it; left to itself the node starts one that outlives everybody.
become TERM sh -c "setpriv --pdeathsig KILL epmd -port $mapper -address 127.0.0.1 & exec $server"
