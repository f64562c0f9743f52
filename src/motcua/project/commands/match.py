"""Match the records of the current loads of all sources, or changes against all others; pairs for people are kept."""

import argparse
import sys

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--changes", type=int, nargs="+", metavar="LOAD", help="ids of loads that hold changed records only"
    )
    parser.add_argument(
        "--publish", action="store_true", help="then publish one record a person and link all records"
    )


def run(arguments: argparse.Namespace) -> int:
    """0: done; 1: nothing to match, or another worker does it."""
    django.setup()
    from motcua.foundation import clock
    from motcua.records.quality.intake import folders
    from motcua.records.quality.matching import engine, running
    from motcua.records.quality.models import Load

    loads = (
        list(Load.objects.filter(pk__in=arguments.changes).order_by("pk"))
        if arguments.changes
        else running.current_loads()
    )
    loads = [load for load in loads if folders.staged(load).exists()]
    if not loads:
        print("no load has been cleaned", file=sys.stderr)
        return 1

    def told(step: str) -> None:
        print(step, file=sys.stderr, flush=True)

    try:
        done = running.run(
            loads, [folders.staged(load) for load in loads], at=clock.now(), told=told,
            kind=running.CHANGES if arguments.changes else running.FULL,
        )  # fmt: skip
        figures = done.figures
        if arguments.publish:
            figures = figures | {
                "published": running.publish(
                    done, on=max(load.taken_on for load in loads), at=clock.now(), told=told
                )
            }
    except running.Busy:
        print("another worker matches", file=sys.stderr)
        return 1
    except engine.NotLearned as error:
        print(error, file=sys.stderr)
        return 1
    for key, value in figures.items():
        print(f"{key}: {value}")
    return 0
