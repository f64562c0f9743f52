"""People, places, dates, sums and legal bases in the words of official Vietnamese papers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from motcua.city import identities, units
from motcua.city.models import Person, Unit
from motcua.foundation.amounts import in_words
from motcua.records import population
from motcua.records.documents.results import CivilPerson
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.records.population.models import CitizenRecord

SEX = {"male": "Nam", "female": "Nữ"}
COUNTRIES = {"VN": "Việt Nam"}
ETHNIC_LIST = "QD121-1979"
MINISTRIES = {
    "BTP": "Bộ trưởng Bộ Tư pháp",
    "BTC": "Bộ trưởng Bộ Tài chính",
    "BXD": "Bộ trưởng Bộ Xây dựng",
    "BYT": "Bộ trưởng Bộ Y tế",
    "BGDĐT": "Bộ trưởng Bộ Giáo dục và Đào tạo",
    "BLĐTBXH": "Bộ trưởng Bộ Lao động - Thương binh và Xã hội",
}
LOCAL_GOVERNMENT = "Căn cứ Luật Tổ chức chính quyền địa phương số 72/2025/QH15"


def civil_person(answers: Mapping[str, Any], prefix: str, on: date) -> CivilPerson:
    """The person whose answers begin with `prefix`, for example `mother_name`, `mother_birth_date`.

    What the form did not ask comes from the population data, when the personal number is known there.
    """

    def answer(name: str) -> Any:
        return answers.get(f"{prefix}_{name}") or ""

    record = population.lookup(answer("pin"))
    person = record.person if record else identities.by_pin(answer("pin"))
    born, country = answer("birth_date"), answer("nationality") or (record.nationality if record else "VN")
    sex = answer("sex") or (person.sex if person else "")
    group = ethnic_group(ETHNIC_LIST, answer("ethnic_group"))
    return CivilPerson(
        name=answer("name"),
        birth=day_words(born) if born else (day_words(person.birth_date) if person else ""),
        sex=SEX.get(sex, ""),
        ethnicity=group or (ethnic_group(record.ethnic_list, record.ethnic_code) if record else ""),
        nationality=COUNTRIES.get(country, country),
        residence=address_words(answer("residence"), on)
        or (residence_words(person, record) if person else ""),
        identity_paper=identity_words(answer("pin"), record),
        pin=answer("pin"),
    )


def identity_words(pin: str, record: CitizenRecord | None = None) -> str:
    """A person's identity paper: the card with its day and issuer when the city knows it, else the number."""
    if not pin:
        return ""
    if record is None or record.id_card_issued_on is None:
        return f"Số định danh cá nhân {pin}"
    issuer = record.id_card_issued_at or "Bộ Công an"
    return f"Căn cước số {pin}, {issuer} cấp ngày {day_words(record.id_card_issued_on)}"


def residence_words(person: Person, record: CitizenRecord | None) -> str:
    """The residence of Luật Cư trú Điều 11: permanent, else temporary, else where the person lives."""
    places = [(person.unit, person.address_line)]
    if record is not None:
        places = [
            (record.permanent_unit, record.permanent_line),
            (record.temporary_unit, record.temporary_line),
            (record.present_unit, record.present_line),
            *places,
        ]
    return next((units.full_address(line, unit) for unit, line in places if unit is not None), "")


_told_on: ContextVar[date | None] = ContextVar("codes_told_on", default=None)


@contextmanager
def codes_told_on(day: date) -> Iterator[None]:
    """Within it, codes of units mean what they meant on `day`: that of the filing.

    1,824 codes of communes changed their meaning on 2025-07-01: read on the day of the paper, an answer given before
    would name another place. Around the making of a paper, so that no line of it can forget.
    """
    token = _told_on.set(day)
    try:
        yield
    finally:
        _told_on.reset(token)


def _unit(code: str, on: date) -> Unit:
    """The unit that was told by its code, as it is called on `on`; under its old name where it was split."""
    told = _told_on.get()
    if told is None or told >= on:
        return units.at(code, on)
    unit = units.at(code, told)
    try:
        return units.now_called(unit, on)
    except (units.SeveralSuccessors, units.UnknownUnit):
        return unit


def address_words(answer: Any, on: date) -> str:
    """An address answer (or a bare unit code) in one line, its unit as it is called on `on`."""
    if not isinstance(answer, Mapping):
        return unit_words(str(answer or ""), on)
    if not answer.get("unit"):
        return str(answer.get("line", ""))
    return units.full_address(str(answer.get("line", "")), _unit(answer["unit"], on))


def unit_words(code: str, on: date) -> str:
    """`00160` as `Phường Nghĩa Đô, Thành phố Hà Nội`; words that are no code stay as they are."""
    return units.full_address("", _unit(code, on)) if code.isdecimal() else code


def day_words(day: date | str) -> str:
    """`2026-03-08` as `08/03/2026`."""
    return f"{date.fromisoformat(day) if isinstance(day, str) else day:%d/%m/%Y}"


def long_day_words(day: date | str) -> str:
    """`2026-03-08` as `ngày 08 tháng 3 năm 2026`; January and February have a zero too (NĐ 30/2020)."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def date_in_words(day: date) -> str:
    """`Ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu`."""
    month = "tư" if day.month == 4 else number_in_words(day.month)
    return f"Ngày {number_in_words(day.day)} tháng {month} năm {number_in_words(day.year)}"


def number_in_words(number: int) -> str:
    """`21` as `hai mươi mốt`."""
    return in_words(number).removesuffix(" đồng").lower()


def decimal_words(hundredths: int) -> str:
    """A number given in hundredths with the Vietnamese comma: 1450 is `14,5`, 1500 is `15`."""
    sign, whole, rest = "-" if hundredths < 0 else "", abs(hundredths) // 100, abs(hundredths) % 100
    return f"{sign}{whole}" + (f",{rest:02d}".rstrip("0") if rest else "")


def dong_words(amount: int) -> str:
    """`750000` as `750.000 đồng`."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def basis_words(reference: str) -> str:
    """A reference of a definition as a legal basis: `23/2015/NĐ-CP` is a decree of the Government."""
    kind = reference.rsplit("/", 1)[-1]
    if kind.startswith("QH"):
        return f"Căn cứ Luật số {reference} của Quốc hội"
    if kind == "NĐ-CP":
        return f"Căn cứ Nghị định số {reference} của Chính phủ"
    if kind == "NQ-CP":
        return f"Căn cứ Nghị quyết số {reference} của Chính phủ"
    name, _, issuer = kind.partition("-")
    word = {"TT": "Thông tư", "QĐ": "Quyết định", "NQ": "Nghị quyết"}.get(name, "văn bản")
    return f"Căn cứ {word} số {reference}" + (f" của {MINISTRIES[issuer]}" if issuer in MINISTRIES else "")


def bases_words(references: Sequence[str], *, proposed_by: str = "") -> list[str]:
    """The legal bases of a decision: the law on local government, then those of its procedure."""
    proposal = [f"Theo đề nghị của {proposed_by}"] if proposed_by else []
    return [LOCAL_GOVERNMENT, *(basis_words(reference) for reference in references), *proposal]


def head_of_words(agency_name: str) -> str:
    """The head of a people's committee: `Chủ tịch Ủy ban nhân dân phường Nghĩa Đô`."""
    return f"Chủ tịch {agency_name}"


def post_words(post: str, agency_name: str) -> str:
    """Who certifies: `Phó Chủ tịch Ủy ban nhân dân phường Nghĩa Đô`."""
    return f"{post} {agency_name}".strip()
