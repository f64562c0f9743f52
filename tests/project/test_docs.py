"""The documents are true where a machine can tell: links lead somewhere, nothing is left out."""

import re
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import pytest

from motcua.project.commands import COMMANDS, rules_index

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("sandbox/**/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")  # pictures too
FENCE = re.compile(r"```.*?```", re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be linked to."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_the_documents_leads_somewhere(page):
    lost = []
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        aim = (page.parent / unquote(path)).resolve() if path else page
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            lost.append(target)
    assert lost == []


def test_the_index_of_rules_says_what_the_code_says():
    assert rules_index.PAGE.read_text() == rules_index.text(), "run: python -m motcua rules-index"


def test_every_rule_of_the_index_can_be_imported_from_where_it_says():
    listed = {(rule.module, rule.name) for rule in rules_index.rules()}
    assert ("motcua.foundation.worktime.counting", "due") in listed
    assert ("motcua.money.fees", "compute") in listed


def test_every_term_of_the_glossary_is_where_it_says():
    rows = re.findall(
        r"^\| [^|]+ \| [^|]+ \| `([\w.]+)` \|", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE
    )
    assert len(rows) >= 120
    assert [row for row in rows if not exists(row)] == []


def exists(place: str) -> bool:
    """Whether a dotted place below `motcua` can be reached: modules as far as they go, then names."""
    parts = place.split(".")
    for end in range(len(parts), 0, -1):
        name = ".".join(["motcua", *parts[:end]])
        try:
            found = import_module(name)
        except ModuleNotFoundError:
            continue
        try:
            for attribute in parts[end:]:
                found = getattr(found, attribute)
        except AttributeError:
            continue
        return True
    return False


def test_every_consumer_of_events_stands_in_the_architecture():
    from motcua.exchange import relay
    from motcua.foundation import events

    told = (ROOT / "docs/architecture.md").read_text()
    assert [name for name in {*events.consumers, relay.CONSUMER} if f"| `{name}` |" not in told] == []


def test_it_offices_are_told_every_setting_of_the_environment():
    settings = (ROOT / "src/motcua/project/settings.py").read_text()
    read = set(
        re.findall(r"config\.(?:text|flag|number|dotted|folder|pairs|addresses)\(\s*\"([A-Z_]+)\"", settings)
    )
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", (ROOT / "docs/for-it-offices.md").read_text()))
    assert len(read) > 15
    assert read - told == set()


def test_the_example_environment_names_only_settings_that_are_read():
    settings = (ROOT / "src/motcua/project/settings.py").read_text()
    example = (ROOT / "deploy/environment.example").read_text()
    named = {name.removesuffix("_FILE") for name in re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)}
    of_django = {"DJANGO_SETTINGS_MODULE", "PYTHONPATH"}
    assert {name for name in named if f'"{name}"' not in settings} - of_django == set()


def test_every_command_of_the_installation_is_explained():
    told = "".join((ROOT / "docs" / name).read_text() for name in ("for-it-offices.md", "for-developers.md"))
    told += (ROOT / "README.md").read_text()
    assert [name for name in COMMANDS if name not in told] == []


def test_every_library_of_the_base_is_accounted_for_with_its_licence():
    names = re.findall(r"^([A-Za-z0-9-]+)", (ROOT / "requirements/base.in").read_text(), re.MULTILINE)
    told = (ROOT / "docs/decisions/0012-libraries.md").read_text().lower()
    assert [name for name in names if f"| {name.lower()} |" not in told] == []


def test_no_installed_library_is_under_the_affero_licence():
    from importlib.metadata import distributions

    def licence(metadata) -> str:
        declared = [metadata.get("License-Expression") or "", metadata.get("License") or ""]
        return " ".join([*declared, *(metadata.get_all("Classifier") or [])])

    bad = [d.metadata["Name"] for d in distributions() if re.search(r"AGPL|Affero", licence(d.metadata))]
    assert bad == []
