"""Seal sensitive columns anew with the newest key; or print a new key for the file of keys."""

import argparse

import django


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fresh", metavar="ID", help="print a new key as a line for the file of keys, and do nothing else"
    )
    parser.add_argument("--count", action="store_true", help="only count what older keys have sealed")


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when a value could not be sealed anew (its key is missing, or it does not open), or is still to do."""
    if arguments.fresh:
        from motcua.foundation.sealing import BadRing
        from motcua.foundation.sealing.ring import fresh_line

        try:
            print(fresh_line(arguments.fresh))
        except BadRing as error:
            print(error)
            return 1
        return 0
    django.setup()
    from motcua.foundation import sealing
    from motcua.foundation.sealing import rotation

    print(f"the key that seals: {sealing.ring().newest}")
    if arguments.count:
        counts = rotation.waiting()
        for column, count in counts.items():
            print(f"{column}: {count} with older keys")
        return 1 if any(counts.values()) else 0
    whole = True
    for turned in rotation.rotate(tell=lambda one: print(f"{one.column}: {one.resealed} …", flush=True)):
        missing = "".join(f", {count} need the key {key}" for key, count in turned.missing.items())
        broken = f", {turned.broken} do not open" if turned.broken else ""
        print(f"{turned.column}: {turned.resealed} sealed anew{missing}{broken}")
        whole = whole and turned.whole
    return 0 if whole else 1
