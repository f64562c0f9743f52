"""Two officers write into one register at the same moment: its rules hold, and who comes second is told why."""

from datetime import date
from functools import partial

import pytest

from motcua.city.models import Agency
from motcua.records import registers
from tests.concurrency.pressing import Desk
from tests.records.registers.conftest import CLERK, DAY, DOSSIER, OPENED, STALLS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("city")]
HOW = {"source": DOSSIER, "by": CLERK, "at": OPENED}


def enter(ward: int, stall: str, **more):
    data = {"holder_name": "Trần Thị Quầy", "market": "Chợ Nghĩa Tân", "stall": stall, **more.pop("data", {})}
    return registers.enter("market-stalls", agency_id=ward, on=DAY, data=data, **HOW, **more)


def test_numbers_stalls_licences_and_corrections_hold_for_two_at_once():
    registers.bring_in(STALLS, at=OPENED)
    ward = Agency.objects.get(key="ubnd-phuong-cau-giay").id
    with Desk(4) as desk:
        for turn in range(5):
            both = desk.together([partial(enter, ward, f"B{turn}")] * 2)
            (refused,) = [one for one in both if isinstance(one, registers.NotAccepted)]
            assert refused.en == "Somebody holds this stall at that time."
            licensed = partial(enter, ward, data={"licence": f"GP{turn}"})
            two = desk.together([partial(licensed, f"C{turn}"), partial(licensed, f"D{turn}")])
            (refused,) = [one for one in two if isinstance(one, registers.NotAccepted)]
            assert refused.en == "This licence stands at another stall."
            one_after_the_other = desk.together(
                [
                    partial(enter, ward, f"E{turn}", valid_to=date(2026, 6, 1)),
                    partial(enter, ward, f"E{turn}", valid_from=date(2026, 6, 1)),
                ]
            )
            assert all(isinstance(one, registers.Record) for one in one_after_the_other)
        numbers = [one.number for one in registers.of_year("market-stalls", 2026, [ward])]
        assert sorted(numbers) == list(range(1, 21))
        ref = ("market-stalls", one_after_the_other[0].id)
        change = partial(registers.correct, ref, reason="Sửa", expected_revision=1, **HOW)
        pressed = desk.together([partial(change, {"rent": 1}), partial(change, {"rent": 2})])
        (late,) = [one for one in pressed if isinstance(one, registers.ChangedMeanwhile)]
        assert late.revision == 2
