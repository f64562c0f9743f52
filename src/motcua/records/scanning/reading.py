"""Reading a sheet by machine: Tesseract with its Vietnamese model, a program of its own that gets a picture and gives words.

A city without the program is told so; its scans are kept without a layer of text and marked. Bounded in time, no network.
"""

import csv
import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct

LANGUAGE = "vie"
SECONDS = 120
"""A page takes 2-5 s on one core; one that takes this long is not text."""
SURE = 75.0
"""Confidence in percent from which a reading needs no word of doubt. Measured on drawn pages: wrong words lie below it."""
_WORD_LEVEL = "5"


class Word(Struct, frozen=True, array_like=True):
    """A word with its place on the page in shares of width and height, its line, and how sure the machine is (0-100)."""

    text: str
    left: float
    top: float
    width: float
    height: float
    line: int
    sure: float


class CannotRead(RuntimeError):
    """The program failed on this page; the message is its own."""


@cache
def engine() -> str:
    """Name and version of the reader of this installation, with its model; empty where there is none."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    listed = _run([program, "--list-langs"], b"", 20)
    if LANGUAGE not in listed.decode(errors="replace").split():
        return ""
    version = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=False)
    first = (version.stdout or version.stderr).decode(errors="replace").splitlines()[:1]
    return f"{first[0]} ({LANGUAGE})" if first else ""


def read(picture: bytes, dpi: int) -> tuple[Word, ...]:
    """The words of a picture (PNG, JPEG) in reading order. Raises: CannotRead. No words where nothing is written."""
    out = _run(
        ["tesseract", "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(dpi), "--psm", "3", "tsv"],
        picture,
        SECONDS,
    )
    return tuple(_words(out.decode("utf-8", errors="replace")))


def quarter(picture: bytes, dpi: int) -> int:
    """By how many degrees clockwise (0, 90, 180, 270) the sheet has to be turned to stand upright; 0 when unsure."""
    try:
        out = _run(["tesseract", "stdin", "stdout", "--dpi", str(dpi), "--psm", "0"], picture, SECONDS)
    except CannotRead:  # too few letters to tell
        return 0
    told = dict(line.split(":", 1) for line in out.decode(errors="replace").splitlines() if ":" in line)
    try:
        turn, sure = int(told["Rotate"]), float(told["Orientation confidence"])
    except (KeyError, ValueError):
        return 0
    return turn if turn in (90, 180, 270) and sure >= 2 else 0


def _run(command: list[str], given: bytes, seconds: int) -> bytes:
    # one thread a page: several pages are read by several workers
    environment = {"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
    if prefix := os.environ.get("TESSDATA_PREFIX"):
        environment["TESSDATA_PREFIX"] = prefix
    try:
        done = subprocess.run(
            command, input=given, capture_output=True, timeout=seconds, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as failed:
        raise CannotRead(type(failed).__name__) from failed
    if done.returncode != 0:
        raise CannotRead(done.stderr.decode(errors="replace")[-300:])
    return done.stdout


def _words(table: str) -> Iterable[Word]:
    line, last = -1, None
    width = height = 1
    for row in csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row["level"] == "1":
            width, height = int(row["width"]) or 1, int(row["height"]) or 1
        text = (row["text"] or "").strip()
        if row["level"] != _WORD_LEVEL or not text:
            continue
        key = row["block_num"], row["par_num"], row["line_num"]
        if key != last:
            line, last = line + 1, key
        yield Word(
            text,
            round(int(row["left"]) / width, 4),
            round(int(row["top"]) / height, 4),
            round(int(row["width"]) / width, 4),
            round(int(row["height"]) / height, 4),
            line,
            round(float(row["conf"]), 1),
        )


def lines(words: Sequence[Word]) -> list[list[Word]]:
    """The words by line, in reading order."""
    found: dict[int, list[Word]] = {}
    for word in words:
        found.setdefault(word.line, []).append(word)
    return list(found.values())
