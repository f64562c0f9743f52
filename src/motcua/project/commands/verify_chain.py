"""Check the chains of events and the seals of the access log: what was changed, taken out or reordered is named."""

import argparse

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("chain", nargs="?", help="one chain, such as dossier/<uuid> (default: all)")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a fault was found."""
    django.setup()
    from motcua.foundation import clock, events
    from motcua.foundation.audit import seals

    found = 0
    for fault in events.verify_chain(arguments.chain) if arguments.chain else events.verify_all():
        found += 1
        print(f"{fault.chain}: event {fault.seq}: {fault.code}")
    for broken in () if arguments.chain else seals.verify(clock.now()):
        found += 1
        print(f"access log: seal {broken.seq}: {broken.code}")
    print("every chain is whole" if not found else f"{found} faults")
    return 1 if found else 0
