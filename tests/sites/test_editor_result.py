"""The result tab: the page beside it follows what is typed, and what is typed is never lost."""

from pathlib import Path

import msgspec
import pytest
import yaml
from django.test import Client
from django.urls import reverse

from motcua.foundation import clock
from motcua.procedures.authoring import working
from motcua.procedures.catalogue import publishing
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures.people import BIRTH, officer
from tests.sites.access_city import BACKEND

NOW = hanoi("2026-03-02 09:00")
TREE = yaml.safe_load((Path(__file__).parents[1] / "procedures" / "sheet.yaml").read_text())

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    clock.set_for_test(NOW)
    client = Client()
    client.force_login(account_of("editor"), backend=BACKEND)
    return client


@pytest.fixture
def bees(editor):
    tree = msgspec.json.decode(msgspec.json.encode(TREE))
    return working.start("1.999997", tree, by=officer("editor", NOW), at=NOW)


def typed(copy, **changed) -> dict:
    """What the page's form posts as it stands, with something changed."""
    result = copy.tree["result"]
    layout = result["layout"]
    post = {
        "seen": str(copy.revision), "name-vi": result["name"]["vi"], "name-en": result["name"]["en"],
        "template": result["template"], "kind": result["kind"], "symbol": result["numbering"]["symbol"],
        "series": result["numbering"]["series"], "valid-amount": "6", "valid-unit": "month", "register": "",
        "delivery": ["online", "counter", "post"], "layout": "1", "blocks": str(len(layout["blocks"])),
        "title-vi": layout["title"]["vi"], "title-en": layout["title"]["en"],
    }  # fmt: skip
    for n, block in enumerate(layout["blocks"]):
        for part in ("heading", "text"):
            for lang, words in (block.get(part) or {}).items():
                post[f"block-{n}-{part}-{lang}"] = words
        post[f"block-{n}-when"] = block.get("when", "")
        post[f"block-{n}-lines"] = str(len(block.get("lines", [])))
        for at, line in enumerate(block.get("lines", [])):
            for lang, words in line["label"].items():
                post[f"block-{n}-line-{at}-label-{lang}"] = words
            post[f"block-{n}-line-{at}-value"] = line["value"]
            post[f"block-{n}-line-{at}-when"] = line.get("when", "")
    return {**post, **changed}


def test_saving_what_stands_there_changes_nothing(editor, bees):
    answer = editor.post(reverse("editor:result", args=[bees.uuid]), typed(bees))
    assert answer.status_code == 302
    before = bees.tree
    bees.refresh_from_db()
    assert bees.tree == before and bees.revision == 1


def test_a_line_is_added_moved_and_dropped(editor, bees):
    address = reverse("editor:result", args=[bees.uuid])
    labels = [line["label"]["vi"] for line in bees.tree["result"]["layout"]["blocks"][0]["lines"]]
    for do, wanted in (
        ("add-line-0", [*labels, ""]),
        ("drop-line-0-5", labels),
        ("down-line-0-0", [labels[1], labels[0], *labels[2:]]),
        ("up-line-0-1", labels),
        ("drop-line-0-99", labels),
    ):
        editor.post(address, typed(bees, do=do))
        bees.refresh_from_db()
        assert [
            line["label"]["vi"] for line in bees.tree["result"]["layout"]["blocks"][0]["lines"]
        ] == wanted, do


def test_a_bad_expression_is_kept_as_typed_and_told_at_its_place(editor, bees):
    address = reverse("editor:result", args=[bees.uuid])
    editor.post(address, typed(bees, **{"block-0-line-0-value": "kindd"}))
    bees.refresh_from_db()
    assert bees.tree["result"]["layout"]["blocks"][0]["lines"][0]["value"] == "kindd"
    page = editor.get(address)
    row = page.context["blocks"][0]["lines"][0]
    assert [one.code for one in row["faults"]] == ["EXPR_NAME"]
    assert "Chưa xem được trang" in page.content.decode()


def test_the_page_follows_what_is_typed_without_saving(editor, bees):
    address = reverse("editor:result-preview", args=[bees.uuid])
    page = editor.post(address, typed(bees, **{"title-vi": "Giấy thông hành của ong"}))
    assert page.status_code == 200 and "data:image/webp;base64," in page.content.decode()
    wrong = editor.post(address, typed(bees, **{"block-0-text-vi": "{{nobody}}"})).content.decode()
    assert "result.layout.blocks[0].text" in wrong and "data:image" not in wrong
    bees.refresh_from_db()
    assert bees.revision == 1


def test_a_procedure_with_a_template_of_a_pack_shows_its_page_and_may_turn_to_the_sheet(editor):
    version = publishing.version_for(BIRTH, NOW)
    copy = working.start_from(version, by=officer("editor", NOW), at=NOW)
    address = reverse("editor:result", args=[copy.uuid])
    assert "data:image/webp" in editor.get(address).content.decode()
    result = copy.tree["result"]
    editor.post(
        address,
        {
            "seen": str(copy.revision), "name-vi": result["name"]["vi"], "name-en": result["name"]["en"],
            "template": "sheet", "kind": result["kind"], "symbol": "X", "series": "x",
        },
    )  # fmt: skip
    copy.refresh_from_db()
    assert copy.tree["result"]["layout"]["blocks"]
    assert {step.get("makes") for step in copy.tree["workflow"]["steps"].values()} == {None, "sheet"}
    assert not [one for one in working.problems(copy.tree) if one.path.startswith("result")]


def test_the_approver_reads_but_does_not_write(bees):
    clock.set_for_test(NOW)
    client = Client()
    client.force_login(account_of("issuer"), backend=BACKEND)
    address = reverse("editor:result", args=[bees.uuid])
    assert client.get(address).status_code == 200
    assert client.post(address, typed(bees)).status_code == 403
