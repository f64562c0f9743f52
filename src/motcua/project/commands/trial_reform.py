"""Replay the reform of 2025-07-01 over invented open dossiers in an empty database, check it, and tell how long it took."""

import argparse
import sys


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=20_000, help="open dossiers of 30 June 2025")
    parser.add_argument("--residents", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=2025, help="the same seed replays the same city")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="keep the city as it stands afterwards; else everything is undone at the end",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when something is not as it must be, 2 when the database holds a city already."""
    import django

    django.setup()
    from django.db import transaction

    from motcua.city.models import Agency
    from motcua.project.trials.reform_2025 import replaying

    if Agency.objects.exists():
        print(
            "this database holds a city: the trial needs an empty one (migrated, nothing else)",
            file=sys.stderr,
        )
        return 2
    with transaction.atomic():
        done = replaying.replay(
            arguments.count, seed=arguments.seed, residents=arguments.residents,
            told=lambda name, seconds: print(f"{name:8} {seconds:7.1f} s", flush=True),
        )  # fmt: skip
        print(f"{len(done.eve.before)} open dossiers, {done.unsure} for officers to decide")
        for fault in done.faults[:50]:
            print(f"FAULT {fault}")
        transaction.set_rollback(not arguments.keep)
    print(
        "nothing lost, nothing doubled, nothing guessed" if not done.faults else f"{len(done.faults)} faults"
    )
    return 1 if done.faults else 0
