"""Judge how easy the texts for residents are to read; exit code 1 when one is beyond the limit of its kind."""

import argparse
from collections import Counter


def add(parser: argparse.ArgumentParser) -> None:
    """`--all` prints every text with its level."""
    parser.add_argument("--all", action="store_true", help="every text with its level, hardest first")


def run(arguments: argparse.Namespace) -> int:
    """Print a table of levels by kind, then what is too hard, with what to write instead."""
    from motcua.procedures.plain_language import judge
    from motcua.project import plain_texts

    shown = list(plain_texts.texts())
    levels: dict[tuple[str, str], Counter[int]] = {}
    judged = []
    for text in shown:
        for language, words in (("vi", text.vi), ("en", text.en)):
            verdict = judge(words, language)
            levels.setdefault((text.kind, language), Counter())[verdict.level] += 1
            judged.append((verdict.level, verdict.longest, language, text.kind, text.place, words))
    if arguments.all:
        for level, longest, language, kind, place, words in sorted(judged, reverse=True):
            print(f"{level} {longest:3} {language} {kind} {place}: {words}")
    print("kind       lang  plain  fair  stiff  hard")
    for (kind, language), count in sorted(levels.items()):
        print(f"{kind:10} {language:4} {count[1]:6} {count[2]:5} {count[3]:6} {count[4]:5}")
    return report()


def report() -> int:
    """Print what is beyond its limit, with what to write instead; 1 when there is anything."""
    from motcua.project import plain_texts

    hard = plain_texts.too_hard()
    for one in hard:
        words = one.text.vi if one.language == "vi" else one.text.en
        print(
            f"{one.text.kind} {one.text.place} ({one.language}, level {one.judged.level}, longest "
            f"{one.judged.longest}): {words}"
        )
        for finding in one.judged.findings:
            print(f"    {finding.kind}: {finding.what} -> {finding.instead}")
    print(f"{len(hard)} texts for residents are too hard to read")
    return 1 if hard else 0
