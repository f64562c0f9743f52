"""Each of the twelve procedures gives its owner a signed and sealed paper that says what was decided."""

import io
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from PIL import Image

from motcua.city import authority
from motcua.foundation.actor import Actor
from motcua.procedures.dossiers import changes, concern, posts, results
from motcua.procedures.dossiers.holding import hold
from motcua.procedures.dossiers.models import Component, Task
from motcua.procedures.dossiers.status import Status
from motcua.project.demo import account_of, demo_identities
from motcua.records import papers
from motcua.records.papers import StoredFile, page_count
from motcua.records.registers import Record
from tests.conftest import hanoi
from tests.procedures.people import resident
from tests.reading_pdf import signatures_of, text_of
from tests.services import dossiers, walking

NOW = hanoi("2026-03-02 09:15")

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("case", dossiers.ALL, ids=lambda case: case.name)
def test_a_dossier_ends_in_a_paper_that_says_what_was_decided(case):
    filed = dossiers.filed(case, NOW)
    done = walking.walk(filed, NOW, case.officers)
    assert done.status == 9
    document, pdf = walking.result_of(done)
    if folder := os.environ.get("MOTCUA_RESULTS_FOLDER"):
        Path(folder, f"{case.name}.pdf").write_bytes(pdf)
    text = text_of(pdf)
    for words in case.says(document.number):
        assert words in text, f"{words!r} is not in {text!r}"
    signed = signatures_of(pdf)
    assert signed.count("Signature is Valid") == 2, signed


def demo_officer_for(task: Task, at: datetime) -> Actor:
    """The one-click role of the demo that may do the task, and is allowed to open its dossier."""
    for identity in demo_identities():
        actor = authority.actor_for(account_of(identity.key), at)
        powers = authority.powers_of(actor.account_id, at)
        if posts.grant_for(powers, task) is not None:
            assert concern.concerns(powers, task.dossier)
            return actor
    raise AssertionError(f"no role of the demo does {task.step} of {task.procedure_code}")


@pytest.mark.parametrize("case", [*dossiers.ALL, dossiers.EXTRACT], ids=lambda case: case.name)
def test_the_roles_of_the_demo_walk_every_procedure_to_its_end(case, monkeypatch):
    if case is dossiers.EXTRACT:  # of a birth that stands in the register
        walking.walk(dossiers.filed(dossiers.BIRTH, NOW), NOW, dossiers.BIRTH.officers)
    monkeypatch.setattr(walking, "officer_for", demo_officer_for)
    done = walking.walk(dossiers.filed(case, NOW), NOW, case.officers)
    handing_over = Task.objects.get(dossier=done, closed_at=None)
    by = demo_officer_for(handing_over, NOW)
    changes.hand_over(handing_over.id, "signature", {"received_by": "Minh Anh"}, by=by, at=NOW)
    done.refresh_from_db()
    assert done.state is Status.RETURNED


def test_a_certified_copy_is_the_scan_followed_by_the_testimony():
    done = walking.walk(dossiers.filed(dossiers.COPY, NOW), NOW, {})
    assert page_count(walking.result_of(done)[1]) == 3


def test_a_building_permit_holds_the_approved_drawings_and_the_signatures_cover_them():
    done = walking.walk(dossiers.filed(dossiers.PERMIT, NOW), NOW, dossiers.PERMIT.officers)
    document, pdf = walking.result_of(done)
    permit_alone = page_count(pdf) - 2
    assert permit_alone >= 1, "two pages of drawings lie behind the permit"
    text = text_of(pdf)
    assert text.count(f"Kèm theo Giấy phép xây dựng số {document.number} ngày 02/03/2026") == 2
    assert text.index("Trang 1/2") < text.index("Trang 2/2")
    signed = signatures_of(pdf)
    assert signed.count("Signature is Valid") == 2
    assert signed.count("Total document signed") >= 1, signed
    entry = Record.objects.get(register="construction-permits", dossier_code=done.code)
    (drawings,) = entry.data["drawings"].split()
    assert StoredFile.objects.get(sha256=drawings).name == "drawings.pdf"


def test_drawings_that_came_in_a_supplement_take_the_place_of_the_first():
    waiting = walking.walk(dossiers.filed(dossiers.PERMIT, NOW), NOW, dossiers.PERMIT.officers, until="sign")
    better = papers.store(
        one_page(),
        purpose="dossier",
        owner_id=waiting.owner_id,
        by=resident(NOW).account_id,
        at=NOW,
        name="b.pdf",
    )
    Component.objects.create(
        dossier=waiting, component_id="drawings", name="Bản vẽ", source="upload", files=[better.uuid], round=1
    )
    _, pdf = walking.result_of(walking.walk(waiting, NOW, dossiers.PERMIT.officers))
    assert "Trang 1/1" in text_of(pdf)


def one_page() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PDF")
    return out.getvalue()


@pytest.mark.parametrize("case", dossiers.ALL, ids=lambda case: case.name)
def test_the_officer_sees_the_paper_before_it_has_a_number(case):
    """A preview takes no number: the paper that is signed afterwards still bears the first one."""
    filed = dossiers.filed(case, NOW)
    waiting = walking.walk(filed, NOW, case.officers, until="sign")
    with transaction.atomic():
        shown = results.preview(hold(waiting.id), NOW)
    assert shown.startswith(b"%PDF") and b"/ByteRange" not in shown
    signed = walking.walk(waiting, NOW, case.officers)
    assert signed.result_number.startswith("01/")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            {"request": "end", "end_reason": "chuyển đi nước ngoài"},
            ["Về việc thôi hưởng", "chuyển đi nước ngoài", "kể từ tháng 03 năm 2026"],
        ),
        (
            {"request": "move", "new_unit": "00160"},
            ["Về việc chuyển nơi hưởng", "975.000 đồng/tháng", "Phường Nghĩa Đô"],
        ),
        (
            {
                "request": "care",
                "carer_name": "Nguyễn Thị Minh Anh",
                "carer_pin": dossiers.PIN,
                "carer_relation": "con",
            },
            ["hộ gia đình nhận chăm sóc", "Nguyễn Thị Minh Anh", "975.000 đồng/tháng"],
        ),
    ],
    ids=["ending", "moving", "care"],
)
def test_an_allowance_may_be_ended_moved_or_given_for_care(asked, words):
    case = dossiers.ALLOWANCE
    entered = dict(case.officers["verify"])
    if asked["request"] == "end":
        entered = {key: entered[key] for key in ("proposal", "effective_month")}
    papers = tuple(case.scans) + (("care_declaration",) if asked["request"] == "care" else ())
    filed = dossiers.filed(replace(case, scans=papers), NOW, **asked)
    done = walking.walk(filed, NOW, {"verify": entered})
    text = text_of(walking.result_of(done)[1])
    for word in words:
        assert word in text, f"{word!r} is not in {text!r}"
