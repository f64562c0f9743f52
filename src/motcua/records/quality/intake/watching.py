"""Files too large for a browser, put into a watched folder: `<folder>/<source>/<day>….csv`, taken when they have come to rest."""

import logging
import re
from datetime import date, datetime
from pathlib import Path

from motcua.foundation.actor import SYSTEM
from motcua.records.quality.intake import folders, running
from motcua.records.quality.intake.sources import sources
from motcua.records.quality.models import Load

REST_S = 60
"""A file that nobody has written to for so long has arrived whole."""
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})[^/]*\.(csv|txt|tsv|parquet|xlsx|jsonl)", re.IGNORECASE)
log = logging.getLogger(__name__)


def look(at: datetime) -> list[Load]:
    """Loads of the files that have arrived. A file that is refused is put aside as `….refused` and told in the log."""
    folder = folders.inbox()
    if folder is None:
        return []
    found = []
    for source in sources():
        for path in sorted((folder / source.id).glob("*")):
            if (named := _NAMED.fullmatch(path.name)) and at.timestamp() - path.stat().st_mtime >= REST_S:
                try:
                    found.append(_take(path, source.id, date.fromisoformat(named[1]), at))
                except (running.Refused, ValueError) as refused:
                    log.warning("%s is refused: %s", path, refused)
                    path.rename(path.with_name(path.name + ".refused"))
    return found


def _take(path: Path, source: str, day: date, at: datetime) -> Load:
    return running.receive(path, name=path.name, source_id=source, taken_on=day, by=SYSTEM, at=at)
