"""Answers in words, for the review before sending and for the dossier's page."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from motcua.procedures.compile import CompiledField, CompiledGroup
from motcua.sites.portal.answer_words import words_of
from motcua.sites.portal.form_pages import FROM_CITY, Filling
from motcua.sites.portal.screens import Screen
from motcua.sites.shell.language import pick

COMPUTED = {"vi": "Tính từ các câu trả lời", "en": "Worked out from the answers"}


def unit_codes(filling: Filling) -> set[str]:
    """Codes of all communes that the clean answers name."""
    return set(_codes(filling.clean))


def _codes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _codes(part)
    elif isinstance(value, list):
        for part in value:
            yield from _codes(part)
    elif isinstance(value, str) and len(value) == 5 and value.isdecimal():
        yield value


def sections(filling: Filling, link: Callable[[str], str]) -> list[dict[str, Any]]:
    """A section a page: what `shell/summary_list.html` wants. `link(screen_id)` is where an answer is changed."""
    names = filling.places.names(unit_codes(filling))
    shown = []
    for page in filling.pages:
        wrong = filling.errors_of(page)
        rows: list[dict[str, Any]] = []
        for item in filling.shown(page):
            if isinstance(item, CompiledGroup):
                rows += _group_rows(item, filling, names, link(filling.screen_with(item.group.id).id))
            else:
                rows.append(_row(item, filling, names, link(filling.screen_with(item.id).id), wrong))
        if rows:
            shown.append({"title": filling.words_of(page).title, "rows": rows, "wrong": bool(wrong)})
    return shown


def known_rows(filling: Filling, screen: Screen) -> list[dict[str, Any]]:
    """What the registers answer of a screen, as lines to be looked over; empty unless they answer all that is asked.

    One query, for the names of communes.
    """
    asked = filling.shown(screen)
    filled = filling.typed.get(FROM_CITY) or {}
    fields = [item for item in asked if isinstance(item, CompiledField)]
    wrong = filling.errors_of(screen)
    sure = [one for one in fields if one.id in filled and filling.typed.get(one.id) == filled[one.id]]
    if wrong or not sure or len(sure) < len(asked):
        return []
    names = filling.places.names(unit_codes(filling))
    return [
        {
            "label": one.field.label,
            "value": words_of(one.field, filling.clean.get(one.id), names),
            "source": filling.origins.words(filling.source_of(one)),
            "contest": filling.origins.contest(filling.source_of(one), one.id),
        }
        for one in sure
    ]


def _row(
    item: CompiledField, filling: Filling, names: Mapping[str, str], href: str, wrong: Mapping[str, Any]
) -> dict[str, Any]:
    filled = filling.typed.get(FROM_CITY) or {}
    from_city = item.id in filled and filling.typed.get(item.id) == filled[item.id]
    error = next((message for path, message in wrong.items() if path.split(".", 1)[0] == item.id), None)
    value: Any = words_of(item.field, filling.clean.get(item.id), names)
    if error is not None:
        value = {"vi": error.vi, "en": error.en}
    return {
        "label": item.field.label,
        "value": value,
        "wrong": error is not None,
        "change": f"{href}#id-{item.id}-field" if item.value is None else "",
        "source": COMPUTED
        if item.value is not None
        else filling.origins.words(filling.source_of(item))
        if from_city and error is None
        else "",
    }


def _group_rows(
    item: CompiledGroup, filling: Filling, names: Mapping[str, str], href: str
) -> list[dict[str, Any]]:
    rows = []
    for number, answers in enumerate(filling.clean.get(item.group.id) or [], 1):
        parts = [
            f"{pick(one.field.label)}: {words}"
            for one in item.fields
            if (words := words_of(one.field, answers.get(one.id), names)) != ""
        ]
        rows.append(
            {
                "label": f"{pick(item.group.label)} {number}",
                "value": "\n".join(parts),
                "change": f"{href}#questions",
                "source": "",
            }
        )
    return rows
