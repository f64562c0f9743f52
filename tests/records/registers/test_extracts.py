"""An extract of a record is signed and sealed, and anybody checks it by its code; what is past its years is cleared by two."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from motcua.city import authority
from motcua.city.models import Agency, Person
from motcua.foundation.models import AccessLog
from motcua.records import papers, registers
from motcua.records.registers import extracts, keeping, showing
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.reading_pdf import signatures_of, text_of
from tests.records.registers.conftest import CLERK, DOSSIER, OPENED, STALLS

NOW = hanoi("2026-03-03 09:00")
PURPOSE = "Cấp trích lục"
pytestmark = pytest.mark.django_db


@pytest.fixture
def at_home(stalls):
    """A stall of the ward in which the demo officers work, held by a known person."""
    holder = Person.objects.exclude(pin="").order_by("id").first()
    ward = Agency.objects.get(key="ubnd-phuong-nghia-do")
    data = {
        "holder_name": "Trần Thị Quầy", "holder_pin": holder.pin, "market": "Chợ Nghĩa Tân", "stall": "H7", "rent": 1250000,
        "area": "4.50", "goods": "food", "since": "2026-03-01", "home": {"unit": ward.unit.code, "line": "Số 5"},
    }  # fmt: skip
    return registers.enter(
        "market-stalls", agency_id=ward.id, on=OPENED.date(), data=data, source=DOSSIER, by=CLERK, at=OPENED,
        volume="01/2026",
    )  # fmt: skip


def test_values_are_said_in_words(at_home):
    said = dict(showing.lines(STALLS, at_home.data, at_home.entered_on))
    assert (said["Diện tích"], said["Tiền thuê"], said["Mặt hàng"], said["Bán từ"]) == (
        "4,50 m²", "1.250.000 đồng", "Thực phẩm", "01/03/2026",
    )  # fmt: skip
    assert said["Nơi ở"].startswith("Số 5, Phường Nghĩa Đô")
    assert dict(showing.lines(STALLS, at_home.data, at_home.entered_on, english=True))["Goods"] == "Food"
    assert showing.title_of(STALLS, at_home.data, at_home.entered_on) == "H7 · Chợ Nghĩa Tân"


def test_an_extract_is_signed_sealed_and_says_what_its_signer_may_read(at_home):
    made = extracts.extract(at_home, by=officer("chair", NOW), purpose=PURPOSE, at=NOW)
    pdf = papers.content(made.file)
    text = text_of(pdf)
    for words in ("H7", "Chợ Nghĩa Tân", "1.250.000 đồng", "01/2026", "Nghĩa Đô"):
        assert words in text, f"{words!r} is not in {text!r}"
    assert at_home.data["holder_pin"] not in text
    assert signatures_of(pdf).count("Signature is Valid") == 2
    assert AccessLog.objects.filter(what="extract:market-stalls", purpose=PURPOSE).exists()
    with pytest.raises(authority.NotAllowed):
        extracts.extract(at_home, by=officer("justice", NOW), purpose=PURPOSE, at=NOW)


def test_anybody_learns_by_the_code_whether_the_register_still_says_so_and_nothing_else(at_home, client):
    made = extracts.extract(at_home, by=officer("chair", NOW), purpose=PURPOSE, at=NOW)
    page = client.get(f"/kiem-tra-trich-luc/?ma={made.code.lower()[:6]} {made.code[6:]}", follow=True)
    body = page.content.decode()
    assert page.status_code == 200 and "vẫn ghi như trên giấy" in body and "Sổ quầy chợ" in body
    assert "Trần Thị Quầy" not in body and "H7" not in body
    registers.correct(at_home, {"rent": 1}, reason="Sửa", source=DOSSIER, by=CLERK, at=NOW)
    assert "đã được sửa" in client.get(f"/kiem-tra-trich-luc/{made.code}").content.decode()
    registers.cancel(at_home, reason="Hủy", source=DOSSIER, by=CLERK, at=NOW)
    assert "không còn hiệu lực" in client.get(f"/kiem-tra-trich-luc/{made.code}").content.decode()
    unknown = client.get("/kiem-tra-trich-luc/KHONGCO23456")
    assert unknown.status_code == 404 and "Không có trích lục nào" in unknown.content.decode()


def test_what_is_past_its_years_is_listed_by_one_approved_by_another_and_then_cleared(at_home):
    later = hanoi("2037-03-03 09:00")
    old = {"reason": "Trả quầy", "source": DOSSIER, "by": CLERK, "at": NOW}
    registers.end(at_home, date(2026, 6, 1), **old)
    on = hanoi("2036-06-03 09:00")
    lister, chair = officer("justice", NOW), officer("chair", NOW)
    place = at_home.agency_id
    with pytest.raises(keeping.CannotClear, match="No record is past"):
        keeping.propose("market-stalls", place, by=lister, at=NOW)
    assert [row["id"] for row in keeping.past_keeping("market-stalls", place, on.date())] == [at_home.id]
    made = keeping.propose("market-stalls", place, by=officer("justice", later), at=later)
    assert (made.count, made.state) == (1, "listed")
    assert keeping.clear_some(at=later) is False
    with pytest.raises(keeping.CannotClear, match="does not approve"):
        keeping.decide(
            made.id, agreed=True, reason="", by=replace(chair, account_id=lister.account_id), at=NOW
        )
    keeping.decide(made.id, agreed=True, reason="", by=chair, at=NOW)
    with pytest.raises(keeping.CannotClear, match="has been decided"):
        keeping.decide(made.id, agreed=True, reason="", by=chair, at=NOW)
    assert keeping.clear_some(at=later) is True
    assert keeping.clear_some(at=later) is False
    gone = registers.get("market-stalls", at_home.id)
    assert (gone.data, gone.words, gone.number, gone.dossier_code) == ({}, [], at_home.number, "")
    assert registers.history("market-stalls", at_home.id)[0].data == {}
    assert registers.people_of([gone]) == {("market-stalls", gone.id): {}}
    assert keeping.past_keeping("market-stalls", place, later.date()) == []


def test_a_register_that_is_kept_for_ever_lists_nothing(at_home):
    for_ever = msgspec.structs.replace(STALLS, kept_years=None)
    registers.bring_in(for_ever, at=NOW)
    with pytest.raises(keeping.CannotClear, match="for ever"):
        keeping.propose("market-stalls", at_home.agency_id, by=officer("justice", NOW), at=NOW)
