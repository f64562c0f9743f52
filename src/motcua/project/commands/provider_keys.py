"""Make the keys with which the city signs for its other systems: one that signs today, and the next."""

import argparse
from datetime import datetime
from pathlib import Path

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--turn-now", action="store_true", help="a key may be known to others: a new one signs from today on"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 without a folder for the keys. Can be run again at any time: what is there stays."""
    django.setup()
    from django.conf import settings

    from motcua.foundation.worktime import VN
    from motcua.sites.security import provider_keys

    if not settings.PROVIDER_KEYS:
        print("MOTCUA_PROVIDER_KEYS is not set: the folder of the keys")
        return 1
    folder, today = Path(settings.PROVIDER_KEYS), datetime.now(VN).date()
    made = provider_keys.turn(folder, today) if arguments.turn_now else provider_keys.ensure(folder, today)
    for path in made:
        print(f"made {path.name}")
    for key in provider_keys.keyring(settings.PROVIDER_KEYS):
        print(
            f"signs from {key.not_before:%Y-%m-%d}"
            + (f", known until {key.expires_at:%Y-%m-%d}" if key.expires_at else "")
        )
    return 0
