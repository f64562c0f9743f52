"""Run the background: jobs, the outbox's consumers, timers, the heartbeat."""

import argparse

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is waiting, then end")


def run(arguments: argparse.Namespace) -> int:
    """Runs until it is told to end (SIGINT, SIGTERM)."""
    django.setup()
    from motcua.project import background

    if arguments.once:
        background.catch_up()
    else:
        background.run()
    return 0
