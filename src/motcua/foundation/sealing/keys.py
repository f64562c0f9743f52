"""The ring of this installation, and values sealed by hand where no field of a model does it."""

import base64
import binascii
import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from motcua.foundation.sealing import envelope
from motcua.foundation.sealing import ring as rings
from motcua.foundation.sealing.errors import BadRing, NotWhole
from motcua.foundation.sealing.ring import KeyRing

PREFIX = "mcs1."
"""Begins every sealed value that is kept as text."""
_known: dict[str, KeyRing] = {}


def ring() -> KeyRing:
    """The keys of the setting `SEALING_KEYS`, read once a process. Raises: BadRing."""
    text: str = settings.SEALING_KEYS
    found = _known.get(text)
    if found is None:
        _known.clear()
        found = _known[text] = rings.read(text)
    return found


def made_once(folder: Path) -> str:
    """A file of keys made at the first start and kept in `folder`, readable by its owner only: for demo and tests."""
    path = folder / "sealing.keys"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        whole = folder / f"sealing.keys.{os.getpid()}"
        whole.touch(mode=0o600)
        whole.write_text(rings.fresh_line("first") + "\n")
        with suppress(FileExistsError):  # two processes that start at once agree on one key
            os.link(whole, path)
        whole.unlink()
    return path.read_text()


def seal_text(text: str, column: str, row: object) -> str:
    """`text` sealed for a row of a column, as text. `column` as `table.column`; `row` is the row's own key."""
    sealed = envelope.seal(ring(), text.encode(), column, str(row))
    return PREFIX + base64.b64encode(sealed).decode()


def open_text(sealed: str, column: str, row: object) -> str:
    """What `seal_text` sealed there. Raises: KeyMissing, NotWhole."""
    return envelope.open_(ring(), decoded(sealed), column, str(row)).decode()


def is_sealed(text: object) -> bool:
    """Whether this is a sealed value as text."""
    return isinstance(text, str) and text.startswith(PREFIX)


def is_newest(sealed: str) -> bool:
    """Whether a text was sealed with the key that seals now."""
    return envelope.key_of(decoded(sealed)) == ring().newest


def decoded(sealed: str) -> bytes:
    """The envelope within a sealed text. Raises: NotWhole."""
    if not is_sealed(sealed):
        raise NotWhole("no envelope")
    try:
        return base64.b64decode(sealed.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise NotWhole("no envelope") from None


def index(value: str, column: str) -> bytes:
    """The blind index to keep for a value of a column (`table.column`)."""
    return envelope.index(ring(), value, column)


def indexes(value: str, column: str) -> list[bytes]:
    """The indexes to look for: `filter(number_index__in=sealing.indexes(number, "table.number"))`."""
    return envelope.indexes(ring(), value, column)


__all__ = [
    "BadRing", "decoded", "index", "indexes", "is_newest", "is_sealed", "made_once", "open_text", "ring", "seal_text",
]  # fmt: skip
