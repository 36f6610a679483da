#!/usr/bin/env bash
# Every test there is: on SQLite, on a real PostgreSQL and in headless Chromium. Installs what is
# missing with apt when it may, otherwise says what to install.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh
export CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false"

need go golang || exit 1
need chromium chromium || exit 1
need /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk || exit 1
need soffice libreoffice-writer-nogui || exit 1
need /usr/lib/libreoffice/program/libsclo.so libreoffice-calc-nogui || echo "without Calc the declaration tables are not opened as a workbook"
need pdftotext poppler-utils || exit 1
need openssl openssl || exit 1
export NEED_OFFICE=1 # the geometry of letters is measured, not skipped
start_postgres || { echo "PostgreSQL could not be started. Please install: postgresql" >&2; exit 1; }

step() { printf '\n== %s (after %d s)\n' "$*" $SECONDS; }
failed=0
run() { "$@" || failed=1; }
results=$(mktemp -d /tmp/dudao-test.XXXXXX)
trap 'stop_postgres; rm -rf "$results"' EXIT
# tests NAME ARGUMENTS: go test, with what failed at the end. Vetted before: -vet=off, or each dependency is looked through again.
tests() { local name=$1; shift; run go tool gotestsum --format pkgname --format-hide-empty-pkg --jsonfile "$results/$name.json" -- -vet=off "$@"; }
count() { cat "$results"/*.json | grep "\"Action\":\"$1\"" | grep -c '"Test":' || true; }

step "format and vet"
unformatted=$("$(go env GOROOT)/bin/gofmt" -l cmd internal data)
[ -z "$unformatted" ] || { echo "gofmt would change: $unformatted"; failed=1; }
run go vet ./...

step "cross-compile: arm64, loong64" # amd64 is what is tested; unoptimised takes two thirds of the time, make release optimises
for arch in arm64 loong64; do
  run env GOOS=linux GOARCH=$arch go build -gcflags='all=-N -l' -o /dev/null ./cmd/dudao
done

step "SQLite"
tests sqlite ./...

step "PostgreSQL $("$PG_BIN/postgres" --version | grep -oE '[0-9]+\.[0-9]+' | head -1)"
# only what reaches a database
reach=$(go list -test -f '{{.ImportPath}} {{join .Deps " "}}' ./... | grep internal/platform/db | grep -oE '^[^ ]+\.test ' | sed 's/\.test //' | grep -v -E '/internal/(arch|base|e2e)')
TEST_POSTGRES="$PG_URL" tests postgres -count=1 $reach

step "Chromium"
TEST_BROWSER=1 tests chromium -count=1 -timeout 15m ./internal/e2e/...

printf '\n%s: %s, after %d s\n' "$([ $failed = 0 ] && echo PASS || echo FAIL)" "format, vet, cross-compile, SQLite, PostgreSQL, Chromium" $SECONDS
echo "$(count pass) passed, $(count fail) failed, $(count skip) skipped"
exit $failed
