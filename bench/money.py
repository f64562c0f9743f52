"""Money at size: payment notices a second, receipts signed a second, a month's payouts to a million people. `make bench-money`.

Each part runs as a program of its own: Django knows one database.
"""

import argparse
import subprocess
import sys


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="bench.money")
    parser.add_argument("--payees", type=int, default=1_000_000)
    parser.add_argument("--no-notices", action="store_true", help="the payouts only")
    chosen = parser.parse_args(argv)
    parts = [["bench.payouts", "--payees", str(chosen.payees)]]
    if not chosen.no_notices:
        parts = [["bench.notices"], ["bench.invoices"], *parts]
    return max(subprocess.run([sys.executable, "-m", *part], check=False).returncode for part in parts)


if __name__ == "__main__":
    raise SystemExit(main())
