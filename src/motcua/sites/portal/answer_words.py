"""One clean answer in words, as people read it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.procedures.definition import Field
from motcua.records.population.ethnic_groups import QD121_1979
from motcua.sites.shell.countries import COUNTRY_NAMES
from motcua.sites.shell.fields import Option
from motcua.sites.shell.language import pick, say
from motcua.sites.shell.wording import date_words, dong_words, number_words

ETHNIC_GROUPS = tuple(Option(f"{code:02d}", name) for code, name in QD121_1979.items())
_ETHNIC = {option.value: option.label for option in ETHNIC_GROUPS}


def words_of(asked: Field, value: Any, names: Mapping[str, str]) -> str:
    """One clean answer as people read it; empty when there is none."""
    if value in (None, "", []):
        return ""
    match asked.kind:
        case "yes_no":
            return say("Có", "Yes") if value else say("Không", "No")
        case "choice" | "choices":
            chosen = value if isinstance(value, list) else [value]
            return "; ".join(pick(option) for option in asked.options if option.value in chosen)
        case "date":
            return date_words(date.fromisoformat(value))
        case "money":
            return dong_words(value)
        case "integer":
            return number_words(value)
        case "address":
            return f"{value.get('line', '')}, {names.get(value.get('unit', ''), value.get('unit', ''))}"
        case "unit":
            return names.get(value, value)
        case "country":
            return pick(COUNTRY_NAMES.get(value, value))
        case "ethnic_group":
            return pick(_ETHNIC.get(value, value))
    return str(value)
