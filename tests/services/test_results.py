"""Each of the twelve procedures gives its owner a signed and sealed paper that says what was decided."""

import os
from pathlib import Path

import pytest

from motcua.records.papers import page_count
from tests.conftest import hanoi
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
    text = walking.text_of(pdf)
    for words in case.says(document.number):
        assert words in text, f"{words!r} is not in {text!r}"
    signed = walking.signatures_of(pdf)
    assert signed.count("Signature is Valid") == 2, signed


def test_a_certified_copy_is_the_scan_followed_by_the_testimony():
    done = walking.walk(dossiers.filed(dossiers.COPY, NOW), NOW, {})
    assert page_count(walking.result_of(done)[1]) == 3
