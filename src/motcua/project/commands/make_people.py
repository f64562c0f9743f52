"""Make invented people and the files that sources deliver about them, with errors and the truth beside."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where the files go; it is made")
    parser.add_argument(
        "--records", type=int, default=100_000, help="records of the population source (some 30 s a million)"
    )
    parser.add_argument(
        "--sources",
        default="population",
        help="comma-separated: population,insurance,vaccination,school,civil_status",
    )
    parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same people")


def run(arguments: argparse.Namespace) -> int:
    """0: written; 1: the request makes no sense."""
    from motcua.project.synthetic import SOURCES, make_people

    sources = [key.strip() for key in arguments.sources.split(",") if key.strip()]
    unknown = set(sources) - {spec.key for spec in SOURCES}
    if unknown or not sources:
        print(f"no such source: {', '.join(sorted(unknown)) or '(none named)'}")
        return 1
    try:
        made = make_people(arguments.folder, arguments.records, seed=arguments.seed, sources=sources)
    except ValueError as error:
        print(error)
        return 1
    for key, path in made.files.items():
        print(f"{path}: {made.records[key]:,} records of {key}")
    print(f"{made.truth}: which record is whose; {made.people:,} people, {made.seconds:.0f} s")
    return 0
