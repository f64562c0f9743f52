"""Take over monthly figures of units from before this system (CSV: code, month, received, handled, in_time)."""

import argparse
import sys
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "table", type=Path, help="CSV with code,month,received,handled,in_time; month like 2025-03"
    )
    parser.add_argument("--source", required=True, help="the report that says so")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a line is at fault: then nothing was written."""
    import django

    django.setup()
    from motcua.foundation import clock
    from motcua.insight.territory import importing

    text = arguments.table.read_text("utf-8-sig")
    written, faults = importing.take(text, arguments.source, clock.now())
    for fault in faults[:100]:
        print(f"{arguments.table}:{fault.line}: {fault.vi} / {fault.en}", file=sys.stderr)
    print(f"written: {written}, faults: {len(faults)}")
    return 1 if faults else 0
