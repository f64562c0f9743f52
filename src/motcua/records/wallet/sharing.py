"""Making a link to papers, opening it, taking it back. One sentence for every link that does not open.

The token is 256 random bits in the address; whoever reads our tables cannot open anything with what they find.
"""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from motcua.city import identities
from motcua.foundation import audit, events
from motcua.foundation.actor import Actor
from motcua.records.papers.models import Paper
from motcua.records.wallet.models import Share, SharedPaper, ShareLook

MOST_DAYS = 30
MOST_OPENINGS = 50
MOST_PAPERS = 20
LOOKING = timedelta(minutes=30)
"""How long one opening shows the papers; after that the link is opened once more."""
WHAT = "share"
"""The mark of these looks in the access log."""


class CannotShare(ValueError):
    """What the owner asked for is not possible: `faults` are the words by field, Vietnamese and English."""

    def __init__(self, faults: dict[str, tuple[str, str]]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


class DoesNotOpen(LookupError):
    """Wrong, expired, used up, taken back: whoever holds the link is not told which."""


class MadeBefore(ValueError):
    """The same form was sent twice: the link exists, and its token was shown once."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A link as its owner asks for it. `id` is made with the form, so that sending twice makes one link."""

    id: uuid.UUID
    papers: Sequence[int]
    receiver: str
    purpose: str
    days: int
    openings: int


def make(
    wanted: Wanted,
    *,
    owner_id: int,
    organisation_id: int | None,
    by: Actor,
    at: datetime,
    token: Callable[[], str] = lambda: secrets.token_urlsafe(32),
) -> tuple[Share, str]:
    """Write the link; gives it and its token, which is nowhere else. Raises: CannotShare, MadeBefore."""
    papers = shareable(owner_id, organisation_id, wanted.papers)
    faults = _faults(wanted, papers)
    if faults:
        raise CannotShare(faults)
    clear = token()
    try:
        with transaction.atomic():
            share = Share.objects.create(
                uuid=wanted.id,
                owner_id=owner_id,
                organisation_id=organisation_id,
                token_hash=hash_of(clear),
                receiver=wanted.receiver.strip(),
                purpose=wanted.purpose.strip(),
                created_at=at,
                expires_at=at + timedelta(days=wanted.days),
                openings=wanted.openings,
            )
            SharedPaper.objects.bulk_create(SharedPaper(share=share, paper=paper) for paper in papers)
            _record(share, "share-made", by, at)
    except IntegrityError:
        raise MadeBefore(str(wanted.id)) from None
    return share, clear


def shareable(owner_id: int, organisation_id: int | None, ids: Sequence[int]) -> list[Paper]:
    """Those of these papers that belong to the owner (or the organisation) and have a file. One query."""
    mine = (
        {"organisation_id": organisation_id}
        if organisation_id
        else {"owner_id__in": identities.together(owner_id)}
    )
    rows = Paper.objects.filter(pk__in=list(ids)[: MOST_PAPERS + 1], file__isnull=False, **mine)
    return list(rows.select_related("file").order_by("id"))


def find(token: str, at: datetime) -> Share:
    """The link of this token, if it may be opened now. One query. Raises: DoesNotOpen."""
    share = Share.objects.filter(token_hash=hash_of(token)).select_related("owner", "organisation").first()
    if share is None or not alive(share, at):
        raise DoesNotOpen
    return share


def alive(share: Share, at: datetime) -> bool:
    """Whether the link may be opened once more."""
    return share.revoked_at is None and share.expires_at > at and share.opened < share.openings


def open_link(token: str, *, at: datetime) -> ShareLook:
    """Count one opening and note the look for the owner. Raises: DoesNotOpen."""
    with transaction.atomic():
        share = Share.objects.select_for_update(of=("self",)).filter(token_hash=hash_of(token)).first()
        if share is None or not alive(share, at):
            raise DoesNotOpen
        Share.objects.filter(pk=share.pk).update(opened=F("opened") + 1)
        look = ShareLook.objects.create(share=share, at=at)
        audit.log_read(
            reader_of(share), [share.owner_id], purpose=told(share), what=WHAT, code="paper-sharing", at=at
        )
        _record(share, "share-opened", reader_of(share), at)
    return look


def looking(token: str, look_id: int, at: datetime) -> ShareLook:
    """An opening that still shows the papers: its link neither taken back nor past its day. Raises: DoesNotOpen."""
    look = (
        ShareLook.objects.select_related("share__owner", "share__organisation")
        .filter(pk=look_id, share__token_hash=hash_of(token), share__revoked_at=None)
        .first()
    )
    if look is None or look.share.expires_at <= at or look.at + LOOKING <= at:
        raise DoesNotOpen
    return look


def papers_of(share: Share) -> list[Paper]:
    """The papers of a link as they stand now, replaced ones too. One query."""
    rows = Paper.objects.filter(pk__in=SharedPaper.objects.filter(share=share).values("paper_id"))
    return list(rows.select_related("file", "issuer").order_by("-issued_on", "-id"))


def revoke(share_id: uuid.UUID, *, owner_id: int, by: Actor, at: datetime) -> bool:
    """Take a link back at once; False when it was already. Raises: Share.DoesNotExist for anybody else's."""
    with transaction.atomic():
        share = Share.objects.select_for_update(of=("self",)).get(
            uuid=share_id, owner_id__in=identities.together(owner_id)
        )
        if share.revoked_at is not None:
            return False
        share.revoked_at = at
        share.save(update_fields=["revoked_at"])
        _record(share, "share-revoked", by, at)
    return True


def of_owner(owner_id: int, before: int | None, size: int) -> list[Share]:
    """The links that a person made, newest first, with their papers. Two queries."""
    rows = (
        Share.objects.filter(owner_id__in=identities.together(owner_id))
        .prefetch_related("papers")
        .order_by("-id")
    )
    return list((rows.filter(id__lt=before) if before is not None else rows)[:size])


def hash_of(token: str) -> str:
    """How a token is kept; it is random itself, so that no salt and no slow hash are needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def reader_of(share: Share) -> Actor:
    """Who looks through a link: nobody has signed on, so it is whoever the owner gave it to."""
    return Actor("resident", name=f"Người có liên kết: {share.receiver}")


def told(share: Share) -> str:
    """The purpose as it stands in the access log."""
    return f"Liên kết chia sẻ: {share.purpose}"


def _faults(wanted: Wanted, papers: list[Paper]) -> dict[str, tuple[str, str]]:
    faults: dict[str, tuple[str, str]] = {}
    if not wanted.papers or len(papers) != len(set(wanted.papers)):
        faults["papers"] = (
            "Hãy chọn ít nhất một giấy tờ có tệp.",
            "Choose at least one paper that has a file.",
        )
    if len(set(wanted.papers)) > MOST_PAPERS:
        faults["papers"] = (f"Nhiều nhất {MOST_PAPERS} giấy tờ.", f"At most {MOST_PAPERS} papers.")
    if not 2 <= len(wanted.receiver.strip()) <= 120:
        faults["receiver"] = ("Hãy ghi tên người hoặc nơi nhận.", "Say for whom it is.")
    if not 3 <= len(wanted.purpose.strip()) <= 200:
        faults["purpose"] = (
            "Hãy ghi mục đích, tối đa 200 ký tự.",
            "Say what it is for, at most 200 letters.",
        )
    if not 1 <= wanted.days <= MOST_DAYS:
        faults["days"] = (f"Từ 1 đến {MOST_DAYS} ngày.", f"From 1 to {MOST_DAYS} days.")
    if not 1 <= wanted.openings <= MOST_OPENINGS:
        faults["openings"] = (f"Từ 1 đến {MOST_OPENINGS} lần.", f"From 1 to {MOST_OPENINGS} times.")
    return faults


def _record(share: Share, kind: str, by: Actor, at: datetime) -> None:
    events.record(f"share/{share.uuid}", kind, at=at, actor=by, data={"id": share.pk})
