"""Check every definition of every service pack, and how easy it reads; exit code 1 when one cannot stay so."""

import argparse


def add(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Print each problem with file, line, path and words in both languages."""
    from motcua import services
    from motcua.project.commands import plain_language

    problems = services.check()
    for problem in problems:
        print(f"{problem.file}:{problem.line}: {problem.path}: {problem.vi} / {problem.en}")
    print(f"{len(services.definition_files())} definitions, {len(problems)} problems")
    return max(1 if problems else 0, plain_language.report())
