"""Money at size: payment notices handled a second, and a month's payouts to a million people. `make bench-money`."""

import argparse

from bench import notices, payouts


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.money")
    parser.add_argument("--payees", type=int, default=1_000_000)
    parser.add_argument("--no-notices", action="store_true", help="the payouts only")
    chosen = parser.parse_args(argv)
    told = [] if chosen.no_notices else [notices.main([])]
    told.append(payouts.main(["--payees", str(chosen.payees)]))
    return max(told)


if __name__ == "__main__":
    raise SystemExit(main())
