"""Papers of dossiers that were taken in elsewhere: who has to send what by when, and who has it now.

Any branch takes any procedure of the city; the papers reach the competent agency within one working day of the intake
(NĐ 118/2025). The electronic dossier went at once; this is the paper behind it.
"""

import uuid as uuids
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from motcua.city.agencies import day as day_of
from motcua.city.authority import PowerSet
from motcua.city.hall.errors import NotYours, Refused, WrongState
from motcua.city.hall.models import Slip, Transfer
from motcua.city.models import Agency, Power
from motcua.foundation import events, numbering
from motcua.foundation.actor import Actor
from motcua.foundation.worktime import Calendar, transfer_due

MOST_ON_A_SLIP = 200
SENDS = (Power.Name.RECEIVE,)
TAKES = (Power.Name.RECEIVE, Power.Name.PROCESS, Power.Name.NUMBER)


def places(powers: PowerSet, wanted: Collection[str]) -> frozenset[int]:
    """Agencies for which one of the powers is held. No query."""
    return frozenset[int]().union(*(powers.agency_ids(power) for power in wanted))


def expect(
    dossier_code: str, procedure_code: str, from_agency: Agency, to_agency: Agency, papers: int, at: datetime
) -> Transfer:
    """Note that papers taken in at `at` have to go elsewhere. Once for a dossier. The calendar is that of the intake."""
    calendar = Calendar.from_data(from_agency.calendar.data)
    made, _ = Transfer.objects.get_or_create(
        dossier_code=dossier_code,
        defaults={
            "procedure_code": procedure_code,
            "from_agency": from_agency,
            "to_agency": to_agency,
            "papers": papers,
            "taken_at": at,
            "due_at": transfer_due(at, calendar, electronic=False),
        },
    )
    return made


@transaction.atomic
def send(transfer_ids: Sequence[int], powers: PowerSet, *, by: Actor, at: datetime) -> Slip:
    """Put papers for one agency onto a slip and let them go. Raises: Refused, NotYours, WrongState (sent meanwhile)."""
    rows = list(
        Transfer.objects.select_for_update(of=("self",))
        .select_related("from_agency", "to_agency")
        .filter(pk__in=list(transfer_ids)[:MOST_ON_A_SLIP], from_agency__in=places(powers, SENDS))
        .order_by("id")
    )
    if not transfer_ids:
        raise Refused("Chọn ít nhất một hồ sơ.", "Choose at least one dossier.", "rows")
    if len(rows) != len(set(transfer_ids)):
        raise NotYours
    if any(one.slip_id is not None for one in rows):
        raise WrongState("Có hồ sơ vừa được gửi rồi.", "Some have just been sent.")
    if len({(one.from_agency_id, one.to_agency_id) for one in rows}) != 1:
        raise Refused("Mỗi biên bản chỉ gửi tới một nơi.", "One record goes to one place.", "rows")
    source, target, on = rows[0].from_agency, rows[0].to_agency, day_of(at)
    number = numbering.take(f"papers/{source.pk}/{on.year}")
    assert by.account_id is not None
    slip = Slip.objects.create(
        number=f"{number}/{on.year}/BBGN-{source.code}",
        from_agency=source,
        to_agency=target,
        made_by_id=by.account_id,
        made_name=by.name,
        made_at=at,
    )
    Transfer.objects.filter(pk__in=[one.pk for one in rows]).update(slip=slip)
    codes = [one.dossier_code for one in rows]
    events.record(slip.chain, "papers-sent", at=at, actor=by, data={"to": target.pk, "dossiers": codes})
    return slip


@transaction.atomic
def take(
    uuid: uuids.UUID, missing: Collection[int], words: str, powers: PowerSet, *, by: Actor, at: datetime
) -> Slip:
    """The other side counted and signs; what is missing goes back to the sender's list, with a word about it.

    Raises: NotYours, WrongState the second time, Refused when something is missing and nothing is said.
    """
    slip = Slip.objects.select_for_update().filter(uuid=uuid, to_agency__in=places(powers, TAKES)).first()
    if slip is None:
        raise NotYours
    if slip.received_at is not None:
        raise WrongState("Biên bản này đã được ký nhận.", "This record has been signed already.")
    rows = list(Transfer.objects.select_for_update().filter(slip=slip).order_by("id"))
    gone = {one.pk for one in rows} & set(missing)
    if gone and not words.strip():
        raise Refused("Ghi rõ thiếu gì.", "Say what is missing.", "words")
    slip.received_by_id, slip.received_name, slip.received_at = by.account_id, by.name, at
    slip.words = words.strip()
    slip.save(update_fields=["received_by", "received_name", "received_at", "words"])
    Transfer.objects.filter(slip=slip).exclude(pk__in=gone).update(arrived_at=at)
    Transfer.objects.filter(pk__in=gone).update(slip=None, missing=True)
    codes = [one.dossier_code for one in rows if one.pk in gone]
    events.record(slip.chain, "papers-taken", at=at, actor=by, data={"missing": codes, "words": slip.words})
    return slip


def of_uuid(uuid: uuids.UUID, powers: PowerSet) -> Slip:
    """A slip that one's agency sent or gets. One query. Raises: NotYours."""
    found = Slip.objects.select_related("from_agency", "to_agency").filter(uuid=uuid).first()
    if found is None or not (
        found.from_agency_id in places(powers, SENDS) or found.to_agency_id in places(powers, TAKES)
    ):
        raise NotYours
    return found
