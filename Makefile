# dudao 督导 — `make help` lists what can be done.
GO ?= go
export CGO_ENABLED = 0
export GOFLAGS = -trimpath -buildvcs=false
VERSION := $(shell git describe --tags --always 2>/dev/null || echo dev)

.PHONY: help run build test check bench release
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: build ## build and start with a complete demo on http://localhost:8080 (data in var/)
	@./bin/dudao serve --demo

build: ## build bin/dudao, one static binary
	@mkdir -p bin
	$(GO) build -ldflags "-s -w -X dudao/internal/app.Version=$(VERSION)" -o bin/dudao ./cmd/dudao

test: ## every test: SQLite, PostgreSQL (started privately) and headless Chromium
	@./scripts/test.sh

check: ## quick: vet, format, architecture and unit tests on SQLite
	$(GO) vet ./...
	@test -z "$$($$($(GO) env GOROOT)/bin/gofmt -l cmd internal data)" || ($$($(GO) env GOROOT)/bin/gofmt -l cmd internal data; exit 1)
	$(GO) test -vet=off ./...

bench: ## benchmarks with a large data set; docs/performance.md tells how to read them
	@./scripts/bench.sh

release: ## static binaries for amd64, arm64 and loong64 in dist/
	@mkdir -p dist
	@for arch in amd64 arm64 loong64; do echo "dist/dudao-linux-$$arch"; \
	  GOOS=linux GOARCH=$$arch $(GO) build -ldflags "-s -w -X dudao/internal/app.Version=$(VERSION)" -o dist/dudao-linux-$$arch ./cmd/dudao || exit 1; done

