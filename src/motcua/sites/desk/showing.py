"""A dossier put into rows for the page: answers with their labels, papers with their states, what happened."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from motcua.city.agencies import day
from motcua.city.models import Unit
from motcua.city.places import finding
from motcua.city.units import full_address
from motcua.foundation import clock, worktime
from motcua.foundation.amounts import format_dong
from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledField, CompiledProcedure
from motcua.procedures.compiled import CompiledGroup
from motcua.procedures.definition import Field
from motcua.procedures.dossiers.models import Component, Dossier, Task
from motcua.procedures.sources import RELATIVES, source_name
from motcua.records.papers.models import StoredFile
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.sites.desk import wording
from motcua.sites.shell.countries import COUNTRY_NAMES
from motcua.sites.shell.language import active, pick, say
from motcua.sites.shell.wording import date_words

ETHNIC_LIST = "QD121-1979"
UNIT_KINDS = {"unit", "address"}
OF_RELATIVES = tuple(f"population.{relative}_" for relative in RELATIVES)


def sections(
    procedure: CompiledProcedure, dossier: Dossier, facts: Mapping[str, Any], today: date
) -> list[dict[str, Any]]:
    """The answered pages of the form, each with its rows. One query for the names of places."""
    context = Context(today=today, channel=dossier.channel, case=dossier.case_id)
    shown = set(procedure.visible_fields(dossier.answers, context))
    values = procedure.values(dossier.answers, context)
    places = Places(procedure, dossier.answers, dossier.submitted_at)
    titles = {page.id: page.title for page in procedure.definition.form.pages}
    found = []
    for page in procedure.pages:
        rows: list[dict[str, Any]] = []
        for item in page.items:
            name = item.group.id if isinstance(item, CompiledGroup) else item.id
            if name in shown and name in dossier.answers:
                rows += _rows(item, dossier.answers[name], places, facts, values)
        if rows:
            found.append({"title": titles[page.id], "rows": rows})
    return found


def officer_rows(procedure: CompiledProcedure, dossier: Dossier) -> list[dict[str, Any]]:
    """What officers entered at earlier steps."""
    places = Places(procedure, {})
    return [
        {"label": item.field.label, "value": words(item.field, dossier.officer_answers[item.id], places)}
        for step in procedure.steps.values()
        for item in step.fields
        if item.id in dossier.officer_answers
    ]


def _rows(
    item: CompiledField | CompiledGroup,
    answer: Any,
    places: "Places",
    facts: Mapping[str, Any],
    values: Mapping[str, Any],
) -> Iterator[dict[str, Any]]:
    if isinstance(item, CompiledGroup):
        for number, row in enumerate(answer, 1):
            for field in item.fields:
                if field.id in row:
                    label = {
                        "vi": f"{item.group.label.vi} {number}: {field.field.label.vi}",
                        "en": f"{item.group.label.en} {number}: {field.field.label.en}",
                    }
                    yield {"label": label, "value": words(field.field, row[field.id], places)}
        return
    value = words(item.field, answer, places)
    yield {"label": item.field.label, "value": value, **_against_data(item, answer, facts, values)}


def _against_data(
    item: CompiledField, answer: Any, facts: Mapping[str, Any], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Whether an answer is what the registers say, for fields that are filled from them."""
    known = prefilled(item.field, own_source(item, values), facts)
    if known is None:
        return {}
    if str(known).casefold() == str(answer).casefold() or known == answer:
        return {"same": True, "source": say("Khớp dữ liệu dân cư", "As in the population data")}
    told = known if isinstance(known, str) else ""
    return {"differs": True, "source": say(f"Khác dữ liệu dân cư: {told}", f"Population data says: {told}")}


def own_source(item: CompiledField, values: Mapping[str, Any]) -> str | None:
    """Which source about the one who files answers a question, given the answers so far.

    Data of relatives are left to the blocks of people: at the counter the officer names them by their number,
    and that look is written down.
    """
    source = item.prefill_source(values)
    of_relative = source is not None and source.startswith(OF_RELATIVES)
    return None if of_relative else source


def prefilled(field: Field, source: str | None, facts: Mapping[str, Any]) -> Any:
    """What the registers would put into this field, in the shape of an answer; None when they know nothing."""
    if source is None:
        return None
    if field.kind == "address" and isinstance(facts.get(source), Mapping):
        return facts[source]  # of a register, told as it is kept
    if field.kind == "address":
        unit = facts.get(f"{source}.unit")
        return {"unit": unit, "line": facts.get(f"{source}.line", "")} if unit else None
    value = facts.get(source)
    if isinstance(value, date):
        return value.isoformat()
    if field.kind == "unit" and not (isinstance(value, str) and value.isdecimal()):
        return None
    if field.kind == "choice" and value not in {option.value for option in field.options}:
        return None
    return value if value not in ("", None) else None


def words(field: Field, answer: Any, places: "Places") -> str:
    """An answer as people read it."""
    if answer is None or answer == "":
        return ""
    match field.kind:
        case "choice":
            return _option(field, answer)
        case "choices":
            return "; ".join(_option(field, one) for one in answer)
        case "yes_no":
            return say("Có", "Yes") if answer else say("Không", "No")
        case "date":
            return date_words(date.fromisoformat(answer))
        case "money":
            return format_dong(int(answer), active())
        case "unit":
            return places.full(answer)
        case "address":
            return ", ".join(
                part for part in (answer.get("line", ""), places.full(answer.get("unit", ""))) if part
            )
        case "ethnic_group":
            return ethnic_group(ETHNIC_LIST, answer) or answer
        case "country":
            return pick(COUNTRY_NAMES.get(answer, answer))
    return str(answer)


def _option(field: Field, value: str) -> str:
    for option in field.options:
        if option.value == value:
            return say(option.vi, option.en)
    return str(value)


class Places:
    """Names of the communes in a set of answers, read in one query when the first is wanted."""

    def __init__(
        self, procedure: CompiledProcedure, answers: Mapping[str, Any], told_at: datetime | None = None
    ) -> None:
        self._codes = set(_unit_codes(procedure, answers))
        self._on = day(told_at) if told_at else None
        self._names: dict[str, str] | None = None

    def full(self, code: str) -> str:
        """`Phường Nghĩa Đô, Thành phố Hà Nội`, as the code was meant when it was told; the code where nothing is known.

        A place that is no more has its name of today beside it.
        """
        if self._names is None:
            units = Unit.objects.select_related("parent__parent").filter(
                code__in=self._codes, level=Unit.Level.COMMUNE
            )
            if self._on is not None:
                units = units.on(self._on)
            self._names = {unit.code: _called(unit) for unit in units.order_by("valid_from")}
        return self._names.get(code, code)


def _called(unit: Unit) -> str:
    name, on = full_address("", unit), day(clock.now())
    told = None if unit.in_force(on) else finding.today(unit, on)
    return f"{name} ({say(told.vi, told.en)})" if told else name


def _unit_codes(procedure: CompiledProcedure, answers: Mapping[str, Any]) -> Iterator[str]:
    for page in procedure.pages:
        for item in page.items:
            if isinstance(item, CompiledGroup):
                rows = answers.get(item.group.id) or []
                yield from (code for row in rows for field in item.fields if (code := _code(field, row)))
            elif code := _code(item, answers):
                yield code


def _code(item: CompiledField, answers: Mapping[str, Any]) -> str:
    if item.field.kind not in UNIT_KINDS:
        return ""
    answer = answers.get(item.id)
    return answer.get("unit", "") if isinstance(answer, dict) else (answer or "")


def papers(
    dossier: Dossier, components: list[Component], files: Mapping[Any, StoredFile]
) -> list[dict[str, Any]]:
    """The list of papers with their states, called as the dossier's own version calls them; `files` by uuid."""
    named = {one.paper.id: one.paper.name for one in compiled_version(dossier.version_id).papers}
    rows = []
    for row in components:
        kept = [files[number] for number in row.files if number in files]
        state = row.source
        if row.source in {"scan", "upload"} and not row.files:
            state = "paper"
        rows.append(
            {
                "id": row.id,
                "name": pick(named.get(row.component_id)) or row.name,
                "state": wording.PAPER_STATES[state],
                "source": _looked_up(row, dossier),
                "originals": row.originals,
                "copies": row.copies,
                "round": row.round,
                "files": [
                    {
                        "uuid": file.uuid,
                        "name": file.name,
                        "pages": file.pages,
                        "picture": file.media_type.startswith("image/"),
                    }
                    for file in kept
                ],
            }
        )
    return rows


def _looked_up(row: Component, dossier: Dossier) -> str:
    """Which data stand in for a paper and when they were found; empty where a paper does."""
    if not row.data_source:
        return ""
    name, at = (
        pick(source_name(row.data_source)),
        f"{dossier.submitted_at.astimezone(clock.VN):%H:%M %d/%m/%Y}",
    )
    return say(f"Đã có dữ liệu: {name}, tra cứu lúc {at}", f"Known from: {name}, looked up {at}")


def title_of(procedure: CompiledProcedure, task: Task) -> dict[str, str] | Any:
    """What a task is called: its step, and for a body that is asked beside others what it is asked about."""
    step = procedure.steps.get(task.step)
    if step is None or not task.branch:
        return step.step.title if step else None
    name = next((one.opinion.name for one in step.opinions if one.id == task.branch), None)
    if name is None:
        return step.step.title
    return {"vi": f"Cho ý kiến: {name.vi}", "en": f"Opinion: {name.en}"}


def work_done(
    procedure: CompiledProcedure, tasks: list[Task], calendar: worktime.Calendar, now: datetime
) -> list[dict[str, Any]]:
    """Who did which step, how long it took in working time, and whether it was in time."""
    rows = []
    for task in tasks:
        step = procedure.steps.get(task.step)
        action = (
            next((a for a in step.actions if a.id == task.action), None) if step and not task.branch else None
        )
        until = task.closed_at or now
        rows.append(
            {
                "step": title_of(procedure, task) or task.step,
                "who": task.closed_by_name or (task.claimed_by.display_name if task.claimed_by else ""),
                "agency": task.agency,
                "opened_at": task.opened_at,
                "closed_at": task.closed_at,
                "minutes": worktime.working_minutes(task.opened_at, until, calendar),
                "late": task.timed and until > task.due_at,
                "outcome": action.action.label if action else wording.ACTIONS.get(task.action, task.action),
                "note": task.note,
            }
        )
    return rows
