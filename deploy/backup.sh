#!/usr/bin/env bash
# Backup of one installation into a new folder below TARGET: the database, then the files that it names.
#   DATABASE_URL=... MOTCUA_DATA=/var/lib/motcua deploy/backup.sh TARGET [KEEP_DAYS]
# The database goes first: a file is written before the row that names it, so every named file is there.
set -euo pipefail
target=${1:?usage: backup.sh TARGET [KEEP_DAYS]}
keep_days=${2:-30}
case $keep_days in
  *[!0-9]* | '') echo "KEEP_DAYS must be a whole number, not '$keep_days'" >&2; exit 2 ;;
esac
data=${MOTCUA_DATA:?MOTCUA_DATA is not set}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=deploy/database-environment.sh
. "$here/database-environment.sh"

umask 077
mkdir -p "$target"
name=motcua-$(date -u +%Y%m%dT%H%M%SZ)
unfinished=$(mktemp -d "$target/.unfinished-XXXXXX")
trap 'rm -rf "$unfinished"' EXIT

pg_dump --format=custom --compress=6 --file="$unfinished/database.dump"
pg_restore --list "$unfinished/database.dump" >/dev/null
mkdir -p "$data/files"
tar --create --gzip --directory="$data" --file="$unfinished/files.tar.gz" files
(cd "$unfinished" && sha256sum database.dump files.tar.gz >SHA256SUMS)
# Only a backup that is whole gets its name.
mv "$unfinished" "$target/$name"
trap - EXIT
echo "$target/$name"

find "$target" -maxdepth 1 -type d \( -name 'motcua-????????T??????Z' -o -name '.unfinished-??????' \) \
  -mtime "+$keep_days" -exec rm -rf {} +
