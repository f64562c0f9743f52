"""Bring in the registers that the service packs declare: their storage, and what each record means."""

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace) -> int:
    """0: all are kept; 1: one was refused, with its reason, and none was changed."""
    import sys

    import django

    django.setup()
    from motcua import services
    from motcua.foundation import clock
    from motcua.records import registers

    try:
        new = services.bring_in_registers(at=clock.now())
    except registers.NotBroughtIn as refused:
        print(refused, file=sys.stderr)
        return 1
    print(f"{len(services.load_registers())} registers, {new} of them new or changed")
    return 0
