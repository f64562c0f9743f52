"""Records of entrusted powers are written by one officer, signed by the lender, and revoked at once.

The rows of `Power` that count are made when a record is signed. Nothing here edits a signed record: what is wrong is
revoked and written anew.
"""

import uuid as uuids
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from motcua.city import authority, authority_reading
from motcua.city.agencies import day
from motcua.city.authority import NotAllowed
from motcua.city.delegation import errors, terms
from motcua.city.delegation.terms import DECENTRALISATION, SUBSTITUTION, PostFacts, Terms
from motcua.city.models import Appointment, Entrustment, Post, Power
from motcua.foundation import events
from motcua.foundation.actor import Actor

MOVES_POWERS = Power.Name.REORGANISE
"""Whoever may order the city's agencies decides which level has a power."""
LEADS = Power.Name.ASSIGN
"""Whoever distributes the work of an agency signs who stands in for whom."""

type Bar = Callable[[str, str, str], tuple[str, str] | None]
"""Given power, procedure code and field: why this may never be lent, in both languages; None when it may."""
_bars: dict[str, Bar] = {}


def bar(name: str, rule: Bar) -> None:
    """A room offers a rule of its field about what may not be lent. The same name replaces."""
    _bars[name] = rule


def chain_of(uuid: uuids.UUID) -> str:
    """The name of a record's chain of events."""
    return f"entrustment/{uuid}"


@transaction.atomic
def write(given: Terms, lender_id: int, *, by: Actor, at: datetime) -> Entrustment:
    """Put a record before its signer. Whoever holds a post in the lender's agency may write one.

    Raises: NotAllowed, Faulty (every fault at once).
    """
    lender = Post.objects.select_related("agency").get(id=lender_id)
    wanted = Post.objects.select_related("agency")
    to = wanted.filter(id=given.to_post_id).first() if given.to_post_id is not None else None
    _require_colleague(by, lender, given.kind, at)
    found = terms.faults(given, facts(lender), facts(to) if to else None, day(at))
    found |= _about_people(given, to, at)
    if barred := _barred(given):
        found["powers"] = barred
    if found:
        raise errors.Faulty(found)
    assert given.begins is not None and given.decided_on is not None and by.account_id is not None
    moved = given.kind == DECENTRALISATION
    try:
        with transaction.atomic():
            row = Entrustment.objects.create(
                kind=given.kind,
                agency_id=lender.agency_id,
                number=given.number.strip()[:80],
                decided_on=given.decided_on,
                lender=lender,
                absent_id=given.absent_id,
                to_post=None if moved else to,
                to_account_id=given.to_account_id,
                from_post_kind=given.from_kinds[0],
                from_agency_kind=given.from_kinds[1],
                to_post_kind=given.to_kinds[0] if moved else "",
                to_agency_kind=given.to_kinds[1] if moved else "",
                powers=list(given.powers),
                procedures=[list(pair) for pair in given.procedures],
                fields=list(given.fields),
                cases=list(given.cases),
                communes=list(given.communes),
                conditions=given.conditions.strip()[:2000],
                may_lend_on=given.may_lend_on,
                capacity="" if to is None else terms.capacity(given.kind, lender.kind, to.kind),
                seal_name=lender.agency.seal_name,
                file=uuids.UUID(given.file) if given.file else None,
                valid_from=given.begins,
                valid_to=given.until + timedelta(days=1) if given.until else None,
                written_by_id=by.account_id,
                written_by_name=by.name[:120],
                written_at=at,
            )
    except IntegrityError:
        raise errors.Faulty(
            {"number": ("Cơ quan đã có quyết định số này.", "The agency has a decision of this number.")}
        ) from None
    _tell(row, "entrustment-written", by, at)
    return row


@transaction.atomic
def sign(uuid: uuids.UUID, *, by: Actor, at: datetime) -> Entrustment:
    """Let a record take effect: by the holder of the lending post, never by its writer.

    A substitution may be signed by whoever leads the agency as well. Raises: NotThere, AlreadySigned, NotAllowed,
    OwnDraft, WiderThanHeld, Barred.
    """
    row = _locked(uuid)
    if row.signed_at is not None or row.revoked_at is not None:
        raise errors.AlreadySigned
    require_signer(row, by, at)
    if row.written_by_id == by.account_id:
        raise errors.OwnDraft
    row.signed_by_id, row.signed_by_name, row.signed_at = by.account_id, by.name[:120], at
    # a record that was signed late does not reach back: what was done before had no ground
    row.valid_from = max(row.valid_from, day(at))
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise errors.Barred("Thời hạn đã qua: soạn lại.", "Its time has passed: write it anew.")
    row.save(update_fields=["signed_by", "signed_by_name", "signed_at", "valid_from"])
    rows = [*_rows(row)]
    Power.objects.bulk_create(rows)
    _refuse_wider(row, rows)
    authority.forget()
    _tell(row, "entrustment-signed", by, at)
    return row


@transaction.atomic
def revoke(uuid: uuids.UUID, why: str, *, by: Actor, at: datetime) -> Entrustment:
    """Take back what was lent, from this moment on: the next act by it is refused, in every process.

    By the holder of the lending post, a deputy of it, or whoever leads the agency. Raises: NotThere, AlreadySigned
    (revoked already), NotAllowed, Faulty.
    """
    row = _locked(uuid)
    if row.revoked_at is not None:
        raise errors.AlreadySigned
    require_signer(row, by, at, deputies=True)
    if not why.strip():
        raise errors.Faulty({"why": ("Ghi lý do thu hồi.", "Say why it is revoked.")})
    _end(row, why.strip()[:2000], by, at)
    return row


@transaction.atomic
def discard(uuid: uuids.UUID, *, by: Actor, at: datetime) -> None:
    """Drop a draft: by its writer or by who would sign it. Raises: NotThere, AlreadySigned, NotAllowed."""
    row = _locked(uuid)
    if row.signed_at is not None or row.revoked_at is not None:
        raise errors.AlreadySigned
    if row.written_by_id != by.account_id:
        require_signer(row, by, at)
    row.revoked_at, row.revoked_by_name, row.revoked_why = at, by.name[:120], "Không ký"
    row.save(update_fields=["revoked_at", "revoked_by_name", "revoked_why"])
    _tell(row, "entrustment-discarded", by, at)


@transaction.atomic
def attach(uuid: uuids.UUID, file: uuids.UUID, *, by: Actor, at: datetime) -> None:
    """Keep the signed text of the decision with its record, once. Raises: NotThere, AlreadySigned (there is one)."""
    row = _locked(uuid)
    if row.file is not None:
        raise errors.AlreadySigned
    row.file = file
    row.save(update_fields=["file"])
    _tell(row, "entrustment-attached", by, at, file=str(file))


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become possible: who holds the receiving post, and why it could not be signed (None: it could)."""

    row: Entrustment
    holders: tuple[tuple[int, str], ...]
    refused: errors.Refused | None


def preview(
    given: Terms, lender_id: int, *, by: Actor, at: datetime, look: Callable[[], None] = lambda: None
) -> Preview:
    """What signing the record would do: it is written and signed in a transaction that is taken back.

    `look` is called while the powers count, to see what they open. Raises what `write` raises.
    """
    refused: errors.Refused | None = None
    with transaction.atomic():
        row = write(given, lender_id, by=by, at=at)
        rows = [*_rows(row)]
        Power.objects.bulk_create(rows)
        try:
            _refuse_wider(row, rows)
            look()
        except errors.Refused as wider:
            refused = wider
        on = row.valid_from
        people = Appointment.objects.on(on).filter(account__is_active=True)
        holders: tuple[tuple[int, str], ...] = ()
        if row.to_post_id is not None:
            people = people.filter(post_id=row.to_post_id)
            if row.to_account_id is not None:
                people = people.filter(account_id=row.to_account_id)
            holders = tuple(people.values_list("account_id", "account__display_name").order_by("account_id"))
        transaction.set_rollback(True)
    authority.forget()
    return Preview(row, holders, refused)


@transaction.atomic
def end_substitution(account_id: int, first: date, last: date, *, by: Actor, at: datetime) -> int:
    """The absent officer is back, or will not be away: what was arranged for those days ends. Gives how many."""
    rows = Entrustment.objects.select_for_update().filter(
        kind=SUBSTITUTION,
        absent_id=account_id,
        revoked_at=None,
        valid_from__lte=last,
        valid_to__gt=first,
    )
    found = list(rows)
    for row in found:
        _end(row, "Người vắng mặt đã trở lại", by, at)
    return len(found)


def require_signer(row: Entrustment, by: Actor, at: datetime, *, deputies: bool = False) -> None:
    """Raises NotAllowed unless the actor holds the post that lends (or leads the agency, for a substitution)."""
    powers = authority.powers_of(by.account_id, at)
    kinds = {row.lender.kind}
    if deputies:
        kinds |= {deputy for deputy, head in terms.DEPUTIES.items() if head == row.lender.kind}
    for post in powers.posts:
        if post.post_id == row.lender_id:
            break
        if deputies and post.agency_id == row.agency_id and post.kind in kinds:
            break
    else:
        own = [grant for grant in powers.grants if not grant.lent and grant.power == LEADS]
        leads = any(grant.agency_id == row.agency_id for grant in own)
        if not (row.kind == SUBSTITUTION and leads):
            raise NotAllowed(
                f"Chỉ {row.lender.title_vi} ({row.lender.agency.name_vi}) mới được ký hoặc thu hồi.",
                f"Only the {row.lender.title_en} of {row.lender.agency.name_en} may sign or revoke it.",
            )
    if row.kind == DECENTRALISATION:
        authority.require(by, MOVES_POWERS, at=at)


def facts(post: Post) -> PostFacts:
    """A post with its agency, for the rules. One query unless the agency was read."""
    agency = post.agency
    return PostFacts(post.pk, post.kind, agency.pk, agency.kind, agency.path, agency.name_vi)


def _locked(uuid: uuids.UUID) -> Entrustment:
    row = (
        Entrustment.objects.select_for_update(of=("self",))
        .select_related("lender__agency", "to_post__agency")
        .filter(uuid=uuid)
        .first()
    )
    if row is None:
        raise errors.NotThere
    return row


def _require_colleague(by: Actor, lender: Post, kind: str, at: datetime) -> None:
    if kind == DECENTRALISATION:
        authority.require(by, MOVES_POWERS, at=at)
    posts = authority.powers_of(by.account_id, at).posts
    if not any(post.agency_id == lender.agency_id for post in posts):
        raise NotAllowed(
            "Chỉ cán bộ của cơ quan giao quyền mới soạn được quyết định này.",
            "Only officers of the lending agency may write this decision.",
        )


def _about_people(given: Terms, to: Post | None, at: datetime) -> terms.Faults:
    """The named person holds the post, the absent one the lender's, and each is another."""
    if given.to_account_id is None:
        if given.kind == SUBSTITUTION:
            return {"to": ("Chọn người thay.", "Choose the substitute.")}
        return {}
    begins = given.begins or day(at)
    holds = Appointment.objects.on(begins).filter(account_id=given.to_account_id, post=to)
    if to is None or not holds.exists():
        return {"to": ("Người này không giữ chức vụ đó.", "This person does not hold that post.")}
    return {}


def _barred(given: Terms) -> tuple[str, str] | None:
    for power in given.powers:
        for code, field in given.procedures or tuple(("", field) for field in given.fields) or (("", ""),):
            for rule in _bars.values():
                if why := rule(power, code, field):
                    return why
    return None


def _rows(row: Entrustment) -> Iterator[Power]:
    """The rows by which the record counts. A power that moves leaves the kind of post that had it."""
    moved = row.kind == DECENTRALISATION
    about = [tuple(pair) for pair in row.procedures] or [("", field) for field in row.fields] or [("", "")]
    decision = row.number or f"Phân công thay ngày {row.decided_on:%d/%m/%Y}"
    for power in row.powers:
        for code, field in about:
            common = {
                "power": power,
                "procedure_code": code,
                "field": field,
                "entrustment": row,
                "decision": decision,
                "valid_from": row.valid_from,
                "valid_to": row.valid_to,
                "communes": row.communes,
            }
            if moved:
                yield Power(post_kind=row.to_post_kind, agency_kind=row.to_agency_kind, **common)
                if not row.communes:
                    yield Power(
                        post_kind=row.from_post_kind,
                        agency_kind=row.from_agency_kind,
                        withheld=True,
                        **common,
                    )
                continue
            yield Power(
                post_id=row.to_post_id,
                account_id=row.to_account_id,
                delegated_by_id=row.lender_id,
                cases=row.cases,
                may_lend_on=row.may_lend_on,
                capacity=row.capacity if power == "sign" else "",
                **common,
            )


def _refuse_wider(row: Entrustment, rows: list[Power]) -> None:
    """Never wider than what the lender holds, never longer: asked of the first day and of the last."""
    lent = [one for one in rows if one.delegated_by_id is not None]
    days = [row.valid_from, *([row.valid_to - timedelta(days=1)] if row.valid_to else [])]
    for on in days:
        alive = authority_reading.alive(lent, on)
        for one in lent:
            if one.pk not in alive:
                raise errors.WiderThanHeld(Power.Name(one.power).label, one.power.replace("_", " "))


def _end(row: Entrustment, why: str, by: Actor, at: datetime) -> None:
    row.revoked_at, row.revoked_by_name, row.revoked_why = at, by.name[:120], why
    row.save(update_fields=["revoked_at", "revoked_by_name", "revoked_why"])
    Power.objects.filter(entrustment=row, ended_at=None).update(ended_at=at)
    authority.forget()
    _tell(row, "entrustment-revoked", by, at, why=why)


def _tell(row: Entrustment, kind: str, by: Actor, at: datetime, **more: object) -> None:
    events.record(
        chain_of(row.uuid),
        kind,
        at=at,
        actor=by,
        data={
            "sort": row.kind,
            "number": row.number,
            "agency": row.agency_id,
            "lender": row.lender_id,
            "to": row.to_post_id,
            "powers": row.powers,
            "from": row.valid_from.isoformat(),
            "until": row.valid_to.isoformat() if row.valid_to else None,
            **more,
        },
    )
