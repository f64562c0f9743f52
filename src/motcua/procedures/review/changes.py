"""Everything that is done to a review: lock, authority, state, what belongs to it, one event."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from motcua.city import authority
from motcua.city.models import Agency
from motcua.exchange.dialogue import masking
from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.clock import VN
from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import Procedure
from motcua.procedures.review import cost
from motcua.procedures.review.cost import Activity, Burden
from motcua.procedures.review.models import Invitation, Opinion, Review, ReviewEdit
from motcua.procedures.review.trees import tree_of

EDIT, ISSUE = "edit_catalogue", "issue_catalogue"
PARTS: dict[str, tuple[str, str]] = {
    "steps": ("Trình tự, cách thực hiện", "Steps and ways"),
    "papers": ("Thành phần hồ sơ", "Papers"),
    "time": ("Thời hạn giải quyết", "Time limit"),
    "fee": ("Phí, lệ phí", "Fees"),
    "forms": ("Mẫu đơn, tờ khai", "Forms"),
    "conditions": ("Yêu cầu, điều kiện", "Conditions"),
    "agency": ("Cơ quan thực hiện", "Agency"),
}
LEAST_DAYS, MOST_DAYS = 5, 60
LONGEST = 4000
State = Review.State


@dataclass
class Refused(Exception):
    """Cannot be done so. `at`: the input that it is about, empty for the whole."""

    at: str
    vi: str
    en: str


@dataclass
class Diverged(Exception):
    """Somebody saved meanwhile; nothing was written."""

    theirs: Review


@dataclass(frozen=True, slots=True)
class Proposed:
    """What the editor typed. `items`: part → (now, then); equal or empty ones are left out."""

    reason: str
    items: Mapping[str, tuple[str, str]]
    before: Burden
    after: Burden
    hourly: int
    hourly_source: str


@transaction.atomic
def begin(procedure: Procedure, *, by: Actor, at: datetime) -> Review:
    """The open review of a procedure; a new one when there is none. Raises: authority.NotAllowed."""
    authority.require(by, EDIT, at=at)
    figure = cost.hourly_on(at.astimezone(VN).date())
    burden = as_data(_first_burden(procedure))
    try:
        with transaction.atomic():
            review = Review.objects.create(
                procedure=procedure, code=procedure.code, name=procedure.short["vi"], field=procedure.field,
                year=at.astimezone(VN).year, hourly=figure.hourly, hourly_source=figure.source.vi, before=burden,
                after=burden, opened_by_id=by.account_id, opened_by_name=by.name, opened_at=at, changed_at=at,
            )  # fmt: skip
    except IntegrityError:
        return Review.objects.get(procedure=procedure, state__in=[State.DRAFT, State.ASKING, State.SUBMITTED])
    _keep(review, by, at)
    _note(review, "begun", by, at)
    return review


@transaction.atomic
def save(uuid: str, proposed: Proposed, *, seen: int, by: Actor, at: datetime) -> Review:
    """Write the proposal and both costs. `seen`: the revision on the screen.

    Raises: Review.DoesNotExist, authority.NotAllowed, Refused, Diverged.
    """
    review = _locked(uuid, by, at, State.DRAFT, State.ASKING)
    if review.revision != seen:
        raise Diverged(review)
    found = cost.saving(proposed.before, proposed.after, proposed.hourly)
    if max(abs(found.before), abs(found.after)) >= 2**62:
        raise Refused(
            "hourly",
            "Chi phí quá lớn, hãy xem lại các con số.",
            "The cost is too large: look at the figures.",
        )
    written(review, proposed)
    review.cost_before, review.cost_after = found.before, found.after
    review.revision, review.changed_at = review.revision + 1, at
    review.save()
    _keep(review, by, at)
    _note(
        review, "saved", by, at, {"revision": review.revision, "before": found.before, "after": found.after}
    )
    return review


def written(review: Review, proposed: Proposed) -> Review:
    """The review with what was typed, cleaned as it is kept; not saved."""
    review.reason = proposed.reason.strip()[:LONGEST]
    review.proposal = [
        {"part": part, "now": now.strip()[:LONGEST], "then": then.strip()[:LONGEST]}
        for part, (now, then) in proposed.items.items()
        if part in PARTS and (now.strip() or then.strip())
    ]
    review.before, review.after = as_data(proposed.before), as_data(proposed.after)
    review.hourly, review.hourly_source = proposed.hourly, proposed.hourly_source[:300]
    return review


@transaction.atomic
def ask(uuid: str, agencies: Iterable[int], days: int, *, public: bool, by: Actor, at: datetime) -> Review:
    """Invite agencies, and the public when wanted, to answer for so many days.

    Raises: Review.DoesNotExist, authority.NotAllowed, Refused.
    """
    review = _locked(uuid, by, at, State.DRAFT)
    chosen = list(Agency.objects.on(at.astimezone(VN).date()).filter(id__in=set(agencies)).order_by("id"))
    if not review.proposal or not review.reason:
        raise Refused(
            "reason", "Hãy ghi lý do và nội dung đề xuất trước.", "Write the reason and the proposal first."
        )
    if not chosen and not public:
        raise Refused(
            "agencies", "Hãy chọn cơ quan, hoặc hỏi người dân.", "Choose agencies, or ask the public."
        )
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise Refused("days", f"Từ {LEAST_DAYS} đến {MOST_DAYS} ngày.", f"{LEAST_DAYS} to {MOST_DAYS} days.")
    Invitation.objects.bulk_create(
        [Invitation(review=review, agency=agency) for agency in chosen], ignore_conflicts=True
    )
    review.state, review.asked_public = State.ASKING, public
    review.ends_at, review.changed_at = at + timedelta(days=days), at
    review.save()
    _note(review, "asked", by, at, {"agencies": [one.key for one in chosen], "public": public, "days": days})
    return review


@transaction.atomic
def answer(uuid: str, stance: str, words: str, *, by: Actor, at: datetime) -> Invitation:
    """An invited agency answers, or changes its answer while there is time.

    Raises: Invitation.DoesNotExist (not invited), Refused.
    """
    review = Review.objects.select_for_update(of=("self",)).get(uuid=uuid)
    asked = Invitation.objects.select_for_update(of=("self",))
    invitation = asked.get(review=review, agency_id=by.agency_id or 0)
    _require_time(review, at)
    if stance not in Invitation.Stance.values:
        raise Refused("stance", "Hãy chọn một ý kiến.", "Choose one.")
    words = words.strip()
    if stance != Invitation.Stance.AGREE and not words:
        raise Refused("words", "Hãy nêu cần sửa gì, vì sao.", "Say what should change and why.")
    invitation.stance, invitation.words = stance, words[:LONGEST]
    invitation.answered_by_id, invitation.answered_by_name, invitation.answered_at = (
        by.account_id,
        by.name,
        at,
    )
    invitation.save()
    _note(review, "answered", by, at, {"agency": by.agency_id, "stance": stance})
    return invitation


@transaction.atomic
def say(uuid: str, words: str, *, by: Actor, at: datetime) -> Opinion:
    """A resident says something, once each; writing again replaces it until it was answered.

    Raises: Review.DoesNotExist, Refused.
    """
    review = Review.objects.select_for_update(of=("self",)).get(uuid=uuid, asked_public=True)
    _require_time(review, at)
    words = words.strip()
    if len(words) < 10:
        raise Refused("words", "Hãy viết ít nhất vài từ.", "Please write a few words.")
    if len(words) > LONGEST:
        raise Refused("words", f"Tối đa {LONGEST} ký tự.", f"At most {LONGEST} letters.")
    if by.person_id is None:
        raise Refused("", "Hãy đăng nhập.", "Please sign in.")
    opinion, made = Opinion.objects.select_for_update().get_or_create(
        review=review, person_id=by.person_id, defaults={"words": words, "at": at}
    )
    if not made:
        if opinion.replied_at:
            raise Refused("words", "Ý kiến của bạn đã được trả lời.", "What you wrote has been answered.")
        opinion.words, opinion.at = words, at
        opinion.save()
    # Chain without the person: what somebody thinks of a proposal is not in the public record of the review.
    return opinion


@transaction.atomic
def reply(uuid: str, opinion_id: int, public_words: str, words: str, *, by: Actor, at: datetime) -> Opinion:
    """Answer an opinion; both become public, with personal data covered by rule in what the resident wrote.

    Raises: Review.DoesNotExist, Opinion.DoesNotExist, authority.NotAllowed, Refused.
    """
    review = _locked(uuid, by, at, State.ASKING, State.SUBMITTED)
    opinion = review.opinions.select_for_update().get(id=opinion_id)
    if not words.strip():
        raise Refused("reply", "Hãy viết nội dung trả lời.", "Please write the answer.")
    opinion.public_words = masking.masked((public_words.strip() or opinion.words)[:LONGEST])
    opinion.reply = masking.masked(words.strip()[:LONGEST])
    opinion.replied_by_name, opinion.replied_at = by.name, at
    opinion.save()
    _note(review, "replied", by, at, {"opinion": opinion.pk})
    return opinion


@transaction.atomic
def submit(uuid: str, *, seen: int, by: Actor, at: datetime) -> Review:
    """Hand the review to who decides. Opinions that were asked for must have had their time, or all be in.

    Raises: Review.DoesNotExist, authority.NotAllowed, Refused, Diverged.
    """
    review = _locked(uuid, by, at, State.DRAFT, State.ASKING)
    if review.revision != seen:
        raise Diverged(review)
    if not review.reason:
        raise Refused("reason", "Hãy ghi lý do trước khi trình.", "Write the reason first.")
    if review.state == State.ASKING and review.ends_at and at < review.ends_at:
        missing = review.invitations.filter(answered_at=None).exists()
        if missing or review.asked_public:
            raise Refused(
                "", f"Còn đang lấy ý kiến đến {review.ends_at.astimezone(VN):%d/%m/%Y}.",
                f"Opinions are collected until {review.ends_at.astimezone(VN):%d/%m/%Y}.",
            )  # fmt: skip
    if review.opinions.filter(replied_at=None).exists():
        raise Refused(
            "", "Còn ý kiến của người dân chưa được trả lời.", "Opinions of residents are not answered yet."
        )
    review.state, review.submitted_by_id = State.SUBMITTED, by.account_id
    review.submitted_at = review.changed_at = at
    review.save()
    _note(review, "submitted", by, at, {"revision": review.revision})
    return review


@transaction.atomic
def decide(
    uuid: str,
    outcome: str,
    *,
    seen: int,
    number: str,
    decided_on: date | None,
    words: str,
    by: Actor,
    at: datetime,
) -> Review:
    """Approve, keep as it is, reject (both final with a decision's number), or send back with words.

    Four eyes: neither who opened nor who submitted it. Raises: Review.DoesNotExist, authority.NotAllowed, Refused, Diverged.
    """
    review = Review.objects.select_for_update(of=("self",)).get(uuid=uuid)
    authority.require(by, ISSUE, at=at)
    _require_state(review, State.SUBMITTED)
    if by.account_id in (review.opened_by_id, review.submitted_by_id):
        raise Refused("", "Người đề xuất không tự quyết định.", "Who proposed it does not decide.")
    if review.revision != seen:
        raise Diverged(review)
    number, words = " ".join(number.split()), words.strip()
    if outcome not in (State.APPROVED, State.KEPT, State.REJECTED, State.DRAFT):
        raise Refused("outcome", "Hãy chọn một cách.", "Choose one.")
    if outcome in (State.APPROVED, State.KEPT):
        if not number:
            raise Refused("number", "Hãy điền số quyết định.", "Fill in the number of the decision.")
        if decided_on is None or decided_on > at.astimezone(VN).date():
            raise Refused(
                "decided_on", "Hãy điền ngày ký, không sau hôm nay.", "Fill in its day, not after today."
            )
    elif not words:
        raise Refused("words", "Hãy ghi lý do.", "Give a reason.")
    if outcome == State.APPROVED and not review.proposal:
        raise Refused("outcome", "Không có nội dung nào để thông qua.", "There is nothing to approve.")
    review.state, review.words, review.changed_at = outcome, words[:LONGEST], at
    if outcome != State.DRAFT:
        review.decision, review.decided_on = number[:100], decided_on
        review.decided_by_id, review.decided_by_name, review.decided_at = by.account_id, by.name, at
        review.year = (decided_on or at.astimezone(VN).date()).year
    review.save()
    _note(
        review,
        "sent_back" if outcome == State.DRAFT else "decided",
        by,
        at,
        {"outcome": outcome, "number": number},
    )
    return review


@transaction.atomic
def edit(uuid: str, *, by: Actor, at: datetime) -> WorkingCopy:
    """The working copy in which an approved change is written into the procedure.

    Raises: Review.DoesNotExist, authority.NotAllowed, Refused when the city has no version of it yet.
    """
    review = Review.objects.select_for_update(of=("self",)).select_related("procedure").get(uuid=uuid)
    authority.require(by, EDIT, at=at)
    _require_state(review, State.APPROVED)
    version = publishing.version_for(review.code, at)
    if version is None:
        raise Refused(
            "",
            "Thủ tục này chưa có bản điện tử; hãy soạn mới.",
            "The procedure has no version here: write one.",
        )
    copy = working.start_from(version, by=by, at=at)
    if review.copy_id != copy.pk:
        review.copy = copy
        review.save(update_fields=["copy"])
        _note(review, "editing", by, at, {"copy": copy.uuid})
    return copy


def as_data(burden: Burden) -> dict[str, Any]:
    """A burden as plain JSON."""
    return {
        "activities": [
            {"kind": one.kind, "hours": str(one.hours), "service": one.service, "other": one.other}
            for one in burden.activities
        ],
        "fees": burden.fees,
        "times": str(burden.times),
        "subjects": burden.subjects,
    }


def burden_of(data: Mapping[str, Any]) -> Burden:
    """A burden from plain JSON."""
    return Burden(
        tuple(
            Activity(one["kind"], Decimal(one["hours"]), one["service"], one["other"])
            for one in data.get("activities", ())
        ),
        data.get("fees", 0),
        Decimal(data.get("times", "1")),
        data.get("subjects", 0),
    )


def _first_burden(procedure: Procedure) -> Burden:
    """What is known before anybody has counted: the published fees of one dossier; hours and persons are asked."""
    fees = [
        fee["amount"]
        for method in procedure.facts.get("methods", ())
        for fee in method.get("fees", ())
        if fee.get("amount") and not fee.get("suspect")
    ]
    return Burden((), fees=min(fees, default=0), subjects=0)


def _keep(review: Review, by: Actor, at: datetime) -> None:
    ReviewEdit.objects.create(
        review=review,
        revision=review.revision,
        tree=tree_of(review),
        by_id=by.account_id,
        by_name=by.name,
        at=at,
    )


def _locked(uuid: str, by: Actor, at: datetime, *states: str) -> Review:
    review = Review.objects.select_for_update(of=("self",)).get(uuid=uuid)
    authority.require(by, EDIT, at=at)
    _require_state(review, *states)
    return review


def _require_state(review: Review, *states: str) -> None:
    if review.state not in states:
        now = State(review.state).label
        raise Refused("", f"Việc rà soát đang ở bước “{now}”.", f"The review is at “{review.state}”.")


def _require_time(review: Review, at: datetime) -> None:
    if review.state != State.ASKING or review.ends_at is None or at >= review.ends_at:
        raise Refused("", "Đã hết thời gian lấy ý kiến.", "Opinions are no longer collected.")


def _note(review: Review, kind: str, by: Actor, at: datetime, data: dict[str, Any] | None = None) -> None:
    events.record(
        f"review:{review.uuid}", f"review.{kind}", at=at, actor=by, data={"code": review.code} | (data or {})
    )
