"""People, places and dates as civil-status papers print them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.city import units
from motcua.foundation.amounts import in_words
from motcua.records.documents.results import CivilPerson
from motcua.records.population.ethnic_groups import ethnic_group

SEX = {"male": "Nam", "female": "Nữ"}
COUNTRIES = {"VN": "Việt Nam"}
ETHNIC_LIST = "1979"


def civil_person(answers: Mapping[str, Any], prefix: str, on: date) -> CivilPerson:
    """The person whose answers begin with `prefix`, for example `mother_name`, `mother_birth_date`."""

    def answer(name: str) -> Any:
        return answers.get(f"{prefix}_{name}") or ""

    born = answer("birth_date")
    return CivilPerson(
        name=answer("name"),
        birth=f"{date.fromisoformat(born):%d/%m/%Y}" if born else "",
        sex=SEX.get(answer("sex"), ""),
        ethnicity=ethnic_group(ETHNIC_LIST, answer("ethnic_group")) if answer("ethnic_group") else "",
        nationality=COUNTRIES.get(answer("nationality"), answer("nationality")) or "Việt Nam",
        residence=address_words(answer("residence"), on),
        pin=answer("pin"),
    )


def address_words(answer: Any, on: date) -> str:
    """An address answer in one line, its unit as it is called on `on`: house and street, commune, province."""
    if not isinstance(answer, Mapping):
        return str(answer or "")
    if not answer.get("unit"):
        return answer.get("line", "")
    return units.full_address(answer.get("line", ""), units.at(answer["unit"], on))


def date_in_words(day: date) -> str:
    """`Ngày mười hai tháng ba năm hai nghìn không trăm hai mươi sáu`."""

    def words(number: int) -> str:
        return in_words(number).removesuffix(" đồng").lower()

    return f"Ngày {words(day.day)} tháng {words(day.month)} năm {words(day.year)}"
