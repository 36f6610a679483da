# Shared by the scripts: what they need from the machine, and a private PostgreSQL.

command -v go >/dev/null 2>&1 || PATH=$PATH:/usr/local/go/bin
export HOME=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}

# need FILE-OR-COMMAND PACKAGE...: installs the Debian packages when the command is missing and apt may be used.
need() {
  local cmd=$1; shift
  if command -v "$cmd" >/dev/null 2>&1 || [ -e "$cmd" ]; then return 0; fi
  local as_root=""
  [ "$(id -u)" = 0 ] || as_root="sudo -n"
  if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
    [ -n "${APT_UPDATED:-}" ] || { $as_root apt-get update -qq >/dev/null; APT_UPDATED=1; }
    echo "installing: $*"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
    return 0
  fi
  echo "missing: $cmd. Please install: $*    (Debian: sudo apt-get install $*)" >&2
  return 1
}

# postgres_bin prints the folder of initdb and pg_ctl.
postgres_bin() {
  local d
  if command -v initdb >/dev/null 2>&1; then dirname "$(command -v initdb)"; return 0; fi
  for d in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V -r); do
    [ -x "$d/initdb" ] && { echo "$d"; return 0; }
  done
  return 1
}

# start_postgres starts a private server on a free port with its data in a new folder and sets
# PG_URL; stop_postgres ends it and removes the folder. PostgreSQL refuses to run as root.
start_postgres() {
  PG_BIN=$(postgres_bin) || { need initdb-missing postgresql postgresql-contrib || return 1; PG_BIN=$(postgres_bin) || return 1; }
  PG_DIR=$(mktemp -d /tmp/dudao-pg.XXXXXX)
  PG_PORT=$(free_port)
  PG_AS=""
  if [ "$(id -u)" = 0 ]; then
    chown postgres "$PG_DIR"
    PG_AS="runuser -u postgres --"
  fi
  (cd /tmp && $PG_AS "$PG_BIN/initdb" -D "$PG_DIR/data" -A trust -U postgres -E UTF8 --locale=C.UTF-8 >/dev/null) || return 1
  (cd /tmp && $PG_AS "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -w -l "$PG_DIR/log" \
    -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -k $PG_DIR -c max_connections=300 ${PG_OPTIONS:--c fsync=off -c full_page_writes=off -c synchronous_commit=off}" start >/dev/null) || { cat "$PG_DIR/log" >&2; return 1; }
  PG_URL="postgres://postgres@127.0.0.1:$PG_PORT/postgres"
}

stop_postgres() {
  [ -n "${PG_DIR:-}" ] || return 0
  (cd /tmp && $PG_AS "$PG_BIN/pg_ctl" -D "$PG_DIR/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$PG_DIR"
}

free_port() {
  local p
  for p in $(seq 55500 55999 | shuf); do
    (exec 3<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null || { echo "$p"; return 0; }
  done
  return 1
}
