# Shared by ./start, ./test and .ci/run: what a fresh machine lacks, and the build. Sourced by bash in the repository's folder.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_USE_MSBUILD_SERVER=0 MSBUILDDISABLENODEREUSE=1
COMPILER="hoankiem-$$"
APPHOST=artifacts/bin/HoanKiem.AppHost/release/HoanKiem.AppHost.dll

say() { printf '▸ %s\n' "$*"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# packages WHY NAME…: installs the Debian packages that are missing, without letting them start a server of their own.
packages() {
  local why=$1 missing=() name policy=/usr/sbin/policy-rc.d common=/etc/postgresql-common/createcluster.conf
  shift
  for name in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if ! command -v apt-get >/dev/null; then
    say "missing: ${missing[*]} ($why); this is no Debian, so it is not installed here"
    return 0
  fi
  say "installing ${missing[*]}: $why"
  local ours=no
  [ -e $policy ] || { ours=yes; printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null; as_root chmod +x $policy; }
  if [ ! -e $common ]; then
    as_root mkdir -p "$(dirname $common)"
    echo 'create_main_cluster = false' | as_root tee $common >/dev/null
  fi
  local log code=0
  log=$(mktemp)
  { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
    -o Dpkg::Options::=--force-confold "${missing[@]}"; } >"$log" 2>&1 </dev/null || code=$?
  [ $ours = no ] || as_root rm -f $policy
  [ $code = 0 ] || { tail -20 "$log" >&2; say "could not install ${missing[*]}"; }
  rm -f "$log"
  return $code
}

# Connection strings or a container engine asked for by name need no servers here.
servers() {
  [ "${HOANKIEM_BACKING:-}" != containers ] || return 0
  [ -n "${ConnectionStrings__postgres:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 ||
    packages 'the services keep their data in PostgreSQL' postgresql
  [ -n "${ConnectionStrings__messaging:-}" ] || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] ||
    packages 'the services exchange events through RabbitMQ' rabbitmq-server
}

# Sets ORCHESTRATOR and says why. The real Aspire needs its packages (sought once) and a container engine.
orchestrator() {
  local why version cache
  version=$(sed -n 's/.*<AspireVersion>\(.*\)<.*/\1/p' HoanKiem.AppHost/HoanKiem.AppHost.csproj)
  cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
  has_aspire() {
    local name
    for name in aspire.apphost.sdk aspire.hosting.postgresql aspire.hosting.rabbitmq; do [ -d "$cache/$name/$version" ] || return 1; done
  }
  if [ -n "${Orchestrator:-}" ]; then
    ORCHESTRATOR=$Orchestrator why='the environment says so'
  else
    has_aspire || [ -e .local/aspire-sought ] || seek_aspire "$version"
    if ! has_aspire; then
      ORCHESTRATOR=Local why="Aspire $version is not on the package feed"
    elif ! timeout 10 docker info >/dev/null 2>&1; then
      ORCHESTRATOR=Local why="Aspire $version is here, but no container engine for its servers"
    else
      ORCHESTRATOR=Aspire why="Aspire $version and a container engine are here"
    fi
  fi
  export Orchestrator=$ORCHESTRATOR
  say "orchestrator: $([ "$ORCHESTRATOR" = Local ] && echo LocalRunner || echo "$ORCHESTRATOR"), because $why"
}

seek_aspire() {
  local folder name
  folder=$(mktemp -d)
  {
    echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup>'
    for name in Aspire.AppHost.Sdk Aspire.Hosting.PostgreSQL Aspire.Hosting.RabbitMQ; do
      echo "<PackageDownload Include=\"$name\" Version=\"[$1]\" />"
    done
    echo '</ItemGroup></Project>'
  } >"$folder/seek.csproj"
  timeout 60 dotnet restore "$folder/seek.csproj" >/dev/null 2>&1 </dev/null || true
  rm -rf "$folder"
  mkdir -p .local
  touch .local/aspire-sought
}

# build WHAT: in Release, warnings are errors. Neither build nodes nor the compiler server outlive it.
# Nothing is built when no file or folder is newer than the last build of the same thing.
build() {
  local code=0 stamp=artifacts/built-${1//\//-}-${Orchestrator:-}
  if [ -e "$stamp" ] && [ -z "$(changed "$stamp")" ]; then return 0; fi
  dotnet build "$1" -c Release -v q -nologo -clp:NoSummary -nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId="$COMPILER" </dev/null || code=$?
  end_compiler
  [ $code != 0 ] || { HoanKiem.AppHost/precompile.sh && touch "$stamp"; }
  return $code
}

changed() {
  find . \( -path ./.git -o -path ./.local -o -path ./artifacts -o -name node_modules -o -name bin -o -name obj \) -prune -o -newer "$1" -print -quit
}

end_compiler() {
  local file
  for file in $(grep -lzs -- "-pipename:[${COMPILER:0:1}]${COMPILER:1}" /proc/[0-9]*/cmdline || true); do
    file=${file#/proc/}
    kill "${file%/cmdline}" 2>/dev/null || true
  done
}
