"""Every procedure of the city can be filed at home: page by page, as a browser sends it, to the dossier's number."""

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.foundation import clock
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers.models import Dossier
from tests.services.dossiers import ALL, EXTRACT
from tests.services.walking import scanned_page
from tests.sites.form_filling import kinds_of, walk
from tests.sites.portal_town import VN, errors_on, town  # noqa: F401

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=VN)
"""A Monday before the days that the dossiers of the tests name."""
CASES = [*ALL, EXTRACT]


def bring_papers(browser, draft):
    """Upload a scan for every paper that the page asks for, and go on; the server's answer."""
    where = f"/nop/ban-nhap/{draft.id}/giay-to"
    wanted = set(re.findall(r'name="(paper-[^"]+)"', browser.get(where).content.decode()))
    scans = {name: SimpleUploadedFile(f"{name}.pdf", scanned_page()) for name in sorted(wanted)}
    return browser.post(where, scans | {"_next": "1"})


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_resident_files_it_at_home(town, case):
    clock.set_for_test(MORNING)
    draft = town.begin(case.code)
    way = walk(town.browser, draft, case.answers, kinds_of(publishing.compiled(draft.version)))
    assert way.pages
    papers = bring_papers(town.browser, draft)
    assert papers.status_code == 302, errors_on(papers)
    definition = publishing.definition_of(draft.version)
    answer = town.browser.post(
        f"/nop/ban-nhap/{draft.id}/xem-lai",
        {"delivery": definition.result.delivery[0], "consent": "yes"},
    )
    assert answer.status_code == 302, errors_on(answer)
    dossier = Dossier.objects.get(uuid=draft.id)
    assert dossier.answers.items() >= case.answers.items()
    page = town.browser.get(answer["Location"]).content.decode()
    assert dossier.code in page


def test_all_twelve_are_tried():
    assert len({case.code for case in CASES}) == 12
