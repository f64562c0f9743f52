"""Two persons of the register become one, and two again: nothing of the absorbed person's rows is touched.

Papers, dossiers, registers, orders and accounts stay where they are; `same.same_person` lets readers find them. Only the
survivor's own values change, and go back when the merge is undone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from motcua.city.models import Person
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import VN
from motcua.records.population.models import CitizenRecord
from motcua.records.quality.models import Merge, Opinion, Pair
from motcua.records.quality.pairs import desk, same, surviving
from motcua.records.quality.pairs.errors import Faulty, NotPossible
from motcua.records.quality.pairs.models import Matter, Told
from motcua.records.quality.pairs.proposing import valid_number
from motcua.records.quality.pairs.surviving import Step, Values

LONGEST_REASON = 1000


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two persons as the register knows it now."""

    person: Person
    values: dict[str, list[Any]]
    standing: surviving.Standing
    together: tuple[int, ...]
    """All ids under which this human being is known already."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge of a pair would be about; `one` is the left side. `proposed`: who stays by the rule."""

    pair: Pair
    one: Side
    other: Side
    proposed: int

    def side(self, person_id: int) -> Side:
        return self.one if self.one.person.pk == person_id else self.other

    def beside(self, person_id: int) -> Side:
        return self.other if self.one.person.pk == person_id else self.one


def preview(pair: Pair, on: date) -> Preview | None:
    """Both persons with their values; None when they are one already, or not both in the register. Up to six queries."""
    people = desk.people_of(pair)
    if len(people) != 2:
        return None
    sides = [same.fresh(one) for one in people]
    if sides[0][1] == sides[1][1]:
        return None
    rows = {one.pk: one for one in Person.objects.filter(pk__in=[root for _, root in sides])}
    citizens = CitizenRecord.objects.in_bulk([root for _, root in sides])
    one, other = (
        _side(rows[root], citizens.get(root), together, on) for together, root in sides
    )  # fmt: skip
    return Preview(pair, one, other, surviving.survivor(one.standing, other.standing))


def _side(person: Person, citizen: CitizenRecord | None, together: tuple[int, ...], on: date) -> Side:
    values = values_of(person, citizen)
    filled = sum(not surviving.empty(value) for value in values.values())
    dead = citizen is not None and citizen.death_date is not None
    valid = valid_number(person.pin, on)
    return Side(
        person,
        values,
        surviving.Standing(person.pk, person.pin, valid, citizen is not None, filled, dead),
        together,
    )


def values_of(person: Person, citizen: CitizenRecord | None) -> dict[str, list[Any]]:
    """The values of a person by group, plain enough for JSON. No query."""
    found = {}
    for group, (_, _, holder, columns) in surviving.GROUPS.items():
        row = person if holder == "person" else citizen
        found[group] = [_plain(getattr(row, column)) for column in columns] if row is not None else []
    return found


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def merge(
    pair_id: int,
    survivor_id: int,
    choices: Mapping[str, str],
    reason: str,
    area: desk.Area,
    *,
    by: Actor,
    at: datetime,
) -> Merge | None:
    """The other person of a decided pair is read as `survivor_id` from now on. None: not theirs to see.

    `choices`: "survivor" or "absorbed" for groups in which the officer decides, otherwise the rule does.
    Raises: Faulty (who stays, unanswered groups, a missing reason), NotPossible (not decided, somebody was faster).
    """
    pair = Pair.objects.select_for_update().filter(area.condition, pk=pair_id).first()
    if pair is None:
        return None
    if pair.state != Pair.State.SAME or not Matter.objects.filter(pair=pair, kind=Matter.Kind.MERGE).exists():
        raise NotPossible("Cặp này không chờ gộp.", "This pair does not wait to be merged.")
    found = _locked(pair, at)
    sides = {found.one.person.pk, found.other.person.pk}
    if survivor_id not in sides:
        raise Faulty({"survivor": ("Chọn bản ghi được giữ.", "Choose which record stays.")})
    keeps, goes = found.side(survivor_id), found.beside(survivor_id)
    reason = reason.strip()[:LONGEST_REASON]
    _check(found, keeps, goes, choices, reason)
    now, theirs = keeps.values, goes.values
    became = surviving.applied(now, theirs, choices)
    row = Merge.objects.create(
        pair=pair, survivor=keeps.person, absorbed=goes.person, at=at,
        before={"values": now, "pins": _pins(keeps)},
        became={"values": became, "theirs": theirs, "choices": dict(choices), "reason": reason},
        by={"merged": by.as_data(), "said": [one.by for one in pair.opinions.order_by("id")]},
    )  # fmt: skip
    _write(keeps.person, became, now, at)
    Matter.objects.filter(pair=pair).delete()
    data = {"pair": pair.pk, "survivor": keeps.person.pk, "absorbed": goes.person.pk}
    events.record(desk.chain(pair.pk), "persons-merged", at=at, actor=by, data=data)
    same.forget(*keeps.together, *goes.together)
    return row


def _locked(pair: Pair, at: datetime) -> Preview:
    """Both persons under their locks, in the order of their ids. Raises: NotPossible when they are not who they were."""
    found = preview(pair, at.astimezone(VN).date())
    if found is None:
        raise NotPossible("Hai bản ghi này đã là một người.", "These records are one person already.")
    ids = sorted((found.one.person.pk, found.other.person.pk))
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    again = preview(pair, at.astimezone(VN).date())
    if again is None or sorted((again.one.person.pk, again.other.person.pk)) != ids:
        raise NotPossible(
            "Một trong hai người vừa được gộp với người khác. Hãy xem lại.",
            "One of the two has just been merged with somebody else. Look again.",
        )
    return again


def _check(found: Preview, keeps: Side, goes: Side, choices: Mapping[str, str], reason: str) -> None:
    faults: dict[str, tuple[str, str]] = {}
    if not keeps.standing.recorded and goes.standing.recorded:
        faults["survivor"] = (
            "Người này chưa có trong sổ dân cư; hãy giữ bản ghi kia.",
            "This person is not in the population register; keep the other record.",
        )
    for group in surviving.unanswered(keeps.values, goes.values, choices):
        faults[group] = ("Chọn giá trị đúng.", "Choose the right value.")
    against = surviving.against_rule(keeps.values, goes.values, choices)
    if (against or keeps.person.pk != found.proposed or _two_numbers(keeps, goes)) and not reason:
        faults["reason"] = (
            "Ghi lý do: lựa chọn khác với quy tắc, hoặc hai số định danh đều hợp lệ.",
            "Say why: the choice departs from the rule, or both numbers are valid.",
        )
    if faults:
        raise Faulty(faults)


def _two_numbers(keeps: Side, goes: Side) -> bool:
    return keeps.standing.number_valid and goes.standing.number_valid


def steps_of(person_id: int) -> tuple[Values, list[Step], list[int]]:
    """The survivor's first values, every merge into it in its turn, and their ids. One query."""
    rows = list(Merge.objects.filter(survivor_id=person_id).order_by("id"))
    steps = [
        Step(row.became["theirs"], row.became["choices"], row.undone_at is None, row.before["pins"])
        for row in rows
    ]
    return (rows[0].before["values"] if rows else {}), steps, [row.pk for row in rows]


def _pins(keeps: Side) -> dict[str, list[Any]]:
    base, steps, _ = steps_of(keeps.person.pk)
    return surviving.set_otherwise(keeps.values, surviving.replayed(base, steps)) if steps else {}


@transaction.atomic
def undo(merge_id: int, reason: str, area: desk.Area, *, by: Actor, at: datetime) -> Merge | None:
    """Both are two again, with the values they would have without this merge; the officers are told. None: not theirs.

    What was changed in the survivor's record since, by anything but merges, stands. Raises: Faulty without a reason,
    NotPossible when it is undone already, or the survivor itself was absorbed since (that merge is undone first).
    """
    row = Merge.objects.select_for_update(of=("self",)).select_related("pair").filter(pk=merge_id).first()
    if row is None or not area.covers(row.pair.unit_code):
        return None
    if not reason.strip():
        raise Faulty({"reason": ("Ghi lý do tách.", "Say why they are parted.")})
    if row.undone_at is not None:
        raise NotPossible("Lần gộp này đã được hoàn tác.", "This merge has been undone.")
    people = (
        Person.objects.select_for_update().filter(pk__in=[row.survivor_id, row.absorbed_id]).order_by("pk")
    )
    rows = {one.pk: one for one in people}
    if Merge.objects.filter(absorbed_id=row.survivor_id, undone_at=None).exists():
        raise NotPossible(
            "Người này sau đó đã được gộp vào người khác. Hãy hoàn tác lần gộp sau trước.",
            "This person has since been merged into another. Undo the later merge first.",
        )
    person = rows[row.survivor_id]
    together = same.fresh(person.pk)[0]
    citizen = CitizenRecord.objects.filter(pk=person.pk).first()
    now = values_of(person, citizen)
    base, steps, ids = steps_of(person.pk)
    _write(person, surviving.parted(now, base, steps, ids.index(row.pk)), now, at)
    row.undone_at, row.undone_by, row.undone_reason = at, by.as_data(), reason.strip()[:LONGEST_REASON]
    row.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    Pair.objects.filter(pk=row.pair_id).update(state=Pair.State.DIFFERENT, decided_at=at)
    _tell(row, by, at)
    data = {"pair": row.pair_id, "survivor": row.survivor_id, "absorbed": row.absorbed_id}
    events.record(desk.chain(row.pair_id), "merge-undone", at=at, actor=by, data=data)
    same.forget(*together)
    return row


def _tell(row: Merge, by: Actor, at: datetime) -> None:
    """Whoever said "same" and whoever merged hears of it, except who undid it."""
    accounts = set(Opinion.objects.filter(pair=row.pair_id).values_list("account_id", flat=True))
    accounts.add(row.by["merged"].get("account_id"))
    Told.objects.bulk_create(
        Told(merge=row, account_id=one, at=at) for one in sorted(accounts - {None, by.account_id})
    )


def _write(person: Person, values: Values, now: Values, at: datetime) -> None:
    """Only what changes. Two statements at most."""
    changed: dict[str, dict[str, Any]] = {"person": {}, "citizen": {}}
    for group, (_, _, holder, columns) in surviving.GROUPS.items():
        if values[group] != now[group]:
            changed[holder] |= dict(zip(columns, values[group], strict=True))
    if changed["person"]:
        for column, value in changed["person"].items():
            setattr(person, column, date.fromisoformat(value) if column == "birth_date" else value)
        person.save(update_fields=list(changed["person"]))
    if changed["citizen"]:
        days = {"id_card_issued_on", "death_date"}
        given = {
            column: date.fromisoformat(value) if column in days and value else value
            for column, value in changed["citizen"].items()
        }
        CitizenRecord.objects.filter(pk=person.pk).update(**given, updated_at=at)


def merges(area: desk.Area, size: int, before: int | None = None) -> list[Merge]:
    """Merges of an area, the newest first. One query."""
    rows = Merge.objects.select_related("pair", "survivor", "absorbed").order_by("-id")
    if area.codes is not None:
        rows = rows.filter(pair__unit_code__in=sorted(area.codes))
    return list((rows.filter(pk__lt=before) if before is not None else rows)[:size])
