"""A record names records of other registers; what refers to a record is found from its side."""

import msgspec
import pytest

from motcua.foundation.definitions import load_text
from motcua.records import registers
from motcua.records.registers import moving
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import RegisterVersion
from tests.conftest import hanoi
from tests.records.registers.conftest import CLERK, DAY, DOSSIER, OPENED
from tests.records.registers.test_definitions import second_version

LATER = hanoi("2026-05-04 10:00")
FINES = load_text(
    """
register: market-fines
name: {vi: Sổ phạt ở chợ, en: Fines at markets}
record: {vi: Lần phạt, en: Fine}
summary: {vi: Ai bị phạt ở quầy nào, en: Who was fined at which stall}
owner: commune
field: trade
fields:
  - {id: stall_year, kind: integer, label: {vi: Năm của quầy, en: Year of the stall}, required: true}
  - {id: stall_number, kind: integer, label: {vi: Số của quầy, en: Number of the stall}, required: true}
  - {id: paid, kind: money, label: {vi: Đã nộp, en: Paid}}
title: [stall_number]
links:
  - id: stall
    label: {vi: Quầy, en: Stall}
    register: market-stalls
    by: {agency: agency, year: stall_year, number: stall_number}
    required: true
""",
    RegisterDefinition,
).value

pytestmark = pytest.mark.django_db


@pytest.fixture
def fine(a_stall, ward):
    registers.bring_in(FINES, at=OPENED)

    def enter(number: int, agency: int = ward.id):
        return registers.enter(
            "market-fines", agency_id=agency, on=DAY, data={"stall_year": 2026, "stall_number": number}, source=DOSSIER,
            by=CLERK, at=OPENED,
        )  # fmt: skip

    return enter


def test_a_fine_names_its_stall_and_the_stall_knows_its_fines(a_stall, fine, django_assert_num_queries):
    stall, other = a_stall(), a_stall()
    first, second = fine(stall.number), fine(stall.number)
    assert registers.linked(first) == {"stall": stall}
    with django_assert_num_queries(1):
        assert registers.referring(stall) == {("market-fines", "stall"): [second, first]}
    assert registers.referring(other) == {}
    registers.cancel(second, reason="Phạt nhầm", source=DOSSIER, by=CLERK, at=LATER)
    assert registers.referring(stall) == {("market-fines", "stall"): [first]}


def test_a_fine_at_a_stall_that_is_not_there_is_refused_and_uses_no_number(a_stall, fine):
    stall = a_stall()
    with pytest.raises(registers.NotAccepted) as refused:
        fine(stall.number + 1)
    assert [one.field for one in refused.value.problems] == ["stall_year"]
    kept = fine(stall.number)
    assert kept.number == 1
    with pytest.raises(registers.NotAccepted, match="holds no such record"):
        registers.correct(kept, {"stall_number": 9}, reason="Sửa", source=DOSSIER, by=CLERK, at=LATER)


def test_old_records_move_under_a_new_version_in_batches_and_what_cannot_is_counted(a_stall):
    old = [a_stall(goods="food", rent=100, area="4.5") for _ in range(4)]
    gone = registers.cancel(a_stall(goods="cloth"), reason="Nhầm", source=DOSSIER, by=CLERK, at=OPENED)
    long = msgspec.structs.replace(second_version().named("goods"), max_length=5)
    fields = tuple(long if one.id == "goods" else one for one in second_version().fields)
    registers.bring_in(msgspec.structs.replace(second_version(), fields=fields), at=LATER)
    assert "market-stalls" in moving.waiting()
    assert moving.move("market-stalls", at=LATER, size=3) is True
    assert moving.move("market-stalls", at=LATER, size=3) is False
    assert moving.move("market-stalls", at=LATER, size=3) is False
    assert "market-stalls" not in moving.waiting()
    now = registers.get("market-stalls", old[3].id)
    assert (now.schema, now.data["goods"], now.data["owed"], now.revision) == (2, "Đồ ăn", 200, 2)
    before, after = registers.history("market-stalls", old[0].id)
    assert (before.data["area"], before.schema, after.origin) == ("4.5", 1, "rule")
    assert registers.get("market-stalls", gone.id).state == "cancelled"
    assert RegisterVersion.objects.get(register="market-stalls", version=2).left_behind == 0


def test_a_record_whose_values_do_not_fit_stays_readable_as_it_was(a_stall):
    old = a_stall(goods="cloth", rent=100, licence="GP-123456")
    short = msgspec.structs.replace(second_version().named("licence"), max_length=4)
    fields = tuple(short if one.id == "licence" else one for one in second_version().fields)
    registers.bring_in(msgspec.structs.replace(second_version(), fields=fields), at=LATER)
    assert moving.move("market-stalls", at=LATER) is False
    assert RegisterVersion.objects.get(register="market-stalls", version=2).left_behind == 1
    assert registers.get("market-stalls", old.id).revision == 1
    assert registers.under_newest(old)[0]["licence"] == "GP-123456"
