"""Write docs/rules.md: which function decides what, by which law, and where it is tested."""

import argparse
import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "rules.md"
ROOMS = (
    "foundation", "city", "records", "exchange", "money", "procedures", "insight", "sites", "services", "project",
)  # fmt: skip
ACT = re.compile(r"(?<!\w)(NĐ|TT|NQ|QĐ|QCVN|Luật|Nghị định|Thông tư)(?!\w)")
SOURCE = re.compile(r"Source:\s*(.+?)(?=\.\s+Raises|\n\s*\n|\Z)", re.DOTALL)
HEAD = """# Rules and their sources

Written by `python -m motcua rules-index` from the docstrings of the code; do not edit by hand. Listed is every
public function whose docstring names a source or an act of law, and every module that is one sourced table. *Tested
in* names the test files that import it; a rule without an entry there is tested through the function that calls it.

Abbreviations: NĐ = Nghị định (decree), TT = Thông tư (circular), NQ = Nghị quyết (resolution), QĐ = Quyết định
(decision), Luật = law, Đ or Điều = article.
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A function, or a module that is one table (`name` empty), which cites where its rule comes from."""

    room: str
    module: str
    name: str
    decides: str
    source: str


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 1 when the page is out of date"
    )


def run(arguments: argparse.Namespace) -> int:
    """Exit code 1 only with --check, when docs/rules.md does not say what the code says."""
    page = text()
    if arguments.check:
        same = PAGE.exists() and PAGE.read_text() == page
        print("docs/rules.md is up to date" if same else "docs/rules.md is out of date: run rules-index")
        return 0 if same else 1
    PAGE.write_text(page)
    print(f"{sum(1 for _ in rules())} rules written to docs/rules.md")
    return 0


def text() -> str:
    """The page as it should be."""
    uses = [(path, _names_used(path)) for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    found = sorted(rules(), key=lambda rule: (ROOMS.index(rule.room), rule.module, rule.name))
    parts = [HEAD]
    for room in ROOMS:
        own = [rule for rule in found if rule.room == room]
        if own:
            rows = [_row(rule, uses) for rule in own]
            parts.append(
                f"\n## {room}\n\n| Function | Decides | Source | Tested in |\n|---|---|---|---|\n{''.join(rows)}"
            )
    return "".join(parts)


def rules() -> Iterator[Rule]:
    """Every public function whose docstring cites a source, and modules (name empty) that are a sourced table."""
    source = ROOT / "src"
    for path in sorted((source / "motcua").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        module = ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        if module.count(".") == 0:
            continue
        tree = ast.parse(path.read_text())
        words = ast.get_docstring(tree) or ""
        if SOURCE.search(words):
            yield from _rule(module, "", words)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield from _rule(module, node.name, ast.get_docstring(node) or "")


def _rule(module: str, name: str, words: str) -> Iterator[Rule]:
    cited = SOURCE.search(words)
    if cited is None and ACT.search(words) is None:
        return
    if cited is not None:
        source = _one_line(cited.group(1)).rstrip(".")
        words = words[: cited.start()]
    else:
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-ZĐ`])", _one_line(words))
        source = " ".join(sentence for sentence in sentences if ACT.search(sentence)).rstrip(".")
    decides = _one_line(words.split("\n\n")[0]) or source
    yield Rule(module.split(".")[1], module, name, decides, source)


def _names_used(path: Path) -> set[tuple[str, str]]:
    """(module, name) of everything that a test file imports or reaches through an imported module."""
    tree = ast.parse(path.read_text())
    used: set[tuple[str, str]] = set()
    standing: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                used.add((node.module, name.name))
                standing[name.asname or name.name] = f"{node.module}.{name.name}"
        elif isinstance(node, ast.Import):
            standing.update({name.asname: name.name for name in node.names if name.asname})
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and (module := standing.get(node.value.id))
        ):
            used.add((module, node.attr))
    return used


def _row(rule: Rule, uses: list[tuple[Path, set[tuple[str, str]]]]) -> str:
    # A package may offer the function under its own name: every parent of the module counts.
    parts = rule.module.split(".")
    offered = {(".".join(parts[:end]), rule.name) for end in range(2, len(parts) + 1)}
    tests = [path.relative_to(ROOT) for path, names in uses if names & offered]
    if not rule.name:
        tests = [
            path.relative_to(ROOT) for path, names in uses if any(name[0] == rule.module for name in names)
        ]
    links = "<br>".join(f"[{path.name}](../{path})" for path in tests)
    where = f"{rule.module}.{rule.name}" if rule.name else rule.module
    return f"| `{where}` | {_cell(rule.decides)} | {_cell(rule.source)} | {links} |\n"


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
