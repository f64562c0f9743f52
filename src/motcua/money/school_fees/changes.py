"""A school writes a campaign, opens it (one order a pupil), a guardian chooses, it is closed."""

import uuid as uuids
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Agency, Power
from motcua.foundation import events, numbering
from motcua.foundation.actor import Actor
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.foundation.worktime import VN
from motcua.money import orders
from motcua.money.errors import WrongState
from motcua.money.fees import Channel
from motcua.money.models import Order
from motcua.money.school_fees import reminding, rules
from motcua.money.school_fees.models import Campaign, Item, Pupil
from motcua.records.population.naming import persons_by_pin
from motcua.records.quality.pairs import same_person

ASKS = Power.Name.PROCESS
"""Who asks for the fees of a school: whoever works on its matters."""


class NotYours(LookupError):
    """Not there, or somebody else's."""


@transaction.atomic
def write(
    title: str,
    class_name: str,
    due_on: date | None,
    fees: Sequence[rules.Fee],
    listed: Sequence[rules.Listed],
    *,
    by: Actor,
    at: datetime,
) -> Campaign:
    """A campaign that nobody outside sees yet. Raises: NotAllowed, Faulty with everything that is wrong."""
    assert by.agency_id is not None
    authority.require(by, ASKS, at=at, agency_id=by.agency_id)
    agency = Agency.objects.get(pk=by.agency_id)
    if agency.kind != Agency.Kind.SCHOOL:
        raise NotPossible("Chỉ trường học lập được đợt thu.", "Only a school asks for school fees.")
    check(title, class_name, due_on, at)
    assert due_on is not None
    year = at.astimezone(VN).year % 100
    made = Campaign.objects.create(
        number=f"S{year:02d}-{numbering.take(f'school-fees {year}'):06d}", agency=agency, title=title.strip(),
        class_name=class_name.strip(), due_on=due_on, made_at=at, made_by=by.name,
    )  # fmt: skip
    Item.objects.bulk_create(
        [
            Item(campaign=made, position=fee.position, name=fee.name, amount=fee.amount, mandatory=fee.mandatory, basis=fee.basis)
            for fee in fees
        ]
    )  # fmt: skip
    known = persons_by_pin({one.pin: one.pin for one in listed if one.pin})
    Pupil.objects.bulk_create(
        [
            Pupil(
                campaign=made, position=number, code=one.code, name=one.name, guardian_id=known.get(one.pin),
                phone=one.phone, reduction=one.reduction, reduction_reason=one.reason if one.reduction else "",
            )
            for number, one in enumerate(listed, start=1)
        ]
    )  # fmt: skip
    events.record(
        made.chain,
        "school-fees-written",
        at=at,
        actor=by,
        data={"number": made.number, "pupils": len(listed)},
    )
    return made


def check(title: str, class_name: str, due_on: date | None, at: datetime) -> None:
    """What is wrong with the head of a campaign. Raises: Faulty."""
    faults: dict[str, tuple[str, str]] = {}
    for name, text in (("title", title), ("class_name", class_name)):
        if not 1 <= len(text.strip()) <= 120:
            faults[name] = ("Ghi nội dung, tối đa 120 ký tự.", "Up to 120 characters.")
    if due_on is None or due_on < at.astimezone(VN).date():
        faults["due_on"] = ("Chọn hạn nộp từ hôm nay.", "Choose a day from today on.")
    if faults:
        raise Faulty(faults)


@transaction.atomic
def open_(uuid: uuids.UUID, *, by: Actor, at: datetime) -> Campaign:
    """Each pupil owes from now on: one order each, and each guardian is told. Raises: NotYours, NotPossible."""
    found = _mine(uuid, by, at)
    if found.state != Campaign.State.DRAFT:
        raise NotPossible("Đợt thu này đã mở hoặc đã kết thúc.", "It is open or over.")
    fees = fees_of(found)
    pupils = list(found.pupils.order_by("position"))
    for pupil in pupils:
        pupil.campaign = found
    made = Order.objects.bulk_create([_order(pupil, fees, at) for pupil in pupils])
    for pupil, order in zip(pupils, made, strict=True):
        pupil.order = order
    Pupil.objects.bulk_update(pupils, ["order"], batch_size=500)
    found.state, found.opened_at = Campaign.State.OPEN, at
    found.save(update_fields=["state", "opened_at"])
    events.record(found.chain, "school-fees-opened", at=at, actor=by, data={"orders": len(made)})
    reminding.tell(found, reminding.unpaid(found), "opened", at, reminding.NEW)
    return found


@transaction.atomic
def choose(uuid: uuids.UUID, wanted: Collection[int], *, by: Actor, at: datetime) -> Pupil:
    """A guardian chooses voluntary fees: the order is closed and a new one opened. Raises: NotYours, NotPossible."""
    told = own(uuid, by.stands_for).order
    if told is None:
        raise NotYours
    order = orders.lock(told.pk)
    pupil = Pupil.objects.select_for_update(of=("self",)).select_related("campaign__agency").get(uuid=uuid)
    if pupil.order_id != order.pk or pupil.campaign.state != Campaign.State.OPEN:
        raise NotPossible("Đợt thu này đã kết thúc.", "This is over.")
    fees = fees_of(pupil.campaign)
    chosen = sorted({fee.position for fee in fees if not fee.mandatory} & set(wanted))
    if chosen == pupil.chosen:
        return pupil
    try:
        orders.cancel_order(order, "người giám hộ chọn lại khoản tự nguyện", at)
    except WrongState:
        raise NotPossible("Khoản này đã nộp, không chọn lại được.", "It is paid already.") from None
    pupil.chosen = chosen
    made = _order(pupil, fees, at)
    made.save(force_insert=True)
    pupil.order = made
    pupil.save(update_fields=["chosen", "order"])
    events.record(
        pupil.campaign.chain,
        "school-fees-chosen",
        at=at,
        actor=by,
        data={"pupil": pupil.position, "chosen": chosen},
    )
    return pupil


@transaction.atomic
def close(uuid: uuids.UUID, *, by: Actor, at: datetime) -> int:
    """Nothing is asked for any more; unpaid orders are cancelled, how many. Raises: NotYours, NotPossible."""
    found = _mine(uuid, by, at)
    if found.state != Campaign.State.OPEN:
        raise NotPossible("Đợt thu này chưa mở hoặc đã kết thúc.", "It is not open.")
    unpaid = Order.objects.filter(
        pk__in=found.pupils.values("order"), status__in=[*orders.PAYABLE, Order.Status.ZERO]
    ).order_by("pk")
    count = 0
    for order in unpaid:
        orders.cancel_order(order, "nhà trường kết thúc đợt thu", at)
        count += order.status != Order.Status.ZERO
    found.state = Campaign.State.CLOSED
    found.save(update_fields=["state"])
    events.record(found.chain, "school-fees-closed", at=at, actor=by, data={"unpaid": count})
    return count


def fees_of(campaign: Campaign) -> list[rules.Fee]:
    """The fees of a campaign in their order. One query."""
    return [
        rules.Fee(one.position, one.name, one.amount, one.mandatory, one.basis)
        for one in campaign.items.all()
    ]


def own(uuid: uuids.UUID, person_id: int | None) -> Pupil:
    """The pupil of whom this person is the guardian, once their fees are asked for. One query. Raises: NotYours."""
    if person_id is None:
        raise NotYours
    rows = Pupil.objects.select_related("campaign__agency", "order").exclude(
        campaign__state=Campaign.State.DRAFT
    )
    found = rows.filter(uuid=uuid, guardian__in=same_person(person_id)).first()
    if found is None:
        raise NotYours
    return found


def _order(pupil: Pupil, fees: Sequence[rules.Fee], at: datetime) -> Order:
    school = pupil.campaign.agency
    return Order(
        **orders.owed(
            subject=pupil.subject,
            subject_id=pupil.uuid,
            fee=rules.owed(fees, pupil.reduction, pupil.reduction_reason, pupil.chosen),
            payer_name=pupil.name,
            channel=Channel.ONLINE,
            at=at,
            person_id=pupil.guardian_id,
            collector=school.name_vi,
            agency_id=school.pk,
        )
    )


def _mine(uuid: uuids.UUID, by: Actor, at: datetime) -> Campaign:
    assert by.agency_id is not None
    authority.require(by, ASKS, at=at, agency_id=by.agency_id)
    rows = Campaign.objects.select_for_update(of=("self",)).select_related("agency")
    found = rows.filter(uuid=uuid, agency=by.agency_id).first()
    if found is None:
        raise NotYours
    return found
