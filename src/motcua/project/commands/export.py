"""Write published procedures as YAML files that read back to the same content (comments are not kept)."""

import argparse
import sys
from pathlib import Path

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="such as 1.001193 (default: every procedure)"
    )
    parser.add_argument("--to", type=Path, required=True, help="folder; it is made when it is not there")
    parser.add_argument("--force", action="store_true", help="write over files that say something else")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a code is not published here or a file would be lost; the others are written."""
    django.setup()
    from motcua.foundation import clock
    from motcua.procedures.catalogue import publishing
    from motcua.procedures.catalogue.models import ProcedureVersion
    from motcua.procedures.writing import write_yaml

    at = clock.now()
    there = set(ProcedureVersion.objects.values_list("procedure__code", flat=True))
    failed = 0
    written = 0
    arguments.to.mkdir(parents=True, exist_ok=True)
    for code in arguments.codes or sorted(there):
        version = publishing.version_for(code, at) if code in there else None
        if version is None:
            print(f"{code}: no version of it is in force here", file=sys.stderr)
            failed += 1
            continue
        text = write_yaml(publishing.definition_of(version))
        file = arguments.to / f"{code}.yaml"
        if file.exists() and not arguments.force and file.read_text(encoding="utf-8") != text:
            print(f"{file}: says something else; --force writes over it", file=sys.stderr)
            failed += 1
            continue
        file.write_text(text, encoding="utf-8")
        written += 1
        print(f"{file}: version {version.number}, {version.content_hash[:12]}")
    print(f"{written} procedures written", file=sys.stderr)
    return 1 if failed else 0
