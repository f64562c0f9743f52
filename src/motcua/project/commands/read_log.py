"""Read a sealed month of the access log (DATA/access-log): its rows as JSON lines, in the order in which they were written."""

import argparse
import sys
from pathlib import Path

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="foundation_accesslog_2026_03.jsonl.gz.sealed")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when the file does not open."""
    django.setup()
    from motcua.foundation.audit import partitions
    from motcua.foundation.sealing import SealingError

    try:
        for line in partitions.lines_of(arguments.file):
            print(line)
    except (SealingError, OSError) as error:
        print(f"{arguments.file}: {error}", file=sys.stderr)
        return 1
    return 0
