"""What the invented past takes from the city: its communes and branches, procedures, residents and officers."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random

from motcua.city.models import Account, Agency, Appointment, Person
from motcua.foundation.text import fold
from motcua.foundation.worktime import Calendar
from motcua.procedures.binding import Context
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import clockwork
from motcua.procedures.trial import sample
from motcua.project.demo.invented import Kind, Office, Step

LOOK = {
    # code: (how often it is asked for, how often late compared with others)
    "2.000815": (30, 0.25), "2.000884": (12, 0.25), "2.000635": (11, 0.4), "1.001193": (9, 0.7),
    "1.004873": (8, 1.0), "1.000894": (4, 0.6), "1.000656": (3, 0.6), "1.001612": (8, 1.2),
    "1.013225": (4, 3.0), "1.014335": (5, 1.4), "1.001776": (4, 2.0),
}  # fmt: skip
ORDINARY = (3, 1.0)
FORMS = 12
"""Different forms of each procedure; the dossiers of the past share them."""
BUSY = frozenset(
    {
        "ubnd-phuong-nghia-do",
        "ubnd-phuong-ba-dinh",
        "ubnd-phuong-hoan-kiem",
        "ubnd-phuong-ha-dong",
        "ubnd-xa-soc-son",
    }
)
BUSIER = 8
"""So many times the dossiers of others: shares and ranks are shown only where thirty stand behind them."""
MANY = 20
"""In a city of fewer communes each has enough of them anyway."""


def kinds(until: datetime) -> list[Kind]:
    """Every published procedure that a commune decides by its own work: no linked set, whose work lies with its parts.
    A few queries."""
    found = []
    codes = (
        ProcedureVersion.objects.order_by("procedure__code")
        .values_list("procedure__code", flat=True)
        .distinct()
    )
    for code in codes:
        version = publishing.version_for(code, until)
        if version is None:
            continue
        compiled = compiled_version(version.id)
        definition = compiled.definition
        if definition.competent.agency_kind != "commune" or definition.linked is not None:
            continue
        weight, strain = LOOK.get(code, ORDINARY)
        case = definition.cases[-1]
        fee = sum(line.amount if isinstance(line.amount, int) else 20_000 for line in definition.fees[:1])
        found.append(
            Kind(
                code=code, field=definition.field, version_id=version.id, case_id=case.id,
                span=clockwork.span_of(compiled.limit(case.id)), fee=fee, papers=max(1, len(compiled.papers)),
                weight=weight, strain=strain, steps=_straight_way(compiled),
            )
        )  # fmt: skip
    return found


def _straight_way(compiled: CompiledProcedure) -> tuple[Step, ...]:
    steps, step = list[Step](), compiled.step(compiled.start)
    while step.id not in {known.id for known in steps}:
        forward = [
            (compiled.step(action.to), action.id)
            for action in step.actions
            if action.kind == "forward" and action.to
        ]
        onward, action = next(
            ((one, id_) for one, id_ in forward if one.kind != "consult"),
            forward[0] if forward else (None, ""),
        )
        if step.kind != "consult":
            back = next((way for way in step.actions if way.kind == "back" and way.to), None)
            at_counter = step.step.agency == "intake"
            steps.append(
                Step(
                    step.id, step.kind, step.step.post or "", at_counter, step.minutes, action,
                    (back.to or "") if back else "", back.id if back else "",
                )
            )  # fmt: skip
        if onward is None:
            break
        step = onward
    return tuple(steps)


def offices(rng: Random, spare: str) -> tuple[list[Office], dict[int, str]]:
    """The communes with the branch that receives for each, and the codes of the branches. Two queries."""
    calendars: dict[int, Calendar] = {}

    def calendar(agency: Agency) -> Calendar:
        if agency.calendar_id not in calendars:
            calendars[agency.calendar_id] = Calendar.from_data(agency.calendar.data)
        return calendars[agency.calendar_id]

    branch_of, codes = {}, {}
    rows = Agency.objects.filter(kind=Agency.Kind.CENTRE_BRANCH, valid_to=None)
    for branch in rows.select_related("calendar").prefetch_related("serves"):
        codes[branch.id] = branch.code
        for unit in branch.serves.all():
            branch_of[unit.id] = branch
    offices = []
    found = Agency.objects.filter(kind=Agency.Kind.COMMUNE, valid_to=None).select_related("calendar")
    communes = list(found.order_by("id"))
    for agency in communes:
        assert agency.unit_id is not None  # a commune's committee is that of a unit
        more = BUSIER if agency.key in BUSY and len(communes) > MANY else 1
        branch = branch_of[agency.unit_id]
        offices.append(
            Office(
                agency_id=agency.id, intake_id=branch.id, calendar=calendar(agency),
                intake_calendar=calendar(branch), lateness=_lateness(rng), weight=rng.uniform(0.6, 1.8) * more,
                hollow=agency.key != spare,
            )
        )  # fmt: skip
    return offices, codes


def _lateness(rng: Random) -> float:
    """Most communes are late with one or two of a hundred; some are in trouble."""
    return rng.uniform(0.16, 0.34) if rng.random() < 0.06 else rng.uniform(0.004, 0.04)


def people(offices: Sequence[Office]) -> dict[int, Sequence[tuple]]:
    """Residents of each commune who have no account (the demo's own people keep their quiet). Two queries."""
    units = dict(Agency.objects.filter(id__in=[o.agency_id for o in offices]).values_list("unit_id", "id"))
    taken = set(Account.objects.filter(person__isnull=False).values_list("person_id", flat=True))
    by_agency: dict[int, list[tuple]] = defaultdict(list)
    rows = Person.objects.exclude(pin="").values_list("id", "full_name", "phone", "address_line", "unit_id")
    anybody = []
    for person_id, name, phone, address, unit_id in rows.order_by("id"):
        if person_id in taken:
            continue
        row = (person_id, name, fold(name), phone, address)
        anybody.append(row)
        if unit_id in units:
            by_agency[units[unit_id]].append(row)
    return {office.agency_id: by_agency.get(office.agency_id) or anybody for office in offices}


def officers() -> dict[tuple[int, str], list[tuple[int, str]]]:
    """Account id and name by agency and kind of post. One query."""
    found: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    rows: Iterable = Appointment.objects.filter(valid_to=None).values_list(
        "post__agency_id", "post__kind", "account_id", "account__display_name"
    )
    for agency_id, kind, account_id, name in rows:
        found[agency_id, kind].append((account_id, name))
    return found


def filled_in(kinds: Sequence[Kind], until: datetime, agency_id: int) -> dict[int, list[str]]:
    """Some forms filled in by nobody for each version, as JSON, all of the kind's case. For rehearsals of changes.

    Every address lies in the commune of `agency_id`. One query.
    """
    place = Agency.objects.values_list("unit__code", flat=True).get(id=agency_id) or ""
    found = dict[int, list[str]]()
    for kind in kinds:
        compiled = compiled_version(kind.version_id)
        on = until.date()
        answers = (
            sample(compiled, today=on, place=place, chance=Random(number) if number else None)
            for number in range(FORMS)
        )
        context = Context(today=on)
        found[kind.version_id] = [
            json.dumps(one.clean, ensure_ascii=False)
            for one in answers
            if one.ok and compiled.case_for(one.clean, context).id == kind.case_id
        ]
    return found
