"""A merchant applies, the commune decides; zones; the agreement to share takings; declarations of cash."""

import uuid as uuids
from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.city import authority
from motcua.city.models import Agency, Power, Unit
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.refusals import Faulty, NotPossible
from motcua.foundation.worktime import VN
from motcua.money.merchants import rules
from motcua.money.merchants.models import Declaration, Kind, Merchant, Zone

DECIDES = Power.Name.APPROVE
"""Who decides on merchants and zones of a commune: whoever approves there."""
State = Merchant.State


class NotYours(LookupError):
    """Not there, or somebody else's."""


@transaction.atomic
def apply(told: rules.Application, unit: Unit | None, *, by: Actor, at: datetime) -> Merchant:
    """A resident, or the organisation acted for, wants to take money by code. Raises: Faulty."""
    if unit is None:
        raise Faulty({"unit": ("Chọn xã, phường.", "Choose the commune.")})
    organisation = by.for_organisation_id
    try:
        with transaction.atomic():
            made = Merchant.objects.create(
                name=told.name, kind=told.kind, unit=unit, place=told.place, organisation_id=organisation,
                person_id=None if organisation else by.stands_for, bin=told.bin, account=told.account,
                virtual=told.virtual, holder=told.holder, applied_at=at, shares_since=at if told.shares else None,
            )  # fmt: skip
    except IntegrityError:
        raise Faulty(
            {
                "account": (
                    "Tài khoản này đã đăng ký cho một điểm thu.",
                    "This account belongs to another place already.",
                )
            }
        ) from None
    events.record(
        made.chain, "merchant-applied", at=at, actor=by, data={"kind": told.kind, "unit": unit.code}
    )
    return made


@transaction.atomic
def decide(
    uuid: uuids.UUID, approve: bool, reason: str, zone: Zone | None, *, by: Actor, at: datetime
) -> Merchant:
    """The commune says yes or no. Raises: NotYours, NotAllowed, NotPossible (decided already), Faulty (`reason`, `zone`)."""
    found = _of_commune(uuid, by, at)
    if found.state != State.APPLIED:
        raise NotPossible("Đăng ký này đã được quyết định.", "This has been decided already.")
    words = " ".join(reason.split())[:300]
    if not approve and not words:
        raise Faulty({"reason": ("Ghi lý do không duyệt.", "Say why not.")})
    if zone is not None and zone.unit_id != found.unit_id:
        raise Faulty({"zone": ("Khu này ở xã, phường khác.", "The zone is in another commune.")})
    found.state = State.APPROVED if approve else State.REFUSED
    found.zone, found.decided_at, found.decided_by, found.reason = zone, at, by.name, words
    found.save(update_fields=["state", "zone", "decided_at", "decided_by", "reason"])
    events.record(found.chain, f"merchant-{found.state}", at=at, actor=by, data={"reason": words})
    return found


@transaction.atomic
def close(uuid: uuids.UUID, *, by: Actor, at: datetime) -> Merchant:
    """Its owner takes no money here any more. Raises: NotYours, NotPossible."""
    found = own(uuid, by)
    if found.state not in (State.APPLIED, State.APPROVED):
        raise NotPossible("Điểm thu này đã ngừng.", "It is closed already.")
    found.state, found.shares_since = State.CLOSED, None
    found.save(update_fields=["state", "shares_since"])
    events.record(found.chain, "merchant-closed", at=at, actor=by)
    return found


@transaction.atomic
def share(uuid: uuids.UUID, agreed: bool, *, by: Actor, at: datetime) -> Merchant:
    """Its owner lets the bank tell the city what comes in by code, or stops it; what was told before stays. Raises: NotYours."""
    found = own(uuid, by)
    if agreed != (found.shares_since is not None):
        found.shares_since = at if agreed else None
        found.save(update_fields=["shares_since"])
        events.record(
            found.chain, "merchant-shares" if agreed else "merchant-shares-no-more", at=at, actor=by
        )
    return found


@transaction.atomic
def declare(uuid: uuids.UUID, month: date, cash: int, *, by: Actor, at: datetime) -> Declaration:
    """The cash of a month that is over, or of the one before; a later declaration corrects. Raises: NotYours, Faulty."""
    found = own(uuid, by)
    today = at.astimezone(VN).date()
    if month not in rules.months_back(today, 4)[:-1]:
        raise Faulty({"month": ("Chọn một trong ba tháng vừa qua.", "Choose one of the last three months.")})
    last = found.declarations.filter(month=month).order_by("-number").first()
    made = Declaration.objects.create(
        merchant=found, month=month, number=last.number + 1 if last else 1, cash=cash, at=at, by=by.name
    )
    events.record(
        found.chain,
        "cash-declared",
        at=at,
        actor=by,
        data={"month": month.isoformat(), "cash": cash, "number": made.number},
    )
    return made


@transaction.atomic
def open_zone(
    name_vi: str, name_en: str, kind: str, starts_on: date | None, *, by: Actor, at: datetime
) -> Zone:
    """A pilot of the officer's commune. Raises: NotAllowed, Faulty."""
    assert by.agency_id is not None
    authority.require(by, DECIDES, at=at, agency_id=by.agency_id)
    agency = Agency.objects.select_related("unit").get(pk=by.agency_id)
    faults: dict[str, tuple[str, str]] = {}
    if not 2 <= len(name_vi.strip()) <= 120:
        faults["name_vi"] = ("Đặt tên cho khu, từ 2 đến 120 ký tự.", "Give it a name, 2 to 120 characters.")
    if kind not in Kind.values:
        faults["kind"] = ("Chọn loại khu.", "Choose the kind.")
    if starts_on is None:
        faults["starts_on"] = ("Chọn ngày bắt đầu.", "Choose the first day.")
    if agency.unit is None:
        faults["name_vi"] = ("Cơ quan không thuộc xã, phường nào.", "The agency belongs to no commune.")
    if faults:
        raise Faulty(faults)
    assert agency.unit is not None and starts_on is not None
    made = Zone.objects.create(
        kind=kind, name_vi=name_vi.strip(), name_en=name_en.strip()[:120], unit=agency.unit, starts_on=starts_on,
        made_at=at, made_by=by.name,
    )  # fmt: skip
    events.record(f"zone/{made.uuid}", "zone-opened", at=at, actor=by, data={"name": made.name_vi})
    return made


def own(uuid: uuids.UUID, by: Actor) -> Merchant:
    """The merchant of who asks, locked. Raises: NotYours."""
    rows = Merchant.objects.select_for_update(of=("self",)).select_related("unit")
    mine = (
        rows.filter(organisation=by.for_organisation_id)
        if by.for_organisation_id
        else rows.filter(person=by.stands_for)
    )
    found = mine.filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def _of_commune(uuid: uuids.UUID, by: Actor, at: datetime) -> Merchant:
    assert by.agency_id is not None
    authority.require(by, DECIDES, at=at, agency_id=by.agency_id)
    rows = Merchant.objects.select_for_update(of=("self",))
    found = rows.filter(uuid=uuid, unit__agencies=by.agency_id).first()
    if found is None:
        raise NotYours
    return found
