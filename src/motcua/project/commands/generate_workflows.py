"""Invent and publish sound workflows for the catalogue's procedures, to try the city at full size."""

import argparse
import shutil
import sys
import time


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=1754, help="how many (Hà Nội approved 1,754 in a year)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed invents the same workflows")
    parser.add_argument(
        "--by", required=True, help="username of the officer in whose name they are published"
    )
    parser.add_argument("--processes", type=int, help="default: one for each core")
    parser.add_argument(
        "--this-is-a-trial-city",
        action="store_true",
        help="needed: afterwards, residents of this installation can file what was invented",
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 when it must not be done here, or a workflow was refused."""
    import django

    django.setup()
    from motcua.foundation import clock
    from motcua.project.commands.publish import issuing_officer
    from motcua.project.trials.publishing import publish_all, subjects

    if not arguments.this_is_a_trial_city:
        print("not without --this-is-a-trial-city: published versions stay for ever", file=sys.stderr)
        return 1
    at = clock.now()
    operator, why = issuing_officer(arguments.by, at)
    if operator is None:
        print(why, file=sys.stderr)
        return 1
    chosen = subjects(arguments.count)
    begin = time.perf_counter()
    bar = Bar()
    done = publish_all(
        chosen, arguments.seed, by=operator, at=at, progress=bar.show, processes=arguments.processes
    )
    bar.end()
    for code, reason in done.refused:
        print(f"{code}: {reason}")
    took = time.perf_counter() - begin
    print(
        f"{done.count} workflows with {done.steps} steps proved and published in {took:.1f} s, "
        f"{len(done.refused)} refused"
    )
    if len(chosen) < arguments.count:
        print(f"the catalogue has only {len(chosen)} procedures without a workflow", file=sys.stderr)
    return 1 if done.refused else 0


class Bar:
    """A bar on a terminal; elsewhere a line at every tenth."""

    def __init__(self) -> None:
        self.begin = time.monotonic()
        self.tenth = 0

    def show(self, done: int, of: int) -> None:
        """Draw how far it is."""
        left = (time.monotonic() - self.begin) * (of - done) / done if done else 0
        if sys.stderr.isatty():
            width = max(min(shutil.get_terminal_size().columns - 36, 50), 10)
            full = width * done // of
            print(f"\r[{'#' * full}{'.' * (width - full)}] {done:,} of {of:,}, {left:3.0f} s left ",
                  end="", file=sys.stderr, flush=True)  # fmt: skip
        elif done * 10 // of > self.tenth:
            self.tenth = done * 10 // of
            print(f"{done} of {of}, {left:.0f} s left", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave the line."""
        if sys.stderr.isatty():
            print(file=sys.stderr)
