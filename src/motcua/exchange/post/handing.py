"""Records of handing over: packs to an agency, results to the post; made by one side, counted and signed by the other.

The moment at which the agency signs is the legal time of filing (QĐ 45/2016). Rows are locked in the order of their ids.
"""

import uuid as uuids
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from motcua.city.agencies import day as day_of
from motcua.city.authority import PowerSet
from motcua.city.models import Agency, Power
from motcua.exchange.post import rules
from motcua.exchange.post.errors import NotThese, NotYours, Refused, WrongState
from motcua.exchange.post.models import Record, Shipment
from motcua.exchange.post.packing import CARRIES, move, tell
from motcua.exchange.post.rules import Move, State, Way
from motcua.foundation import events, numbering
from motcua.foundation.actor import Actor

MOST_ON_A_RECORD = 200
RECEIVES = Power.Name.RECEIVE
RETURNS = Power.Name.RETURN


@transaction.atomic
def bring(
    office: Agency, agency: Agency, codes: Sequence[str], powers: PowerSet, *, by: Actor, at: datetime
) -> Record:
    """The post brings packs to one agency: the record lies ready for its signature.

    Raises: NotYours, Refused, NotThese with a reason for every code that cannot go: unknown, scanned twice, for
    another agency, on another record, handed over already.
    """
    if office.pk not in powers.agency_ids(CARRIES):
        raise NotYours
    typed = [code for code in codes if code.strip()]
    if not 1 <= len(typed) <= MOST_ON_A_RECORD:
        raise Refused(
            "Quét hoặc nhập mã ít nhất một gói.", "Scan or type the code of at least one pack.", "codes"
        )
    faults: dict[str, tuple[str, str]] = {}
    wanted: list[str] = []
    for one in typed:
        code = rules.read_code(one)
        if not code:
            faults[one.strip()[:20]] = ("không phải mã bưu gửi", "no code of a shipment")
        elif code in wanted:
            faults[code] = ("quét hai lần", "scanned twice")
        else:
            wanted.append(code)
    rows = {
        row.code: row
        for row in Shipment.objects.select_for_update(of=("self",))
        .select_related("agency")
        .filter(code__in=wanted, office=office, way=Way.SEND)
        .order_by("id")
    }
    for code in wanted:
        if (fault := _why_not(rows.get(code), agency)) is not None:
            faults[code] = fault
    if faults:
        raise NotThese(faults)
    record = _record(Way.SEND, office, agency, [rows[code] for code in wanted], by, at)
    events.record(record.chain, "post-brought", at=at, actor=by, data={"agency": agency.pk, "codes": wanted})
    return record


def _why_not(row: Shipment | None, agency: Agency) -> tuple[str, str] | None:
    if row is None:
        return ("không có ở bưu cục này", "not at this post office")
    if row.state == State.HANDED:
        return ("đã bàn giao rồi", "handed over already")
    if row.state != State.COLLECTED:
        return ("chưa nhận hoặc đã kết thúc", "not collected, or over")
    # by the locked row itself: what is joined to it may be older than the wait for the lock
    if row.record_id is not None:
        assert row.record is not None
        return (f"đã có trong biên bản {row.record.number}", f"stands on record {row.record.number}")
    if row.agency_id != agency.pk:
        return (
            f"gửi tới {row.agency.name_vi}, không phải nơi này",
            f"goes to {row.agency.name_en}, not here",
        )
    return None


def _record(
    way: Way, office: Agency, agency: Agency, rows: Sequence[Shipment], by: Actor, at: datetime
) -> Record:
    source = office if way is Way.SEND else agency
    on = day_of(at)
    number = numbering.take(f"post/{source.pk}/{on.year}")
    assert by.account_id is not None
    kind = "BBGN" if way is Way.SEND else "PGKQ"
    made = Record.objects.create(
        number=f"{number}/{on.year}/{kind}-{source.code}", way=way, office=office, agency=agency,
        made_by_id=by.account_id, made_name=by.name, made_at=at,
    )  # fmt: skip
    Shipment.objects.filter(pk__in=[row.pk for row in rows]).update(record=made, office=office)
    return made


def held(uuid: uuids.UUID, way: Way) -> Record:
    """A record that is to be signed, locked. Raises: NotYours, WrongState when it has been signed."""
    found = (
        Record.objects.select_for_update(of=("self",))
        .select_related("office", "agency")
        .filter(uuid=uuid, way=way)
        .first()
    )
    if found is None:
        raise NotYours
    return found


@transaction.atomic
def sign_for_packs(
    uuid: uuids.UUID, incomplete: Collection[int], words: str, powers: PowerSet, *, by: Actor, at: datetime
) -> Record:
    """The agency counted what the post brought, and signs: from this moment the dossiers are filed.

    Packs that are incomplete go back with the postman. Raises: NotYours, WrongState the second time, Refused when
    something is incomplete and nothing is said.
    """
    record = held(uuid, Way.SEND)
    if record.agency_id not in powers.agency_ids(RECEIVES):
        raise NotYours
    rows = _rows(record)
    back = {row.pk for row in rows} & set(incomplete)
    _sign(record, rows, back, words, by, at)
    for row in rows:
        why = Move.TURN_BACK if row.pk in back else Move.HAND
        move(row, why, at)
        row.words = words.strip()[:500] if row.pk in back else ""
        if row.pk in back:
            row.record = None
        row.save(update_fields=["state", "moved_at", "words", "record"])
        tell(row, why, by, at, record=record.number)
    return record


@transaction.atomic
def give_results(
    agency: Agency, office: Agency, shipment_ids: Sequence[int], powers: PowerSet, *, by: Actor, at: datetime
) -> Record:
    """The agency lays results ready for one post office. Raises: NotYours, Refused, WrongState."""
    if agency.pk not in powers.agency_ids(RETURNS):
        raise NotYours
    rows = list(
        Shipment.objects.select_for_update(of=("self",))
        .filter(pk__in=list(shipment_ids)[:MOST_ON_A_RECORD], agency=agency, way=Way.RETURN)
        .order_by("id")
    )
    if not shipment_ids:
        raise Refused("Chọn ít nhất một kết quả.", "Choose at least one result.", "rows")
    if len(rows) != len(set(shipment_ids)):
        raise NotYours
    if any(row.record_id is not None or row.state != State.REQUESTED for row in rows):
        raise WrongState("Có kết quả vừa được giao rồi.", "Some have just been handed out.")
    record = _record(Way.RETURN, office, agency, rows, by, at)
    codes = [row.code for row in rows]
    events.record(
        record.chain, "post-results-ready", at=at, actor=by, data={"office": office.pk, "codes": codes}
    )
    return record


@transaction.atomic
def sign_for_results(
    uuid: uuids.UUID, missing: Collection[int], words: str, powers: PowerSet, *, by: Actor, at: datetime
) -> Record:
    """The post counted the results and signs for them. Raises: NotYours, WrongState the second time, Refused."""
    record = held(uuid, Way.RETURN)
    if record.office_id not in powers.agency_ids(CARRIES):
        raise NotYours
    rows = _rows(record)
    gone = {row.pk for row in rows} & set(missing)
    _sign(record, rows, gone, words, by, at)
    for row in rows:
        if row.pk in gone:
            row.record = None
            row.save(update_fields=["record"])
            continue
        move(row, Move.COLLECT_RESULT, at)
        row.save(update_fields=["state", "moved_at"])
        tell(row, Move.COLLECT_RESULT, by, at, record=record.number)
    return record


def _rows(record: Record) -> list[Shipment]:
    return list(
        Shipment.objects.select_for_update(of=("self",))
        .select_related("person")
        .prefetch_related("enclosed")
        .filter(record=record)
        .order_by("id")
    )


def _sign(
    record: Record, rows: Sequence[Shipment], without: Collection[int], words: str, by: Actor, at: datetime
) -> None:
    if record.signed_at is not None:
        raise WrongState("Biên bản này đã được ký nhận.", "This record has been signed already.")
    if without and not words.strip():
        raise Refused("Ghi rõ thiếu gì.", "Say what is missing.", "words")
    record.signed_by_id, record.signed_name, record.signed_at = by.account_id, by.name, at
    record.words = words.strip()
    record.rows = [line_of(row, row.pk not in without) for row in rows]
    record.save(update_fields=["signed_by", "signed_name", "signed_at", "words", "rows"])
    codes = {"codes": [row.code for row in rows], "missing": [row.code for row in rows if row.pk in without]}
    events.record(record.chain, "post-signed", at=at, actor=by, data=codes)


def line_of(row: Shipment, complete: bool = True) -> dict[str, object]:
    """A pack as the record lists it. Needs `enclosed` prefetched."""
    inside = list(row.enclosed.all())
    return {
        "code": row.code,
        "name": row.name,
        "dossiers": [
            {"procedure": one.procedure_name, "owner": one.owner_name, "code": one.dossier_code,
             "papers": len(one.papers), "same_day": one.same_day}
            for one in inside
        ],
        "originals": sum(int(paper["originals"]) for one in inside for paper in one.papers),
        "complete": complete,
    }  # fmt: skip
