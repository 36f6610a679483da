#!/usr/bin/env bash
# Measures what docs/performance.md lists, on SQLite and on a private, durable PostgreSQL; prints
# rows of a table. About ten minutes, and about 3 GB in /tmp while it runs.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
export CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false"
need go golang || exit 1
need wrk wrk || exit 1
PG_OPTIONS="-c shared_buffers=512MB"
start_postgres || { echo "PostgreSQL could not be started. Please install: postgresql" >&2; exit 1; }
dir=$(mktemp -d /tmp/dudao-bench.XXXXXX)
trap 'stop_postgres; rm -rf "$dir"' EXIT

make -s build
go build -o "$dir/bench" ./internal/bench
echo "$(date -u +%F), $(nproc) × $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(awk '/MemTotal/ {printf "%.0f GB", $2 / 1048576}' /proc/meminfo)," \
  "Linux $(uname -r), $(go version | cut -d' ' -f3), PostgreSQL $("$PG_BIN/postgres" --version | grep -oE '[0-9]+\.[0-9]+' | head -1), wrk; load before: $(cut -d' ' -f1-3 /proc/loadavg)"

printf '\n== demo and import, SQLite\n'
"$dir/bench" -dir "$dir" demo import
"$dir/bench" -dir "$dir" clocks
printf '\n== 500,000 schools over five years\n'
(cd "$dir" && npm init -y >/dev/null && npm i --silent @duckdb/node-api >/dev/null) || echo "DuckDB is not here: npm"
DUCKDB=$PWD/scripts/duckdb.mjs "$dir/bench" -dir "$dir" -database "$PG_URL" nation
go test -run '^$' -bench OneCell -benchtime 60x ./internal/feature/monitor | grep ^Benchmark
printf '\n== letters\n'
go test -run '^$' -bench Write -benchtime 4s ./internal/platform/pdf ./internal/platform/docx | grep -E '^(pkg|Benchmark)'
go test -run '^$' -bench LibreOffice -benchtime 3x ./internal/platform/docx | grep ^Benchmark || true
go test -run '^$' -bench Batch -benchtime 1x ./internal/feature/document | grep ^Benchmark
for engine in SQLite PostgreSQL; do
  printf '\n== %s\n' "$engine"
  database=$dir/lists.db
  [ $engine = SQLite ] || database=$PG_URL
  mkdir -p "$dir/$engine"
  "$dir/bench" -dir "$dir/$engine" -database "$database" -duration "${BENCH_DURATION:-8s}"
  TEST_POSTGRES=$([ $engine = SQLite ] || echo "$PG_URL") go test -run '^$' -bench AuditedWrite -benchtime 5s ./internal/feature/audit |
    sed -n 's/^BenchmarkAuditedWrite.*op\s*\(.*\)/| audited write, 32 workers | \1 |/p'
done
