"""`python -m motcua.services`: check all definitions; exit with 1 and say what is wrong, if anything."""

import sys

from . import check, definition_files


def main() -> int:
    problems = check()
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print(f"{len(problems)} lỗi / problems", file=sys.stderr)
        return 1
    print(f"{len(definition_files())} thủ tục hợp lệ / procedures are sound")
    return 0


sys.exit(main())
