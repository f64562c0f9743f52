"""Run the whole city on this machine: servers, data, web, worker and sandbox."""

import argparse
from pathlib import Path


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=8000, help="port of the site; the sandbox takes PORT + 100"
    )
    parser.add_argument("--data", type=Path, default=Path(".demo"), help="folder for everything that is kept")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--reset", action="store_true", help="stop what runs and delete the folder, then end")
    parser.add_argument("--history", type=int, default=3000, help="past dossiers to invent for the figures")
    parser.add_argument("--small", action="store_true", help="six communes and 300 people, for tests")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 0 after Ctrl-C, 1 when a part could not be started."""
    from motcua.project import demo_run

    if arguments.reset:
        demo_run.reset(arguments.data)
        return 0
    return demo_run.run(
        demo_run.Plan(
            data=arguments.data.resolve(),
            port=arguments.port,
            web_workers=arguments.workers,
            history=arguments.history,
            small=arguments.small,
        )
    )
