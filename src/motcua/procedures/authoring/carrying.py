"""A resident's draft on a newer version: what is kept, what is lost, and what changed for that person. Pure.

Answers are kept by the id of their question. Nothing is thrown away: an answer to a question that is not asked any
more stays in the draft, unread, and is told.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.foundation.text import fold
from motcua.procedures.definition import FeeLine, Field, Group, Limit, ProcedureDefinition

MOST = 8
"""So many changes are told one by one; the rest as a number: nobody reads more."""


@dataclass(frozen=True, slots=True)
class News:
    """One sentence for the person who fills in the form."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Carried:
    """The answers as the new version reads them, and what to tell."""

    answers: dict[str, Any]
    news: tuple[News, ...]


def carry(old: ProcedureDefinition, new: ProcedureDefinition, answers: Mapping[str, Any]) -> Carried:
    """Move a draft's answers from one version to another."""
    kept = dict(answers)
    before, after = _questions(old), _questions(new)
    news: list[News] = []
    for id, question in after.items():
        was = before.get(id)
        if was is None:
            news.append(_asked(question))
        elif was.options and question.options and answers.get(id):
            kept[id], told = _chosen(was, question, answers[id])
            news += told
    for id, question in before.items():
        if id not in after and _given(answers.get(id)):
            vi, en = _said(question, answers[id])
            news.append(
                News(
                    f"Không hỏi nữa: {question.label.vi} (anh/chị đã ghi: {vi}).",
                    f"No longer asked: {question.label.en} (you wrote: {en}).",
                )
            )
    for id, group in _groups(old).items():
        if id not in _groups(new) and _given(answers.get(id)):
            news.append(News(f"Không hỏi nữa: {group.label.vi}.", f"No longer asked: {group.label.en}."))
    news += _papers(old, new)
    news += _limit(old.limit, new.limit)
    if _fees(old) != _fees(new):
        news.append(
            News(
                "Phí, lệ phí thay đổi; số phải nộp được tính lại trước khi anh/chị gửi.",
                "The fees changed; what you pay is worked out again before you send.",
            )
        )
    return Carried(kept, tuple(_at_most(news)))


def _questions(definition: ProcedureDefinition) -> dict[str, Field]:
    """Questions that have an answer of their own, by id; those of repeated groups belong to the group."""
    return {
        item.id: item
        for page in definition.form.pages
        for item in (*page.fields, *(f for g in page.groups if g.repeat is None for f in g.fields))
        if item.value is None
    }


def _groups(definition: ProcedureDefinition) -> dict[str, Group]:
    return {
        group.id: group for page in definition.form.pages for group in page.groups if group.repeat is not None
    }


def _asked(question: Field) -> News:
    if question.required is False:
        return News(
            f"Câu hỏi mới, không bắt buộc: {question.label.vi}.",
            f"A new question, which may stay empty: {question.label.en}.",
        )
    return News(f"Câu hỏi mới: {question.label.vi}.", f"A new question: {question.label.en}.")


def _chosen(was: Field, now: Field, given: Any) -> tuple[Any, list[News]]:
    """An option under another value but the same words is the same choice; one that is gone has to be chosen anew."""
    chosen = given if isinstance(given, list) else [given]
    kept, news = [], []
    for value in chosen:
        old = next((one for one in was.options if one.value == value), None)
        new = next((one for one in now.options if one.value == value), None)
        if old is None:
            kept.append(value)
            continue
        if new is None:
            new = next((one for one in now.options if fold(one.vi) == fold(old.vi)), None)
        if new is None:
            news.append(
                News(
                    f"Lựa chọn “{old.vi}” không còn: hãy trả lời lại câu “{now.label.vi}”.",
                    f'"{old.en}" is not offered any more: please answer "{now.label.en}" again.',
                )
            )
            continue
        if fold(new.vi) != fold(old.vi):
            news.append(
                News(
                    f"Lựa chọn “{old.vi}” của anh/chị nay ghi là “{new.vi}”.",
                    f'Your choice "{old.en}" now reads "{new.en}".',
                )
            )
        kept.append(new.value)
    if isinstance(given, list):
        return kept, news
    return (kept[0] if kept else ""), news


def _papers(old: ProcedureDefinition, new: ProcedureDefinition) -> Iterator[News]:
    before = {paper.id: paper.name for paper in old.components}
    after = {paper.id: paper.name for paper in new.components}
    for id, name in after.items():
        if id not in before:
            yield News(f"Giấy tờ mới có thể cần: {name.vi}.", f"A paper that may be needed now: {name.en}.")
    for id, name in before.items():
        if id not in after:
            yield News(f"Không phải nộp nữa: {name.vi}.", f"Not needed any more: {name.en}.")


_UNITS = {
    "working_day": ("ngày làm việc", "working days"),
    "working_hour": ("giờ làm việc", "working hours"),
    "day": ("ngày", "days"),
    "month": ("tháng", "months"),
    "same_day": ("trong ngày", "the same day"),
}


def _limit(old: Limit, new: Limit) -> Iterator[News]:
    if (old.amount, old.unit) != (new.amount, new.unit):
        vi, en = (" → ".join(_span(one, language) for one in (old, new)) for language in (0, 1))
        yield News(f"Thời hạn giải quyết: {vi}.", f"Time limit: {en}.")


def _span(limit: Limit, language: int) -> str:
    unit = _UNITS[limit.unit][language]
    return unit if limit.unit == "same_day" else f"{limit.amount} {unit}"


def _fees(definition: ProcedureDefinition) -> list[tuple[Any, ...]]:
    def what(line: FeeLine) -> tuple[Any, ...]:
        return line.code, line.amount, line.when, tuple((free.reason, free.when) for free in line.free_when)

    return [what(line) for line in definition.fees]


def _given(value: Any) -> bool:
    return value not in (None, "", [], {})


def _said(question: Field, value: Any) -> tuple[str, str]:
    """An answer in words, short: the resident knows it."""
    if isinstance(value, bool):
        return ("có", "yes") if value else ("không", "no")
    if question.options:
        chosen = value if isinstance(value, list) else [value]
        found = [one for one in question.options if one.value in chosen]
        if found:
            return ", ".join(one.vi for one in found), ", ".join(one.en for one in found)
    if isinstance(value, dict):
        value = value.get("line") or ""
    text = str(value)
    text = text if len(text) <= 80 else text[:79] + "…"
    return text, text


def _at_most(news: list[News]) -> Iterator[News]:
    yield from news[:MOST]
    if len(news) > MOST:
        more = len(news) - MOST
        yield News(f"Và {more} thay đổi khác.", f"And {more} more changes.")


__all__ = ["Carried", "News", "carry"]
