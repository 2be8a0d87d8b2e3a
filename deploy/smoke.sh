#!/bin/bash
# smoke.sh: brings compose.yaml up, waits until every service is healthy, takes one dossier through, and takes it down again.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
random() { head -c "$1" /dev/urandom | base64 -w0 | tr '+/' 'ab'; }
export COMPOSE_PROJECT_NAME=hoankiem-smoke HOANKIEM_ENVIRONMENT=Development ALLOW_TEST_NUMBERS=true
export POSTGRES_PASSWORD RABBITMQ_PASSWORD DATABASE_APP_PASSWORD DATABASE_WORKER_PASSWORD DATABASE_SEALER_PASSWORD PERSONAL_DATA_MASTER_KEY PERSONAL_DATA_INDEX_KEY
export IDENTITY_MASTER_KEY PORTAL_MASTER_KEY PORTAL_CLIENT_SECRET DEMO_ACCOUNTS=/tmp/hoankiem/demo-accounts.json
POSTGRES_PASSWORD=$(random 18) RABBITMQ_PASSWORD=$(random 18) DATABASE_APP_PASSWORD=$(random 18)
DATABASE_WORKER_PASSWORD=$(random 18) DATABASE_SEALER_PASSWORD=$(random 18) PERSONAL_DATA_MASTER_KEY=$(head -c 32 /dev/urandom | base64 -w0) PERSONAL_DATA_INDEX_KEY=$(head -c 32 /dev/urandom | base64 -w0)
IDENTITY_MASTER_KEY=$(head -c 32 /dev/urandom | base64 -w0) PORTAL_MASTER_KEY=$(head -c 32 /dev/urandom | base64 -w0)
PORTAL_CLIENT_SECRET=$(random 32)
port=18080
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
export PORTAL_ADDRESS=127.0.0.1:$port SITE_ADDRESS=http://127.0.0.1:$port

compose() { docker-compose --ansi never --file deploy/compose.yaml "$@" </dev/null; }
finish() {
  local code=$?
  [ $code = 0 ] || compose logs --tail 40 || true
  compose down --volumes --timeout 10 >/dev/null 2>&1 || true
  rm -f "${accounts:-}"
  exit $code
}
trap finish EXIT

compose up --detach
for service in $(compose config --services); do
  case $service in *-migrations) continue ;; rabbitmq) continue ;; esac
  for try in $(seq 1 150); do
    state=$(docker inspect --format '{{.State.Health.Status}}' "$(compose ps --quiet "$service")")
    [ "$state" != healthy ] || break
    [ "$try" -lt 150 ] || { echo "$service is $state"; exit 1; }
    sleep 2
  done
  echo "$service: healthy"
done

accounts=$(mktemp)
docker cp "$(compose ps --quiet identity):$DEMO_ACCOUNTS" - | tar -xO >"$accounts"
PORTAL=$SITE_ADDRESS ACCOUNTS=$accounts node deploy/one-dossier.mjs
