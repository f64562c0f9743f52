"""Each of the twelve procedures gives its owner a signed and sealed paper that says what was decided."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.holding import hold
from motcua.records.papers import page_count
from tests.conftest import hanoi
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


def test_a_certified_copy_is_the_scan_followed_by_the_testimony():
    done = walking.walk(dossiers.filed(dossiers.COPY, NOW), NOW, {})
    assert page_count(walking.result_of(done)[1]) == 3


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
