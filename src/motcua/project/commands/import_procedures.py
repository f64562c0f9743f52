"""Read a crawl of the national database and compare it with the city's record; nothing counts before it is accepted."""

import argparse
import sys
from pathlib import Path

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="JSON lines, one procedure a line; may be packed by gzip")
    parser.add_argument(
        "--part", action="store_true", help="the file holds a part only: what it lacks is not gone"
    )
    parser.add_argument(
        "--accept",
        action="append",
        default=[],
        choices=["new", "text", "basis"],
        help="accept a group as a whole: new procedures, wording only, legal bases only; may be given again",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when another file is being read or the file is no crawl, 2 when lines could not be read."""
    django.setup()
    from motcua.foundation import clock
    from motcua.foundation.actor import Actor
    from motcua.procedures.national import accepting, crawl
    from motcua.procedures.national.comparing import GROUPS
    from motcua.procedures.national.models import Change, Crawl

    by = Actor("system", name="motcua import-procedures")
    try:
        with arguments.file.open("rb") as file:
            begun = crawl.begin(
                arguments.file.name, crawl.sha256_of(file), by=by, at=clock.now(), whole=not arguments.part
            )
            if begun.lines_done:
                print(f"going on after line {begun.lines_done}")
            crawl.run(begun, file, at=clock.now(), progress=_progress)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    except crawl.Busy as busy:
        print(busy, file=sys.stderr)
        return 1
    begun.refresh_from_db()
    if begun.state == Crawl.State.FAILED:
        print(begun.failure, file=sys.stderr)
        return 1
    print(f"read {begun.lines_done} lines: " + ", ".join(f"{n} {kind}" for kind, n in begun.counts.items()))
    for fault in begun.faults:
        print(f"  line {fault['line']}: {fault['en']}")
    for attribute, count in begun.strange.items():
        print(f"  attribute that is not known, kept with the original: {attribute} ({count})")
    for group in arguments.accept:
        done = accepting.accept_group(begun, group, by=by, at=clock.now())
        print(f"accepted, {GROUPS[group][1].lower()}: {done.done}")
    left = Change.objects.filter(crawl=begun, state=Change.State.OPEN).count()
    print(f"left to accept or reject in the browser: {left}")
    return 2 if begun.faults_count else 0


def _progress(line: int) -> None:
    print(f"\r  line {line}", end="" if sys.stdout.isatty() else "\n", flush=True)
