"""A register that one file declares: records are checked, numbered, found, corrected, and what they were stays."""

import json
from datetime import date

import msgspec
import pytest

from motcua.city.models import Person, UnitSuccessor
from motcua.foundation.models import Event
from motcua.records import registers
from tests.conftest import hanoi
from tests.records.registers.conftest import CLERK, DAY, DOSSIER, OPENED, STALLS

LATER = hanoi("2026-05-04 10:00")
SLIP = registers.Source("officer", "phiếu 12")


def test_what_is_entered_is_numbered_by_the_year_and_read_again(a_stall, ward):
    first, second = a_stall(stall="A1", rent="250000", area=4.50), a_stall(stall="A2")
    assert [registers.number_text(one) for one in (first, second)] == ["01/2026", "02/2026"]
    again = registers.get("market-stalls", first.id)
    assert again.data == {
        "holder_name": "Trần Thị Quầy", "market": "Chợ Nghĩa Tân", "stall": "A1", "rent": 250000, "area": "4.5",
    }  # fmt: skip
    assert (again.key, again.revision, again.state) == (f"{ward.id}/2026/1", 1, "in_force")
    assert (again.dossier_code, again.origin_ref) == (DOSSIER.ref, DOSSIER.ref)
    assert registers.by_key("market-stalls", f"{ward.id}/2026/2").id == second.id
    assert registers.get("market-stalls", 999_999_999) is None
    assert [one.id for one in registers.of_dossier("market-stalls", DOSSIER.ref)] == [first.id, second.id]


def test_everything_wrong_is_told_at_once_and_no_number_is_used(a_stall):
    with pytest.raises(registers.NotAccepted) as refused:
        a_stall(
            stall="nowhere", holder_name=None, holder_pin="123", holder_birth="1958-13", area="big", rent=2.5,
            goods="gold", since="2026-02-30", home={"unit": "99999", "line": "Số 1"}, spot={"type": "Point"}, colour="red",
        )  # fmt: skip
    assert [problem.field for problem in refused.value.problems] == [
        "holder_name", "holder_pin", "holder_birth", "stall", "area", "rent", "goods", "since", "spot", "colour", "home",
    ]  # fmt: skip
    assert all(problem.vi and problem.en for problem in refused.value.problems)
    assert a_stall().number == 1


def test_a_condition_over_the_fields_holds_or_is_told_in_its_own_words(a_stall):
    with pytest.raises(registers.NotAccepted, match="end after it began"):
        a_stall(since="2026-03-01", until="2026-02-01")
    assert a_stall(since="2026-03-01").data["since"] == "2026-03-01"


def test_an_address_is_of_a_unit_of_that_day_and_stands_where_the_unit_is_today(a_stall, ward):
    code = ward.unit.code
    record = a_stall(home={"unit": code, "line": "Số 5, ngõ 12"})
    assert (record.data["home"], record.unit_code) == ({"unit": code, "line": "Số 5, ngõ 12"}, code)
    went = UnitSuccessor.objects.select_related("old", "new").order_by("old__code")
    by_old = {link.old_id: [one for one in went if one.old_id == link.old_id] for link in went}
    whole = next(links[0] for links in by_old.values() if len(links) == 1 and links[0].old.level == 3)
    old = a_stall(home={"unit": whole.old.code, "line": ""}, on=date(2025, 6, 30))
    assert (old.data["home"]["unit"], old.unit_code) == (whole.old.code, whole.new.code)
    assert a_stall(home="12 Hàng Gai").data["home"] == {"unit": "", "line": "12 Hàng Gai"}


def test_people_are_known_by_number_or_by_a_name_and_birth_date_that_only_one_bears(a_stall):
    known, other = Person.objects.exclude(pin="").order_by("id")[:2]
    by_number = a_stall(holder_name="Ai cũng được", holder_pin=known.pin)
    by_name = a_stall(holder_name=other.full_name.upper(), holder_birth=other.birth_date.isoformat())
    by_year = a_stall(holder_name=other.full_name, holder_birth=str(other.birth_date.year))
    assert registers.about(known.id, ["market-stalls"]) == [by_number]
    assert registers.about(other.id, ["market-stalls"]) == [by_name]
    assert registers.people_of([by_number, by_name, by_year]) == {
        ("market-stalls", by_number.id): {"holder": known.id},
        ("market-stalls", by_name.id): {"holder": other.id},
        ("market-stalls", by_year.id): {},
    }


def test_entering_takes_five_statements_and_what_is_about_a_person_one(
    a_stall, ward, django_assert_num_queries
):
    known = Person.objects.exclude(pin="").first()
    a_stall()
    home = {"unit": ward.unit.code, "line": "Số 5"}
    with django_assert_num_queries(5):
        record = a_stall(holder_pin=known.pin, home=home)
    with django_assert_num_queries(1):
        assert registers.about(known.id) == [record]
    with django_assert_num_queries(0):  # its one statement is planned once and goes straight to the server
        assert registers.by_key("market-stalls", record.key).id == record.id


def test_a_correction_keeps_the_old_value_with_who_changed_it_and_why(a_stall):
    record = a_stall(rent=100)
    now = registers.correct(
        record,
        {"rent": 200, "goods": "food"},
        reason="Ghi nhầm",
        source=SLIP,
        by=CLERK,
        at=LATER,
        expected_revision=1,
    )
    assert (now.data["rent"], now.data["goods"], now.revision, now.state) == (200, "food", 2, "in_force")
    first, second = registers.history("market-stalls", record.id)
    assert (first.data["rent"], first.replaced_at, first.origin) == (100, LATER, "dossier")
    assert (second.data["rent"], second.replaced_at, second.reason) == (200, None, "Ghi nhầm")
    assert second.by == CLERK.as_data()
    assert registers.as_of("market-stalls", record.id, hanoi("2026-04-01 00:00")).data["rent"] == 100
    assert registers.as_of("market-stalls", record.id, LATER).data["rent"] == 200
    assert registers.as_of("market-stalls", record.id, hanoi("2026-03-01 00:00")) is None
    again = registers.correct(now, {"goods": None}, reason="Chưa rõ", source=SLIP, by=CLERK, at=LATER)
    assert ("goods" in again.data, again.revision) == (False, 3)
    told = [
        json.loads(event.body)["data"]["fields"] for event in Event.objects.filter(kind="register.corrected")
    ]
    assert told == [["goods", "rent"], ["goods"]]


def test_who_corrects_what_somebody_else_has_just_corrected_is_told(a_stall):
    record = a_stall()
    registers.correct(record, {"rent": 1}, reason="Một", source=SLIP, by=CLERK, at=LATER)
    with pytest.raises(registers.ChangedMeanwhile) as refused:
        registers.correct(
            ("market-stalls", record.id),
            {"rent": 2},
            reason="Hai",
            source=SLIP,
            by=CLERK,
            at=LATER,
            expected_revision=1,
        )
    assert refused.value.revision == 2


def test_a_correction_needs_a_reason_and_good_values(a_stall):
    record = a_stall()
    with pytest.raises(registers.NotAccepted, match="reason"):
        registers.correct(record, {"rent": 1}, reason=" ", source=SLIP, by=CLERK, at=LATER)
    with pytest.raises(registers.NotAccepted, match="whole number"):
        registers.correct(record, {"rent": "many"}, reason="Sửa", source=SLIP, by=CLERK, at=LATER)
    assert registers.get("market-stalls", record.id).revision == 1


def test_no_two_hold_one_stall_at_a_time_but_one_after_the_other_may(a_stall):
    first = a_stall(stall="B1", valid_to=date(2026, 6, 1))
    with pytest.raises(registers.NotAccepted, match="holds this stall"):
        a_stall(stall="B1")
    next_one = a_stall(stall="B1", valid_from=date(2026, 6, 1))
    assert (first.number, next_one.valid_from) == (1, date(2026, 6, 1))


def test_a_correction_into_what_another_holds_is_refused_with_words_and_leaves_the_record(a_stall):
    a_stall(stall="B1", licence="GP1")
    second = a_stall(stall="B2", licence="GP2")
    for changes, words in (({"stall": "B1"}, "holds this stall"), ({"licence": "GP1"}, "another stall")):
        with pytest.raises(registers.NotAccepted, match=words):
            registers.correct(second, changes, reason="Chuyển", source=SLIP, by=CLERK, at=LATER)
    assert registers.get("market-stalls", second.id).revision == 1


def test_a_licence_stands_at_one_stall(a_stall):
    a_stall(licence="GP1")
    with pytest.raises(registers.NotAccepted) as refused:
        a_stall(licence="GP1")
    assert [(one.field, one.en) for one in refused.value.problems] == [
        ("licence", "This licence stands at another stall.")
    ]


def test_what_ended_cancelled_or_was_replaced_stays_readable_and_no_longer_counts(a_stall):
    person = Person.objects.exclude(pin="").first()
    ended, cancelled, withdrawn, replaced = (a_stall(holder_pin=person.pin) for _ in range(4))
    later = {"source": SLIP, "by": CLERK, "at": LATER}
    registers.end(ended, date(2026, 4, 1), reason="Trả quầy", **later)
    registers.cancel(cancelled, reason="Quyết định 5", **later)
    registers.withdraw(withdrawn, reason="Nhập nhầm tệp", **later)
    registers.replace(replaced, date(2026, 4, 1), reason="Cấp lại", **later)
    assert registers.about(person.id) == [ended]
    assert registers.about(person.id, on=date(2026, 4, 1)) == []
    assert registers.about(person.id, on=date(2026, 3, 31)) == [ended]
    assert registers.on_day([ended], date(2026, 3, 31)) == [ended]
    assert [
        registers.get("market-stalls", one.id).state for one in (ended, cancelled, withdrawn, replaced)
    ] == ["in_force", "cancelled", "withdrawn", "corrected"]
    with pytest.raises(registers.NotInForce):
        registers.correct(cancelled, {"rent": 1}, reason="Sửa", **later)


def test_an_old_book_brings_its_own_numbers_and_the_next_one_goes_on_after_them(a_stall, ward):
    def from_book(number):
        return registers.enter(
            "market-stalls", agency_id=ward.id, on=DAY, data={"holder_name": "Cụ Ba", "market": "Chợ", "stall": f"C{number}"},
            source=registers.Source("book", "01/2026:12"), by=CLERK, at=OPENED, volume="01/2026", page="12", number=number,
        )  # fmt: skip

    assert (from_book(40).volume, a_stall().number) == ("01/2026", 41)
    with pytest.raises(registers.NotAccepted, match="under this number"):
        from_book(40)


def test_a_register_is_brought_in_once_and_does_not_change_its_meaning_under_one_version(stalls):
    assert registers.bring_in(STALLS, at=OPENED) is False
    other_words = msgspec.structs.replace(STALLS, legal_bases=("Văn bản khác",))
    assert registers.bring_in(other_words, at=OPENED) is True
    shorter = msgspec.structs.replace(STALLS, fields=STALLS.fields[1:], title=("stall",))
    with pytest.raises(registers.NotBroughtIn, match="version 2"):
        registers.bring_in(shorter, at=OPENED)

    def with_options(change):
        fields = tuple(
            msgspec.structs.replace(one, options=change(one.options)) if one.options else one
            for one in STALLS.fields
        )
        return msgspec.structs.replace(other_words, fields=fields)

    more = with_options(lambda old: (*old, msgspec.structs.replace(old[0], value="another")))
    assert registers.bring_in(more, at=OPENED) is True, "one option more: what is kept means what it meant"
    with pytest.raises(registers.NotBroughtIn, match="version 2"):
        registers.bring_in(with_options(lambda old: old[1:]), at=OPENED)
    assert registers.definition_of("market-stalls").legal_bases == ("Văn bản khác",)
    with pytest.raises(registers.NoSuchRegister):
        registers.definition_of("no-such-book")


def test_everything_that_the_room_offers_is_there():
    assert [name for name in registers.__all__ if not hasattr(registers, name)] == []
    with pytest.raises(AttributeError):
        _ = registers.no_such_thing


def test_what_would_be_refused_is_known_before_anything_is_signed(a_stall, ward):
    data = {"holder_name": "Lê Văn Hai", "market": "Chợ Nghĩa Tân", "stall": "K1", "licence": "GP9"}

    def problems(**more):
        found = registers.problems_of("market-stalls", data, on=DAY, agency_id=ward.id, **more)
        return [one.field for one in found]

    assert problems() == []
    a_stall(stall="K1", licence="GP9")
    assert problems() == ["licence", "market"]
    assert problems(dossier_code=DOSSIER.ref) == []
