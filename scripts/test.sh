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
start_postgres || { echo "PostgreSQL could not be started. Please install: postgresql" >&2; exit 1; }
trap stop_postgres EXIT

step() { printf '\n== %s (after %d s)\n' "$*" $SECONDS; }
failed=0
run() { "$@" || failed=1; }

step "format and vet"
unformatted=$("$(go env GOROOT)/bin/gofmt" -l cmd internal data)
[ -z "$unformatted" ] || { echo "gofmt would change: $unformatted"; failed=1; }
run go vet ./...

step "cross-compile: arm64, loong64" # amd64 is what is tested; unoptimised takes two thirds of the time, make release optimises
for arch in arm64 loong64; do
  run env GOOS=linux GOARCH=$arch go build -gcflags='all=-N -l' -o /dev/null ./cmd/dudao
done

step "SQLite" # vetted above: without -vet=off each dependency is looked through again
run go test -vet=off ./...

step "PostgreSQL $("$PG_BIN/postgres" --version | grep -oE '[0-9]+\.[0-9]+' | head -1)"
run env TEST_POSTGRES="$PG_URL" go test -vet=off -count=1 $(go list ./... | grep -v -E '/internal/(arch|base|e2e)')

step "Chromium"
run env TEST_BROWSER=1 go test -vet=off -count=1 -timeout 15m ./internal/e2e/...

if [ $failed != 0 ]; then echo; echo "FAIL: some tests failed, see above"; exit 1; fi
echo; echo "PASS: every test on SQLite, PostgreSQL and Chromium, in $SECONDS s"
