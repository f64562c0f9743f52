"""Where the files of loads lie: a folder a load in the data folder; and the folder that sources put files into."""

from pathlib import Path

from django.conf import settings

from motcua.records.quality.models import Load


def of(load: Load) -> Path:
    """The load's own folder; made when it is not there."""
    folder = Path(settings.DATA) / "quality" / str(load.uuid)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def raw(load: Load) -> Path:
    """The file as it came."""
    return of(load) / "raw"


def staged(load: Load) -> Path:
    """The cleaned table of the load (columns: `cleaning.COLUMNS` and the originals), for matching and publishing."""
    return of(load) / "staged.parquet"


def inbox() -> Path | None:
    """The watched folder, with one folder a source; None when the installation has none."""
    path = getattr(settings, "QUALITY_INBOX", "")
    return Path(path) if path else None
