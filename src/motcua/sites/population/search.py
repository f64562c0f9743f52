"""Finding a person: a number of today or of before, a scanned card, or a name together with a day of birth."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from motcua.city.models import Person
from motcua.foundation import audit
from motcua.foundation.card_qr import CardData, CardQrError, parse_card_qr
from motcua.foundation.identifiers import parse_pin
from motcua.foundation.text import NameMatch, compare_names
from motcua.foundation.worktime import VN
from motcua.records.population import reading
from motcua.records.privacy.purposes import all_purposes
from motcua.sites.population.frame import (
    CODES,
    PURPOSE,
    Looker,
    codes_for,
    frame,
    population_page,
)
from motcua.sites.population.matters import closed_to
from motcua.sites.shell.language import both, say

WHAT = "population"
PIN_WORDS = {
    "PIN_LENGTH": ("Số định danh có 12 chữ số.", "A personal number has 12 digits."),
    "PIN_NONDIGIT": ("Số định danh chỉ gồm chữ số.", "A personal number has digits only."),
    "PIN_PROVINCE": ("Ba số đầu không phải mã tỉnh nào.", "The first three digits are no province."),
    "PIN_FUTURE": ("Năm sinh trong số này chưa tới.", "The year of birth in this number is yet to come."),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What was found; `card` when a card was scanned, with `differs`: what it says otherwise than the register.

    `withheld`: how many more there are who asked that nobody look them up.
    """

    people: list[Person]
    card: CardData | None = None
    differs: tuple[dict[str, str], ...] = ()
    withheld: int = 0


@require_http_methods(["GET", "HEAD", "POST"])
@population_page
def search(request: HttpRequest, looker: Looker) -> HttpResponse:
    """The questions, and whom they found. Posted, so that no number stands in an address. Four queries at most."""
    if request.method != "POST":
        return render(request, "population/search.html", frame(looker, typed={}, faults={}))
    typed = {name: " ".join(request.POST.get(name, "").split())[:1000] for name in ("number", "name", "born")}
    faults: dict[str, dict[str, str]] = {}
    found = None
    if looker.purpose is None:
        faults["purpose"] = both("Hãy chọn mục đích trước.", "Choose the purpose first.")
    else:
        found = find(looker, typed, faults)
    if found is not None:
        found = _allowed(looker, found)
        _note(looker, found)
        if len(found.people) == 1 and not found.differs:
            return redirect("population:record", found.people[0].pk)
    context = frame(
        looker, typed=typed, faults=faults, found=found, rows=[row(one) for one in found.people] if found else []
    )  # fmt: skip
    return render(request, "population/search.html", context, status=422 if faults else 200)


@require_POST
@population_page
def purpose(request: HttpRequest, looker: Looker) -> HttpResponse:
    """What people are looked up for from now on; back to where it was asked."""
    said = request.POST.get("purpose", "")
    if said in CODES and said not in codes_for(looker.officer):
        # a purpose beyond the post: the page did not offer it
        name = all_purposes()[said].name.vi
        audit.log_search(looker.officer.actor, purpose=name, what=WHAT, at=looker.officer.now, code=said)
        messages.error(
            request,
            say(
                f"Chức vụ của bạn không tra cứu với mục đích “{name}”. Lần chọn này đã được ghi vào nhật ký.",
                f"Your post does not look people up for “{all_purposes()[said].name.en}”. This has been noted.",
            ),
        )
    elif said in CODES:
        request.session[PURPOSE] = said
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = reverse("population:search")
    return redirect(back)


def find(looker: Looker, typed: dict[str, str], faults: dict[str, dict[str, str]]) -> Found | None:
    """Whom the answers mean; `faults` gets what is wrong with them, each at its field."""
    today = looker.officer.now.astimezone(VN).date()
    number = typed["number"]
    if "|" in number:
        return _by_card(number, today, faults)
    if number:
        read = parse_pin(number, today)
        if read.value is None:
            code = next((flag for flag in read.flags if flag in PIN_WORDS), "PIN_LENGTH")
            faults["number"] = both(*PIN_WORDS[code])
            return None
        person = reading.of_number(read.value)
        return Found([person] if person else [])
    born = _day(typed["born"])
    if not typed["name"]:
        faults["name"] = both(
            "Hãy nhập số định danh, hoặc họ tên và ngày sinh.", "A number, or name and birth date."
        )
    if born is None:
        faults["born"] = both("Ngày sinh như 02/05/1990.", "Date of birth as 02/05/1990.")
    if faults or born is None:
        return None
    return Found(reading.named(typed["name"], born))


def _by_card(payload: str, today: date, faults: dict[str, dict[str, str]]) -> Found | None:
    try:
        card = parse_card_qr(payload, today)
    except CardQrError:
        faults["number"] = both(
            "Đây không phải mã trên thẻ căn cước.", "This is not the code of an identity card."
        )
        return None
    person = reading.of_number(card.pin.value or "") if card.pin.value else None
    if person is None and card.cancelled_pin:
        person = reading.of_number(card.cancelled_pin)
    return Found([person] if person else [], card, differences(card, person) if person else ())


def differences(card: CardData, person: Person) -> tuple[dict[str, str], ...]:
    """In which points a card says something else than the register. The address of a card proves nothing of today."""
    found = []
    if compare_names(card.full_name, person.full_name) not in (NameMatch.SAME, NameMatch.VARIANT):
        found.append(both(f"Họ tên trên thẻ: {card.full_name}", f"Name on the card: {card.full_name}"))
    if (born := card.birth_date) is not None and (born.as_date() or born.year) not in (
        person.birth_date,
        person.birth_date.year,
    ):
        words = f"{born.as_date():%d/%m/%Y}" if born.as_date() else str(born.year)
        found.append(both(f"Ngày sinh trên thẻ: {words}", f"Birth date on the card: {words}"))
    if card.sex and card.sex != person.sex:
        found.append(both("Giới tính trên thẻ khác với dữ liệu.", "The sex on the card differs."))
    if card.pin.value and card.pin.value != person.pin:
        found.append(both("Số trên thẻ đã được thay.", "The number on the card was replaced."))
    return tuple(found)


def row(person: Person) -> dict[str, Any]:
    """One person of a list. No query."""
    return {"person": person, "href": reverse("population:record", args=[person.pk])}


def _allowed(looker: Looker, found: Found) -> Found:
    """Without those who asked that officers do not look them up beyond their own matters; that is written down as refused."""
    assert looker.purpose is not None
    stopped = closed_to(looker.officer, looker.purpose.code, [one.pk for one in found.people])
    if not stopped:
        return found
    looker.refused(sorted(stopped)).note()
    people = [one for one in found.people if one.pk not in stopped]
    return Found(people, withheld=len(stopped))


def _note(looker: Looker, found: Found) -> None:
    """Every look is written down; a search that found nobody too."""
    assert looker.purpose is not None
    if not found.people and found.withheld:
        return
    actor, now = looker.officer.actor, looker.officer.now
    purpose, code = looker.purpose.name.vi, looker.purpose.code
    if not found.people:
        audit.log_search(actor, purpose=purpose, what=WHAT, at=now, code=code)
        return
    looker.shown(one.pk for one in found.people)
    if len(found.people) > 1 or found.differs:
        people = [one.pk for one in found.people]
        audit.log_read(actor, people, purpose=purpose, what=WHAT, at=now, code=code)


def _day(text: str) -> date | None:
    """A day as people type it (`2/5/1990`) or as a date field sends it."""
    parts = text.replace("-", "/").replace(".", "/").split("/")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts):
        return None
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
    try:
        return date(year, month, day)
    except ValueError:
        return None
