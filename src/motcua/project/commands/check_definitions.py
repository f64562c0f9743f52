"""Check every definition of every service pack; exit code 1 when one cannot work."""

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Print each problem with file, line, path and words in both languages."""
    from motcua import services

    problems = services.check()
    for problem in problems:
        print(f"{problem.file}:{problem.line}: {problem.path}: {problem.vi} / {problem.en}")
    print(f"{len(services.definition_files())} definitions, {len(problems)} problems")
    return 1 if problems else 0
