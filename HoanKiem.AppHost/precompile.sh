#!/bin/bash
# Compiles what the build left for the services, and the libraries that came as IL, to machine code ahead of time (ReadyToRun): nine processes
# that compile the same libraries each for itself are most of what a start costs on a small machine. Each file once, kept by its contents.
# Without the compiler's package on the feed nothing happens: it is only speed.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
runtime=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10\.[0-9.]*\) .*/\1/p' | sort -V | tail -1)
shared=$(dotnet --list-runtimes | sed -n "s|^Microsoft.NETCore.App $runtime \[\(.*\)/Microsoft.NETCore.App\]|\1|p")
aspnet=$(ls -d "$shared"/Microsoft.AspNetCore.App/10.* | sort -V | tail -1)
name=microsoft.netcore.app.crossgen2.linux-x64
package=${NUGET_PACKAGES:-$HOME/.nuget/packages}/$name/$runtime
kept=artifacts/precompiled/$runtime
[ "$(uname -sm)" = 'Linux x86_64' ] || exit 0

if [ ! -x "$package/tools/crossgen2" ]; then
  [ ! -e "artifacts/precompiled/sought-$runtime" ] || exit 0
  mkdir -p artifacts/precompiled
  touch "artifacts/precompiled/sought-$runtime"
  folder=$(mktemp -d)
  echo "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup><ItemGroup><PackageDownload Include=\"$name\" Version=\"[$runtime]\" /></ItemGroup></Project>" >"$folder/seek.csproj"
  timeout 240 dotnet restore "$folder/seek.csproj" >/dev/null 2>&1 </dev/null
  rm -rf "$folder"
  chmod +x "$package/tools/crossgen2" 2>/dev/null || exit 0
fi
mkdir -p "$kept"

# Tools of the build lie beside the services and are never loaded.
files() {
  ls artifacts/bin/HoanKiem.{Identity,Catalogue,Dossiers,Routing,Postal,Feedback,Reporting,Portal,AppHost}/release*/*.dll \
    artifacts/bin/HoanKiem.Simulators.*/release*/*.dll 2>/dev/null |
    grep -vE '/(Microsoft\.(CodeAnalysis|Build|VisualStudio|Extensions\.DependencyModel|EntityFrameworkCore\.Design)|System\.(Composition|CodeDom|Drawing)|Mono\.|Humanizer|Newtonsoft)'
}
# compile HASH FILE
compile() {
  "$package/tools/crossgen2" "$2" -o "$kept/$1.$$" -r "$shared/Microsoft.NETCore.App/$runtime/*.dll" -r "$aspnet/*.dll" -r "$(dirname "$2")/*.dll" \
    --targetos linux --targetarch x64 -O >/dev/null 2>&1 && mv "$kept/$1.$$" "$kept/$1" || : >"$kept/$1"
  rm -f "$kept/$1.$$"
}
export -f compile
export package kept shared runtime aspnet
hashes=$(mktemp)
files | xargs -r sha256sum >"$hashes"
ls "$kept" | sort >"$hashes.kept"
sort -u -k1,1 "$hashes" | while read -r hash file; do
  # Own results carry a mark in the list, so that they are not compiled again.
  grep -qx "$hash" "$hashes.kept" || grep -qx "$hash" "$kept/../results" 2>/dev/null || echo "$hash $file"
done | xargs -r -P "$(nproc)" -L1 bash -c 'compile "$0" "$1"'
(cd "$kept" && find . -type f -size +0 -print0 | xargs -r0 sha256sum | cut -d' ' -f1) >"$kept/../results"
while read -r hash file; do
  [ ! -s "$kept/$hash" ] || cp "$kept/$hash" "$file"
done <"$hashes"
rm -f "$hashes" "$hashes.kept"
exit 0
