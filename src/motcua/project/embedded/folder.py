"""One demo a data folder: the second one waits while the first one closes, and is told when it does not."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NAME = "demo.lock"
CLOSED_WITHIN_S = 90
"""So long a demo may take to end its processes and servers; PostgreSQL writes what it still holds."""
CLOSING = "closing"


class FolderTaken(RuntimeError):
    """Another demo works in this folder; `pid` is its process, 0 when it does not say. `closing`: it was waited for in vain."""

    def __init__(self, folder: Path, pid: int, *, closing: bool) -> None:
        self.folder, self.pid, self.closing = folder, pid, closing
        super().__init__(f"{folder} is taken by process {pid}")


class Taken:
    """The folder is ours until `held` ends."""

    def __init__(self, file: int) -> None:
        self._file = file

    def closing(self) -> None:
        """Whoever comes now waits for us instead of giving up."""
        _write(self._file, f"{os.getpid()} {CLOSING}")


@contextmanager
def held(folder: Path, waits: Callable[[], None], within_s: float = CLOSED_WITHIN_S) -> Iterator[Taken]:
    """Have the folder for oneself. `waits` is called once when another demo is closing there.

    The lock is the system's: a process that was killed leaves none behind. Raises: FolderTaken, KeyboardInterrupt.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(folder, file, waits, within_s)
        _write(file, str(os.getpid()))
        yield Taken(file)
    finally:
        os.close(file)


def _take(folder: Path, file: int, waits: Callable[[], None], within_s: float) -> None:
    end, told = time.monotonic() + within_s, False
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid, closing = _read(file)
            if not closing or time.monotonic() > end:
                raise FolderTaken(folder, pid, closing=closing) from None
            if not told:
                waits()
                told = True
            time.sleep(0.2)
        else:
            return


def _write(file: int, text: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, text.encode(), 0)


def _read(file: int) -> tuple[int, bool]:
    words = os.pread(file, 100, 0).decode(errors="replace").split()
    pid = int(words[0]) if words and words[0].isdecimal() else 0
    return pid, CLOSING in words
