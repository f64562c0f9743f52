"""Check definitions of procedures and registers in a folder or file: everything that is wrong, at file and line; exit code 1."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", type=Path, help="a .yaml file, or a folder with such files in it")
    parser.add_argument("--json", action="store_true", help="the problems as one JSON list, for programs")
    parser.add_argument(
        "--city",
        action="store_true",
        help="also check that this installation has the posts and agencies that are named",
    )


def run(arguments: argparse.Namespace) -> int:
    """0: all can be published; 1: something is wrong; 2: there is nothing to check."""
    from motcua.procedures.check_definitions import check_definitions, definitions_in
    from motcua.records.registers.checking import check_registers, registers_in
    from motcua.services import tell_sources

    # what the registers hold and answer, which definitions name: without it every such name is told as unknown
    tell_sources()
    registers = registers_in(arguments.path)
    files = [file for file in definitions_in(arguments.path) if file not in registers]
    if not files and not registers:
        print(f"{arguments.path}: no definitions (.yaml) there", file=sys.stderr)
        return 2
    problems = check_definitions(files, shown=str, **(known_in_city() if arguments.city else {}))
    problems += check_registers(registers)
    if arguments.json:
        print(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        for problem in problems:
            print(
                f"{problem.file}:{problem.line}: {problem.code} {problem.path}: {problem.vi} / {problem.en}"
            )
        print(f"{len(files) + len(registers)} definitions, {len(problems)} problems", file=sys.stderr)
    return 1 if problems else 0


def known_in_city() -> dict[str, frozenset[str]]:
    """Posts and agencies of the installation, for the check: a step for which nobody could be appointed is found."""
    import django

    django.setup()
    from motcua.city.models import Agency, Post
    from motcua.foundation import clock

    today = clock.now().date()
    agencies = Agency.objects.on(today)
    posts = Post.objects.filter(agency__in=agencies).values_list("kind", flat=True).distinct()
    return {
        "agencies": frozenset(agencies.values_list("key", flat=True)),
        "posts": frozenset(posts),
    }
