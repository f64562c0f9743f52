#!/usr/bin/env bash
# Restores a backup into an EMPTY database and an empty data folder, then checks every chain of events.
#   DATABASE_URL=... MOTCUA_DATA=/var/lib/motcua deploy/restore.sh BACKUP
# Web and worker must not run meanwhile. PYTHON names the interpreter (default: .venv/bin/python of the project).
set -euo pipefail
backup=${1:?usage: restore.sh BACKUP}
data=${MOTCUA_DATA:?MOTCUA_DATA is not set}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-$here/../.venv/bin/python}
# shellcheck source=deploy/database-environment.sh
. "$here/database-environment.sh"

(cd "$backup" && sha256sum --check --quiet SHA256SUMS)
tables=$(psql --no-psqlrc --tuples-only --no-align \
  --command="select count(*) from pg_tables where schemaname = 'public'")
if [ "$tables" != 0 ]; then
  echo "The database '$PGDATABASE' is not empty ($tables tables): restore into a new one." >&2
  exit 1
fi
if [ -e "$data/files" ] && [ -n "$(ls -A "$data/files")" ]; then
  echo "$data/files is not empty: move it away first." >&2
  exit 1
fi

pg_restore --dbname="$PGDATABASE" --no-owner --no-privileges --exit-on-error "$backup/database.dump"
psql --no-psqlrc --quiet --command="analyze"
mkdir -p "$data"
tar --extract --gzip --directory="$data" --file="$backup/files.tar.gz" --no-same-owner
"$python" -m motcua verify-chain
echo "restored: $backup"
