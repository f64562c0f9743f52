#!/usr/bin/env bash
# Sourced by backup.sh and restore.sh: turns DATABASE_URL (or the file that DATABASE_URL_FILE names) into the
# variables of PostgreSQL's programs, so that no password stands in a command line where others can read it.
set -euo pipefail
if [ -n "${DATABASE_URL_FILE:-}" ]; then
  DATABASE_URL=$(<"$DATABASE_URL_FILE")
fi
: "${DATABASE_URL:?DATABASE_URL is not set}"
settings=$(DATABASE_URL="$DATABASE_URL" python3 - <<'PYTHON'
import os
import shlex
from urllib.parse import parse_qsl, unquote, urlsplit

parts = urlsplit(os.environ["DATABASE_URL"])
if parts.scheme not in {"postgresql", "postgres"}:
    raise SystemExit("DATABASE_URL must begin with postgresql://")
query = dict(parse_qsl(parts.query))
values = {
    "PGHOST": parts.hostname or query.get("host", ""),
    "PGPORT": str(parts.port or query.get("port", "")),
    "PGUSER": unquote(parts.username or ""),
    "PGPASSWORD": unquote(parts.password or ""),
    "PGDATABASE": unquote(parts.path.lstrip("/")),
    "PGSSLMODE": query.get("sslmode", ""),
    "PGSSLROOTCERT": query.get("sslrootcert", ""),
}
for name, value in values.items():
    if value:
        print(f"export {name}={shlex.quote(value)}")
PYTHON
)
eval "$settings"
