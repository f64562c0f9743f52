"""Made-up answers that a form accepts: the plainest ones, or others by a given source of chance."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from ..binding import Context
from ..compiled import CompiledField, CompiledGroup, CompiledProcedure
from ..definition import Field
from ..forms import FormResult, validate
from ..forms.answers import read_date

NAMES = ("Nguyễn Thị Mẫu", "Trần Văn Thử", "Lê Thị Ví Dụ", "Phạm Văn Nháp")
"""Nobody is called so."""
TRIES = 60
"""How many sets of answers are tried for a form that refuses the plainest ones, or for a case."""
_NUMBER = re.compile(r"\b\d{1,12}\b")


def sample(
    compiled: CompiledProcedure,
    *,
    today: date,
    place: str,
    channel: str = "online",
    applicant: Mapping[str, Any] | None = None,
    chance: Random | None = None,
) -> FormResult:
    """Answers to every question that is asked, and what the form still refuses (a pattern nobody can guess).

    `place`: code of a commune of the city. Without `chance` the first option, the least number and the examples are
    taken; equal input gives equal answers.
    """
    maker = _Maker(compiled, today, place, channel, applicant or {}, chance)
    best = maker.answers()
    for number in range(TRIES):
        if best.ok:
            break
        maker.chance = Random(number) if chance is None else chance
        found = maker.answers()
        if len(found.errors) < len(best.errors):
            best = found
    return best


def sample_for_case(compiled: CompiledProcedure, case_id: str, **given: Any) -> FormResult | None:
    """Answers that lead to a case; None when none were found in `TRIES` tries. `given`: as for `sample`."""
    context = Context(
        today=given["today"], channel=given.get("channel", "online"), applicant=given.get("applicant") or {}
    )
    for number in range(TRIES):
        found = sample(compiled, **given, chance=None if number == 0 else Random(number))
        if found.ok and compiled.case_for(found.clean, context).id == case_id:
            return found
    return None


class _Maker:
    def __init__(
        self,
        compiled: CompiledProcedure,
        today: date,
        place: str,
        channel: str,
        applicant: Mapping[str, Any],
        chance: Random | None,
    ):
        self.compiled, self.today, self.place = compiled, today, place
        self.channel, self.applicant, self.chance = channel, applicant, chance
        self.context = Context(today=today, channel=channel, applicant=applicant)
        self.said = _numbers_said(compiled)

    def answers(self) -> FormResult:
        """One set of answers, checked. What was refused and is not needed is left out."""
        given: dict[str, Any] = {}
        people = iter(NAMES * 50)
        for page in self.compiled.pages:
            for item in page.items:
                values = self.compiled.values(given, self.context)
                if page.when is not None and not page.when.holds(values):
                    break
                if item.when is not None and not item.when.holds(values):
                    continue
                if isinstance(item, CompiledGroup):
                    given[item.group.id] = self._rows(item, values, people)
                elif getattr(item.field, "value", None) is None:
                    given[item.id] = self.answer(item, values, people)
        checked = self._check(given)
        refused = {path.split(".", 1)[0] for path in checked.errors}
        if refused:
            without = self._check({name: value for name, value in given.items() if name not in refused})
            if len(without.errors) < len(checked.errors):
                return without
        return checked

    def _check(self, given: Mapping[str, Any]) -> FormResult:
        return validate(
            self.compiled, given, today=self.today, channel=self.channel, applicant=self.applicant
        )

    def _rows(
        self, item: CompiledGroup, values: Mapping[str, Any], people: Iterator[str]
    ) -> list[dict[str, Any]]:
        repeat = item.group.repeat
        assert repeat is not None
        least, most = max(repeat.min, 1), max(repeat.max, 1)
        count = least if self.chance is None else self.chance.randint(least, min(most, least + 2))
        rows = []
        for _ in range(min(count, most)):
            row: dict[str, Any] = {}
            for one in item.fields:
                now = {**values, **dict.fromkeys(field.id for field in item.fields), **_seen(item, row)}
                if one.when is None or one.when.holds(now):
                    row[one.id] = self.answer(one, now, people)
            rows.append(row)
        return rows

    def answer(self, item: CompiledField, values: Mapping[str, Any], people: Iterator[str]) -> Any:
        asked = item.field
        match asked.kind:
            case "choice" | "choices":
                return self._choice(item, values)
            case "yes_no":
                return True if self.chance is None else self.chance.random() < 0.5
            case "integer" | "money":
                return self._number(asked)
            case "date":
                return self._day(asked).isoformat()
            case "address":
                return {"unit": self.place, "line": "Số 1 phố Mẫu"}
            case "unit":
                return self.place
            case "country":
                return "VN"
            case "ethnic_group":
                return "01"
            case "pin":
                return self._pin()
            case "phone":
                return "0912345678"
            case "email":
                return "mau@example.vn"
            case "person_name":
                return next(people)
        words = asked.example or asked.label.vi
        return words[: asked.max_length] if asked.max_length else words[:200]

    def _choice(self, item: CompiledField, values: Mapping[str, Any]) -> Any:
        open_ = [
            option.value
            for option in item.field.options
            if (when := item.option_when.get(option.value)) is None or when.holds(values)
        ]
        if not open_:
            return None
        if item.field.kind == "choice":
            return open_[0] if self.chance is None else self.chance.choice(open_)
        least = item.field.min if isinstance(item.field.min, int) else 1
        most = item.field.max if isinstance(item.field.max, int) else len(open_)
        if self.chance is None:
            return open_[: max(1, least)]
        return self.chance.sample(open_, self.chance.randint(min(least, len(open_)), min(most, len(open_))))

    def _number(self, asked: Field) -> int:
        low = asked.min if isinstance(asked.min, int) else 0
        high = asked.max if isinstance(asked.max, int) else None
        if self.chance is None:
            told = re.sub(r"\D", "", asked.example or "")
            first = int(told) if told and len(told) < 13 else max(low, 1)
        else:
            near = [number + step for number in self.said for step in (-1, 0, 1)]
            fitting = [n for n in near if n >= low and (high is None or n <= high)]
            top = high if high is not None else low + 100
            first = self.chance.choice([*fitting, low, top, self.chance.randint(low, top)])
        return min(max(first, low), high) if high is not None else max(first, low)

    def _day(self, asked: Field) -> date:
        low, high = self._bound(asked.min), self._bound(asked.max)
        shown = read_date(asked.example) if asked.example else None
        if self.chance is not None:
            first = self.today + timedelta(days=self.chance.choice([-12000, -400, -40, -3, 0, 3, 20, 90]))
        elif shown is not None:
            first = shown
        elif low is not None:
            first = low + timedelta(days=7)
        else:
            first = self.today - timedelta(days=10)
        if high is not None and first > high:
            first = high
        return low if low is not None and first < low else first

    def _bound(self, value: int | str | None) -> date | None:
        if not isinstance(value, str):
            return None
        return self.today if value == "today" else date.fromisoformat(value)

    def _pin(self) -> str:
        """A number of the right shape that belongs to nobody: serial numbers from 999000 on are not given out."""
        serial = 999_000 if self.chance is None else self.chance.randint(999_000, 999_999)
        return f"001190{serial}"


def _seen(item: CompiledGroup, row: Mapping[str, Any]) -> dict[str, Any]:
    dates = {one.id for one in item.fields if one.field.kind == "date"}
    return {name: date.fromisoformat(value) if name in dates else value for name, value in row.items()}


def _numbers_said(compiled: CompiledProcedure) -> list[int]:
    """Numbers in the conditions: answers near them take different ways."""
    whens = [when for _, when in compiled.cases]
    whens += [paper.when for paper in compiled.papers]
    for fee in compiled.fees:
        whens += [fee.when, *(when for _, when in fee.free_when)]
    whens += [field.when for field in compiled.fields_by_id.values()]
    for step in compiled.steps.values():
        whens += [action.when for action in step.actions]
    found = {int(number) for when in whens if when is not None for number in _NUMBER.findall(when.source)}
    return sorted(found)[:40]


def sample_step(
    compiled: CompiledProcedure, step_id: str, *, today: date, place: str, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """What an officer might enter at a step: one plain answer a field, shown to be changed."""
    maker = _Maker(compiled, today, place, "online", {}, None)
    values = compiled.values(answers, maker.context)
    people = iter(NAMES * 50)
    return {
        item.id: made
        for item in compiled.step(step_id).fields
        if (made := maker.answer(item, values, people)) is not None
    }
