"""Two officers at one paper: one scan, one signed copy, and the second is told."""

from functools import partial

import pytest

from motcua.foundation import clock
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Component
from motcua.records.papers.models import Paper
from motcua.records.scanning.closing import Confirmed
from motcua.records.scanning.errors import Closed
from motcua.records.scanning.models import Scan, ScanPage
from tests.concurrency.pressing import Desk
from tests.procedures import people
from tests.records.scanning import laid
from tests.sites.desk_people import MONDAY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]


@pytest.fixture(autouse=True)
def monday():
    clock.set_for_test(MONDAY)
    yield
    clock.set_for_test(None)


def test_a_paper_is_scanned_once_and_signed_once_however_many_press():
    by = people.officer("counter", MONDAY)
    dossier = laid.paper_birth(MONDAY)
    paper = Component.objects.get(dossier=dossier, source="scan")
    with Desk(4) as desk:
        begun = desk.together([partial(changes.begin_scan, dossier.id, paper.id, by=by, at=MONDAY)] * 4)
        assert len({one.pk for one in begun}) == 1
        scan = laid.scan_to_confirm(dossier, MONDAY)
        sides = ScanPage.objects.filter(scan=scan)
        right = Confirmed(
            title="Giấy chứng sinh", number="15/2026", issued_on=None, issuer="", valid_until=None, name="Trần Bảo An",
            sides=2, compared=frozenset(str(one.uuid) for one in sides), sure=frozenset({"name"}),
        )  # fmt: skip

        def press():
            try:
                return changes.digitise(scan.pk, right, by=by, at=MONDAY).state
            except Closed:
                return "closed"

        assert sorted(desk.together([press] * 4)) == ["closed", "closed", "closed", "done"]
    assert Scan.objects.count() == 1
    assert Paper.objects.filter(dossier_code=dossier.code, source="scanned").count() == 1
