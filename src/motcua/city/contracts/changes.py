"""Contracts are written by one officer, signed by another, and end by themselves; people are put at seats and taken away.

Everything that lets the firm's people act is made of the city's own rows: a post at each point, powers of that post for
the named procedures, appointments. All of them carry the contract's days, so nothing has to be taken back at its end.
"""

import uuid as uuids
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from motcua.city import authority
from motcua.city.agencies import day
from motcua.city.authority import PowerSet
from motcua.city.contracts import reading, rules
from motcua.city.contracts.errors import Faulty, NotYours, WrongState
from motcua.city.contracts.models import Placed, ReceptionContract, Seat
from motcua.city.contracts.rules import Terms
from motcua.city.models import Account, Agency, Appointment, Organisation, Post, Power
from motcua.foundation import events
from motcua.foundation.actor import Actor


@transaction.atomic
def write(
    agency: Agency, terms: Terms, powers: PowerSet, known: Collection[str], *, by: Actor, at: datetime
) -> ReceptionContract:
    """Put a contract before its signer. `known`: procedures that can be taken in. Raises: NotYours, Faulty."""
    if agency.pk not in reading.writes_for(powers) or by.account_id is None:
        raise NotYours
    allowed = set(reading.points_of(agency, at).values_list("pk", flat=True))
    found = rules.faults(terms, day(at), allowed, known)
    firm = Organisation.objects.filter(number=terms.organisation).first()
    if firm is None:
        found["organisation"] = (
            "Không có doanh nghiệp nào mang mã số này.",
            "No organisation has this registration number.",
        )
    if found:
        raise Faulty(found)
    assert firm is not None and terms.signed_on is not None
    assert terms.begins is not None and terms.until is not None
    try:
        with transaction.atomic():
            made = ReceptionContract.objects.create(
                agency=agency, organisation=firm, number=terms.number.strip()[:60], signed_on=terms.signed_on,
                valid_from=terms.begins, valid_to=terms.until + timedelta(days=1),
                procedures=list(dict.fromkeys(terms.procedures)), points=list(dict.fromkeys(terms.points)),
                written_by_id=by.account_id, written_name=by.name[:200], written_at=at,
            )  # fmt: skip
    except IntegrityError:
        raise Faulty(
            {"number": ("Cơ quan đã có hợp đồng số này.", "The agency has a contract of this number.")}
        ) from None
    _tell(made, "contract-written", by, at, organisation=firm.number)
    return made


@transaction.atomic
def sign(uuid: uuids.UUID, powers: PowerSet, *, by: Actor, at: datetime) -> ReceptionContract:
    """Let it count: by who signs for the agency in their own right, never by its writer.

    The caller has asked for a fresh proof. Raises: NotYours, WrongState, authority.NotAllowed.
    """
    row = _held(uuid, powers)
    if row.signed_at is not None or row.ended_at is not None or row.valid_to is None:
        raise WrongState("Hợp đồng này đã được duyệt hoặc đã chấm dứt.", "It is approved already, or ended.")
    if row.agency_id not in reading.signs_for(powers):
        raise authority.NotAllowed(
            "Chỉ người đứng đầu cơ quan được duyệt.", "Only the head of the agency approves it."
        )
    if row.written_by_id == by.account_id:
        raise WrongState("Người lập không tự duyệt.", "Who wrote it does not approve it.")
    row.valid_from = max(row.valid_from, day(at))
    if row.valid_to <= row.valid_from:
        raise WrongState("Hợp đồng này đã hết hạn.", "This contract is over.")
    row.signed_by_id, row.signed_name, row.signed_at = by.account_id, by.name[:200], at
    row.save(update_fields=["valid_from", "signed_by", "signed_name", "signed_at"])
    vi, en = rules.title(row.number)
    for point in row.points:
        post = Post.objects.create(agency_id=point, kind=rules.POST_KIND, title_vi=vi, title_en=en)
        Seat.objects.create(contract=row, post=post)
        Power.objects.bulk_create(_powers(row, post))
    authority.forget()
    _tell(row, "contract-approved", by, at, points=row.points, procedures=row.procedures)
    return row


def _powers(row: ReceptionContract, post: Post) -> Iterator[Power]:
    for code in row.procedures:
        for power in rules.POWERS:
            yield Power(
                post=post, power=power, procedure_code=code, valid_from=row.valid_from, valid_to=row.valid_to,
                decision=f"Hợp đồng {row.number}"[:80],
            )  # fmt: skip


@transaction.atomic
def end(uuid: uuids.UUID, why: str, powers: PowerSet, *, by: Actor, at: datetime) -> ReceptionContract:
    """End it before its day: nobody of the firm acts from this moment on. Raises: NotYours, WrongState, Faulty."""
    row = _held(uuid, powers)
    if row.ended_at is not None or (row.valid_to is not None and row.valid_to <= day(at)):
        raise WrongState("Hợp đồng này đã chấm dứt.", "It has ended.")
    if not why.strip():
        raise Faulty({"why": ("Ghi lý do chấm dứt.", "Say why it ends.")})
    row.ended_at, row.ended_name, row.ended_why = at, by.name[:200], why.strip()[:500]
    row.save(update_fields=["ended_at", "ended_name", "ended_why"])
    posts = list(row.seats.values_list("post_id", flat=True))
    Power.objects.filter(post__in=posts, ended_at=None).update(ended_at=at)
    for one in Appointment.objects.filter(post__in=posts):
        _end_appointment(one, day(at))
    Placed.objects.filter(seat__contract=row, gone_at=None).update(gone_at=at)
    authority.forget()
    _tell(row, "contract-ended", by, at, why=row.ended_why)
    return row


@transaction.atomic
def place(
    uuid: uuids.UUID, username: str, point: int | None, powers: PowerSet, *, by: Actor, at: datetime
) -> Placed:
    """Put one of the firm's people at a point, until the contract is over. Raises: NotYours, WrongState, Faulty.

    The account must be an officer's that holds no post of the city in that time: nobody is on both sides of a counter.
    """
    row = _held(uuid, powers)
    if rules.state(row.signed_at is not None, row.ended_at is not None, row.valid_from, _after(row), day(at)) not in (
        "waiting", "running",
    ):  # fmt: skip
        raise WrongState("Hợp đồng chưa được duyệt hoặc đã hết.", "It is not approved yet, or over.")
    seat = row.seats.filter(post__agency_id=point).first() if point else None
    account = Account.objects.filter(
        username=username.strip(), kind=Account.Kind.OFFICER, is_active=True
    ).first()
    found: dict[str, tuple[str, str]] = {}
    begins = max(row.valid_from, day(at))
    if seat is None:
        found["point"] = ("Chọn nơi tiếp nhận.", "Choose where.")
    if account is None:
        found["username"] = (
            "Không có tài khoản cán bộ nào tên như vậy.",
            "No officer's account has this name.",
        )
    elif _posts_besides(account, row, begins):
        found["username"] = (
            "Người này đang giữ một chức vụ khác trong thời gian của hợp đồng.",
            "This person holds another post in that time.",
        )
    elif seat is not None and Placed.objects.filter(seat=seat, account=account, gone_at=None).exists():
        found["username"] = ("Người này đã có ở đó.", "This person is there already.")
    if found:
        raise Faulty(found)
    assert seat is not None and account is not None
    Appointment.objects.create(account=account, post=seat.post, valid_from=begins, valid_to=row.valid_to)
    made = Placed.objects.create(
        seat=seat, account=account, name=account.display_name[:200], placed_at=at, placed_name=by.name[:200]
    )
    authority.forget()
    _tell(row, "contract-person-placed", by, at, account=account.pk, agency=seat.post.agency_id)
    return made


def _posts_besides(account: Account, row: ReceptionContract, begins: date) -> bool:
    later = Q(valid_to=None) | Q(valid_to__gt=begins)
    return (
        Appointment.objects.filter(later, account=account, valid_from__lt=_after(row))
        .exclude(post__in=row.seats.values("post"))
        .exists()
    )


@transaction.atomic
def take_away(uuid: uuids.UUID, placed_id: int, powers: PowerSet, *, by: Actor, at: datetime) -> None:
    """One of the firm's people does not sit there any more, from now on. Raises: NotYours, WrongState."""
    row = _held(uuid, powers)
    one = Placed.objects.select_related("seat").filter(seat__contract=row, pk=placed_id).first()
    if one is None:
        raise NotYours
    if one.gone_at is not None:
        raise WrongState("Người này đã rời quầy.", "This person has left already.")
    one.gone_at = at
    one.save(update_fields=["gone_at"])
    for held in Appointment.objects.filter(post=one.seat.post_id, account=one.account_id):
        _end_appointment(held, day(at))
    authority.forget()
    _tell(row, "contract-person-gone", by, at, account=one.account_id)


def _end_appointment(one: Appointment, today: date) -> None:
    """Over from today on; one that began today, or had not begun, was nothing: what was done stands in the events."""
    if one.valid_to is not None and one.valid_to <= today:
        return
    if one.valid_from >= today:
        one.delete()
        return
    one.valid_to = today
    one.save(update_fields=["valid_to"])


def _after(row: ReceptionContract) -> date:
    return row.valid_to or date.max


def _held(uuid: uuids.UUID, powers: PowerSet) -> ReceptionContract:
    found = (
        ReceptionContract.objects.select_for_update(of=("self",))
        .select_related("agency", "organisation")
        .filter(uuid=uuid, agency__in=reading.writes_for(powers))
        .first()
    )
    if found is None:
        raise NotYours
    return found


def _tell(row: ReceptionContract, kind: str, by: Actor, at: datetime, **more: object) -> None:
    events.record(
        row.chain, kind, at=at, actor=by, data={"agency": row.agency_id, "number": row.number, **more}
    )
