"""Copies of register entries: finding the entry that the answers name, and stating it line by line."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from motcua.city import units
from motcua.city.models import Agency, Person, UnitSuccessor
from motcua.foundation.text import fold
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.records import registers
from motcua.records.documents import words
from motcua.records.documents.results import RegisterExtract, Row
from motcua.records.population.ethnic_groups import ethnic_group

KINDS = {
    "birth": ("births", "Giấy khai sinh", "Sổ đăng ký khai sinh"),
    "marriage": ("marriages", "Trích lục kết hôn", "Sổ đăng ký kết hôn"),
    "death": ("deaths", "Trích lục khai tử", "Sổ đăng ký khai tử"),
    "parentage": ("parentages", "Trích lục đăng ký nhận cha, mẹ, con", "Sổ đăng ký nhận cha, mẹ, con"),
    "change": (
        "civil-status-changes",
        "Trích lục thay đổi, cải chính hộ tịch",
        "Sổ đăng ký thay đổi, cải chính hộ tịch",
    ),
    "guardianship": ("guardianships", "Trích lục đăng ký giám hộ", "Sổ đăng ký giám hộ"),
}
"""Register, title of the extract and name of the book for each kind of event that can be asked for."""
SUBJECTS = {"births": ("child",), "marriages": ("woman", "man"), "deaths": ("deceased",)}
"""Whom an entry is about, as its facts name them. Other registers say `subject`."""
ROLES = ("child", "wife", "husband", "deceased", "subject")


def register_extract(case: ResultCase) -> Built:
    """Bản sao trích lục hộ tịch from the register of the city. Source: Luật Hộ tịch 2014 Đ63-64.

    Raises CannotBuild when no entry in force fits the answers.
    """
    answers = case.answers
    register, title, book = KINDS[answers["event_kind"]]
    entry = _found(register, answers, case.on)
    agency = Agency.objects.get(id=entry.agency_id)
    rows = LINES.get(register, _any_lines)(entry.data, entry.entered_on)
    document = RegisterExtract(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        title=title,
        rows=[
            *(Row(label=label, value=value) for label, value in rows if value),
            Row(label="Nơi đăng ký", value=agency.name_vi),
        ],
        register=f"{book} năm {entry.year}, quyển số {entry.volume.partition('/')[0] or '01'}",
        entry_number=registers.number_text(entry),
        registered_on=entry.entered_on,
    )
    data = {
        "paper_number": case.number,
        "copies": answers.get("copy_count", 1),
        "register": register,
        "entry": registers.number_text(entry),
        "entry_id": entry.id,
        "asked_by": answers.get("requester_name", ""),
        "asked_by_pin": answers.get("requester_pin", ""),
        "subject": answers.get("subject_name", ""),
    }
    return Built(document, entry=data, subjects=registers.people_of([entry])[entry.register, entry.id])


def _found(register: str, answers: Mapping[str, Any], on: date) -> registers.Record:
    """The newest entry in force of that year and place about the person; the number narrows when it is known."""
    number = str(answers.get("register_number") or "").split("/")[0].strip()
    entries = registers.of_year(
        register,
        answers["registered_year"],
        _agencies_of(answers.get("registered_at", ""), on),
        number=int(number) if number.isdecimal() else None,
    )
    fitting = [entry for entry in entries if _is_about(entry, answers)]
    if not fitting:
        raise CannotBuild(
            "Không tìm thấy việc hộ tịch này trong sổ của năm, nơi đã khai. Hãy tra cứu lại hoặc từ chối cấp.",
            "No such entry stands in the register of that year and place. Search again, or refuse.",
        )
    return fitting[0]


def _is_about(entry: registers.Record, answers: Mapping[str, Any]) -> bool:
    """Whether the person asked for is the one whom the entry is about: by number, or by name and birth date."""
    pin, name = answers.get("subject_pin") or "", fold(answers.get("subject_name") or "")
    born = answers.get("subject_birth_date")
    for who in SUBJECTS.get(entry.register, ("subject",)):
        if pin and entry.data.get(f"{who}_pin") == pin:
            return True
        same_name = bool(name) and fold(str(entry.data.get(f"{who}_name", ""))) == name
        if same_name and entry.data.get(f"{who}_birth_date") in (None, "", born):
            return True
    if not pin:
        return False
    named = registers.people_of([entry])[entry.register, entry.id]
    who_it_is_about = [person for role, person in named.items() if role in ROLES]
    return Person.objects.filter(pk__in=who_it_is_about, pin=pin).exists()


def _agencies_of(unit_code: str, on: date) -> list[int]:
    """The committees that keep the books of a commune: today's, and for old territory its successors'."""
    if not unit_code:
        return []
    try:
        codes = [units.at(unit_code, on).code]
    except units.UnknownUnit:
        links = UnitSuccessor.objects.filter(old__code=unit_code).select_related("new")
        codes = [link.new.code for link in links]
    return list(
        Agency.objects.filter(unit__code__in=codes, kind=Agency.Kind.COMMUNE).values_list("id", flat=True)
    )


Lines = list[tuple[str, str]]


def _person(data: Mapping[str, Any], prefix: str, title: str, on: date) -> Lines:
    who = words.civil_person(data, prefix, on)
    return [
        (f"Họ, chữ đệm, tên {title}".strip(), who.name.upper()),
        ("Ngày, tháng, năm sinh", who.birth),
        ("Dân tộc", who.ethnicity),
        ("Quốc tịch", who.nationality),
        ("Nơi cư trú", who.residence),
        ("Giấy tờ tùy thân", who.identity_paper),
    ]


def _birth_lines(data: Mapping[str, Any], on: date) -> Lines:
    born = data.get("child_birth_date", "")
    lines = [
        ("Họ, chữ đệm, tên", str(data.get("child_name", "")).upper()),
        ("Ngày, tháng, năm sinh", words.day_words(born) if born else ""),
        ("Ghi bằng chữ", words.date_in_words(date.fromisoformat(born)) if born else ""),
        ("Giới tính", words.SEX.get(data.get("child_sex", ""), "")),
        ("Dân tộc", ethnic_group(words.ETHNIC_LIST, data.get("child_ethnic_group", ""))),
        (
            "Quốc tịch",
            words.COUNTRIES.get(data.get("child_nationality", ""), data.get("child_nationality", "")),
        ),
        ("Nơi sinh", data.get("birth_place_words", "")),
        ("Quê quán", data.get("home_town_words", "")),
        ("Số định danh cá nhân", data.get("child_pin", "")),
    ]
    for prefix, title in (("mother", "người mẹ"), ("father", "người cha")):
        if data.get(f"{prefix}_name"):
            lines += _person(data, prefix, title, on)[:5]
    return lines


def _marriage_lines(data: Mapping[str, Any], on: date) -> Lines:
    return [*_person(data, "woman", "vợ", on), *_person(data, "man", "chồng", on)]


def _death_lines(data: Mapping[str, Any], on: date) -> Lines:
    deceased = {**data, "deceased_residence": data.get("last_residence")}
    died = data.get("death_date", "")
    return [
        *_person(deceased, "deceased", "", on),
        ("Đã chết", words.long_day_words(died) if died else ""),
        ("Nơi chết", data.get("death_place_words", "")),
        ("Nguyên nhân chết", data.get("death_cause", "")),
    ]


def _any_lines(data: Mapping[str, Any], on: date) -> Lines:
    """An entry of another register: its facts as they stand, texts only."""
    return [(key, value) for key, value in data.items() if isinstance(value, str)]


LINES: dict[str, Callable[[Mapping[str, Any], date], Lines]] = {
    "births": _birth_lines,
    "marriages": _marriage_lines,
    "deaths": _death_lines,
}
