"""A whole form: what is asked is checked, all at once; what is not asked is left out of the clean answers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.foundation.expressions import Expression

from ..binding import Context
from ..compiled import CompiledField, CompiledGroup, CompiledProcedure
from .answers import parse_answer
from .messages import Message, Refused, message

MAX_ROWS = 200


@dataclass(frozen=True, slots=True)
class FormResult:
    """`clean` is JSON-ready and holds only what is asked; `errors` by path, e.g. `children.0.name`."""

    clean: dict[str, Any]
    errors: dict[str, Message]

    @property
    def ok(self) -> bool:
        return not self.errors


def validate(
    compiled: CompiledProcedure,
    answers: Any,
    *,
    today: date,
    partial: bool = False,
    page: str | None = None,
    channel: str = "online",
    applicant: Mapping[str, Any] | None = None,
) -> FormResult:
    """Check the answers to a form. Never raises, whatever `answers` is.

    `partial`: a draft; nothing is required yet. `page`: tell the errors of that page only.
    """
    context = Context(today=today, channel=channel, applicant=applicant or {})
    checking = _Checking(compiled, context, partial)
    given = answers if isinstance(answers, Mapping) else {}
    for asked in compiled.pages:
        if _holds(asked.when, checking.values):
            for item in asked.items:
                checking.ask(item, given, asked.id)
    checking.require()
    checking.across(compiled)
    told = {path: error for path, (error, on) in checking.errors.items() if page in (None, on)}
    return FormResult(checking.clean, told)


def validate_step(
    compiled: CompiledProcedure,
    step_id: str,
    entered: Any,
    *,
    answers: Mapping[str, Any],
    context: Context,
) -> FormResult:
    """Check what an officer entered at a step, against clean answers of the form. Never raises on junk."""
    checking = _Checking(compiled, context, False, base=dict(answers))
    given = entered if isinstance(entered, Mapping) else {}
    for item in compiled.step(step_id).fields:
        checking.ask(item, given, step_id)
    checking.require()
    return FormResult(checking.clean, {path: error for path, (error, _) in checking.errors.items()})


def _holds(when: Expression | None, values: Mapping[str, Any]) -> bool:
    return when is None or when.holds(values)


class _Checking:
    def __init__(
        self,
        compiled: CompiledProcedure,
        context: Context,
        partial: bool,
        base: dict[str, Any] | None = None,
    ):
        self.today, self.partial = context.today, partial
        self.values = compiled.values(base or {}, context)
        self.clean: dict[str, Any] = {}
        self.errors: dict[str, tuple[Message, str]] = {}
        self.missing: list[tuple[CompiledField, str, str, Mapping[str, Any]]] = []
        self.asked: dict[str, str] = {}

    def ask(self, item: CompiledField | CompiledGroup, given: Mapping[str, Any], page: str) -> None:
        if not _holds(item.when, self.values):
            self.values[item.group.id if isinstance(item, CompiledGroup) else item.id] = None
            return
        if isinstance(item, CompiledGroup):
            self.asked[item.group.id] = page
            self._ask_group(item, given.get(item.group.id), page)
            return
        if item.value is None:
            self.asked[item.id] = page
        value = self._answer(item, given.get(item.id), item.id, page, self.values, {})
        self.values[item.id] = typed(item, value)
        if value is not None:
            self.clean[item.id] = value

    def _answer(
        self,
        item: CompiledField,
        raw: Any,
        path: str,
        page: str,
        values: Mapping[str, Any],
        row: Mapping[str, Any],
    ) -> Any:
        if item.value is not None:
            return computed(item, values, self.today)
        options = item.field.options and frozenset(
            option.value
            for option in item.field.options
            if _holds(item.option_when.get(option.value), values)
        )
        try:
            value = parse_answer(item.field, raw, today=self.today, options=options or _NONE)
        except Refused as refused:
            where = {"UNIT": ".unit", "ADDRESS_LINE": ".line"}.get(refused.message.code, "")
            self.errors[path + (where if item.field.kind == "address" else "")] = (refused.message, page)
            return None
        if value is None:
            self.missing.append((item, path, page, row))
        return value

    def _ask_group(self, item: CompiledGroup, raw: Any, page: str) -> None:
        group, repeat = item.group, item.group.repeat
        assert repeat is not None
        rows = _rows(raw)
        if rows is None or len(rows) > MAX_ROWS:
            self.errors[group.id] = (message("GROUP"), page)
            self.values[group.id] = None
            return
        cleaned, live = [], []
        for index, row in enumerate(rows):
            if not isinstance(row, Mapping):
                self.errors[f"{group.id}.{index}"] = (message("GROUP"), page)
                continue
            if all(part in (None, "", [], {}) for part in row.values()):
                continue
            clean: dict[str, Any] = {}
            now: dict[str, Any] = dict.fromkeys(field.id for field in item.fields)
            for field in item.fields:
                if not _holds(field.when, {**self.values, **now}):
                    continue
                path = f"{group.id}.{index}.{field.id}"
                value = self._answer(field, row.get(field.id), path, page, {**self.values, **now}, now)
                now[field.id] = typed(field, value)
                if value is not None:
                    clean[field.id] = value
            cleaned.append(clean)
            live.append(now)
        if len(cleaned) > repeat.max:
            self.errors[group.id] = (message("GROUP_MAX", repeat.max), page)
        elif len(cleaned) < repeat.min and not self.partial:
            self.errors[group.id] = (message("GROUP_MIN", repeat.min), page)
        self.values[group.id] = live
        if kept := [row for row in cleaned if row]:  # a row of faults only leaves nothing behind
            self.clean[group.id] = kept

    def require(self) -> None:
        """When all answers are known: which of the missing ones are needed."""
        if self.partial:
            return
        for item, path, page, row in self.missing:
            needed = item.required
            if not isinstance(needed, bool):
                needed = needed.holds({**self.values, **row})
            if needed:
                self.errors.setdefault(path, (message("REQUIRED"), page))

    def across(self, compiled: CompiledProcedure) -> None:
        """Checks over several answers. One that reads a missing answer is not broken; where its question is not
        asked now, the message stands at the last asked question that it reads."""
        if self.partial:
            return
        for check in compiled.checks:
            if check.holds.evaluate(self.values) is not False:
                continue
            read = [name for name in self.asked if name in check.holds.names]
            place = check.check.field if check.check.field in self.asked else read[-1] if read else None
            if place is not None:
                words = check.check.message
                self.errors.setdefault(place, (Message("CHECK", words.vi, words.en), self.asked[place]))


def _rows(raw: Any) -> list[Any] | None:
    if raw is None or raw == "":
        return []
    if isinstance(raw, (list, tuple)):
        return list(raw)
    if isinstance(raw, Mapping) and all(
        isinstance(key, str) and key.isascii() and key.isdecimal() for key in raw
    ):
        return [raw[key] for key in sorted(raw, key=lambda key: (len(key), key))]
    return None


def computed(item: CompiledField, values: Mapping[str, Any], today: date) -> Any:
    """The clean value that an expression gives, whatever was sent; None while an answer it needs is missing."""
    assert item.value is not None
    found = item.value.evaluate(values)
    if isinstance(found, date):
        found = found.isoformat()
    options = frozenset(
        option.value for option in item.field.options if _holds(item.option_when.get(option.value), values)
    )
    try:
        return parse_answer(item.field, found, today=today, options=options or _NONE)
    except Refused:
        return None


def typed(item: CompiledField, value: Any) -> Any:
    """A clean value as expressions see it: dates as dates, all else as it is."""
    return date.fromisoformat(value) if value is not None and item.field.kind == "date" else value


_NONE: frozenset[str] = frozenset()
_PART = re.compile(r"[A-Za-z0-9_]{1,64}")


def nest(flat: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Names of an HTML form to nested answers: `home.unit`, `children.0.name`. Odd names are left out.

    A name given several times (choices) becomes a list.
    """
    tree: dict[str, Any] = {}
    for name, value in flat:
        parts = name.split(".") if isinstance(name, str) else []
        if not 1 <= len(parts) <= 4 or not all(_PART.fullmatch(part) for part in parts):
            continue
        place: Any = tree
        for part in parts[:-1]:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                break
        if not isinstance(place, dict):
            continue
        last = parts[-1]
        if last not in place:
            place[last] = value
        elif isinstance(place[last], list):
            place[last].append(value)
        elif not isinstance(place[last], dict):
            place[last] = [place[last], value]
    return tree
