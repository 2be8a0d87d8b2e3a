# The real Aspire dashboard, from its npm package: traces, logs and metrics of all services. Sourced by ./start --dashboard after provision.sh.
# The real orchestrator brings its own; this one is for LocalRunner.

taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# dashboard LIVES_WITH: starts it, tells the services where it listens, and lets it end when process LIVES_WITH ends.
dashboard() {
  local folder=$PWD/.local/dashboard version package aspire port=18888
  if ! command -v npm >/dev/null; then
    say 'no dashboard: it comes as an npm package, and Node is not here'
    return 1
  fi
  version=$(sed -n 's/.*<AspireVersion>\(.*\)<.*/\1/p' HoanKiem.AppHost/HoanKiem.AppHost.csproj)
  case $(uname -m) in aarch64) package=@microsoft/aspire-cli-linux-arm64 ;; *) package=@microsoft/aspire-cli-linux-x64 ;; esac
  aspire=$folder/node_modules/$package/bin/aspire
  mkdir -p "$folder/home"
  if [ ! -x "$aspire" ]; then
    say "fetching the Aspire dashboard $version (npm $package, 145 MB)"
    npm install --prefix "$folder" --no-audit --no-fund --no-save "$package@$version" >"$folder/npm.log" 2>&1 </dev/null ||
      { tail -5 "$folder/npm.log" >&2; say 'no dashboard: its package could not be fetched'; return 1; }
  fi
  while taken $port || taken $((port + 1)); do port=$((port + 2)); done
  # A home of its own, so that nothing outside this folder is written; a session of its own, so that Ctrl-C reaches the services first.
  HOME=$folder/home ASPIRE_CLI_TELEMETRY_OPTOUT=true DOTNET_CLI_TELEMETRY_OPTOUT=1 setsid bash -c '
    "$@" >"$0" 2>&1 </dev/null &
    tail --pid='"$1"' -f /dev/null
    trap "" TERM
    kill 0
    wait' "$folder/dashboard.log" "$aspire" dashboard run --allow-anonymous --non-interactive --nologo \
    --frontend-url "http://127.0.0.1:$port" --otlp-grpc-url "http://127.0.0.1:$((port + 1))" >/dev/null 2>&1 &
  local tries=0
  until taken $((port + 1)) && taken $port; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { tail -5 "$folder/dashboard.log" >&2; say 'no dashboard: it did not start'; return 1; }
    sleep 0.2
  done
  DASHBOARD=http://127.0.0.1:$port
  export OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:$((port + 1)) OTEL_EXPORTER_OTLP_PROTOCOL=grpc
  # What is seen by people should be there when they look.
  export OTEL_BSP_SCHEDULE_DELAY=1000 OTEL_BLRP_SCHEDULE_DELAY=1000 OTEL_METRIC_EXPORT_INTERVAL=5000
  say "dashboard: $DASHBOARD (traces, logs, metrics)"
}
