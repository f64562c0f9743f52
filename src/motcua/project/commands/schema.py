"""Print the JSON Schema of a procedure's YAML, so that editors complete and check it while one types."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, help="write it into this file")


def run(arguments: argparse.Namespace) -> int:
    """Always 0."""
    from motcua.procedures.writing import write_schema

    if arguments.to:
        arguments.to.write_text(write_schema(), encoding="utf-8")
    else:
        print(write_schema(), end="")
    return 0
