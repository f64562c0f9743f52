"""Print the JSON Schema of a procedure's or register's YAML, so that editors complete and check it while one types."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--of", choices=("procedure", "register"), default="procedure")
    parser.add_argument("--to", type=Path, help="write it into this file")


def run(arguments: argparse.Namespace) -> int:
    """Always 0."""
    from motcua.procedures import writing
    from motcua.records.registers import schema

    text = schema.write_schema() if arguments.of == "register" else writing.write_schema()
    if arguments.to:
        arguments.to.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    return 0
