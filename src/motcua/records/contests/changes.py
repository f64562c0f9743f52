"""From a report that data are wrong to the decision of their owner. Every change: lock, authority, state, event.

`received → in_work → corrected | refused`; the person who said so may take it back while it is open; what has become
right by itself in the meantime is closed as such.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.city import agencies, authority, units
from motcua.city.models import Agency, Person, Power
from motcua.foundation import events, worktime
from motcua.foundation.actor import SYSTEM, Actor
from motcua.records import registers
from motcua.records.contests import registered, values
from motcua.records.contests.facts import LACKING, Owner
from motcua.records.contests.models import Contest
from motcua.records.population import facts as population

State = Contest.State
Kind = Contest.Kind
LIMIT_DAYS = 10
"""Days to correct personal data after the request (Nghị định 356/2025/NĐ-CP; the single figure is known from summaries)."""
ENDS = frozenset({"contest-corrected", "contest-refused", "contest-settled"})
TOLD = ENDS | {"contest-received", "contest-taken"}
"""Events of which the person who said so hears."""
LONGEST = 2000


class NotOpen(ValueError):
    """It has ended already, or somebody was faster; `vi` and `en` say so."""

    vi, en = "Đề nghị này đã kết thúc.", "This report has been closed already."


class AlreadyOpen(ValueError):
    """The same fact is being looked at already: `contest` is that report."""

    vi, en = "Điều này đang được xác minh theo một đề nghị trước.", "This is being looked at already."

    def __init__(self, contest: Contest) -> None:
        super().__init__(self.en)
        self.contest = contest


class RightAlready(ValueError):
    """The data say already what the person says."""

    vi, en = "Dữ liệu hiện đã đúng như bạn nói.", "The data already say what you say."


class NobodyKeeps(LookupError):
    """No agency could be found that keeps these data for this person."""

    vi = "Chưa xác định được cơ quan quản lý dữ liệu này; hãy hỏi UBND xã, phường."
    en = "No agency could be found that keeps these data; please ask your commune."


class ChangedMeanwhile(ValueError):
    """The register was corrected between the look and the decision; `words` is what it says now."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.vi = f"Dữ liệu vừa thay đổi, nay là: {words or 'chưa có'}. Hãy xem lại rồi quyết định."
        self.en = f"The data have just changed to: {words or 'nothing'}. Look again before deciding."


class NotThereYet(ValueError):
    """Data that were missing are still missing: they are put in first, then this is closed."""

    vi = "Tra cứu lại vẫn chưa thấy dữ liệu. Hãy cập nhật trong hệ thống nguồn trước."
    en = "The data are still missing. Put them into their own system first."


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says about a fact (`values.fact_named`), or that data of a source (`facts.LACKING`) are missing."""

    subject: str
    person_id: int
    claimed: Any = None
    why: str = ""
    evidence: Sequence[uuid.UUID] = ()
    form: uuid.UUID | None = None
    language: str = "vi"


def open_contest(said: Said, *, by: Actor, at: datetime) -> Contest:
    """Report that a fact is wrong, or that data are missing; it lies with the owner of the data at once.

    Raises: AlreadyOpen, RightAlready, values.NotAValue, NobodyKeeps.
    """
    claimant = by.stands_for
    assert claimant is not None
    try:
        with transaction.atomic():
            return _opened(said, claimant, by, at)
    except IntegrityError:
        found = _open_one(said)
        if found is None:
            raise
        raise AlreadyOpen(found) from None


def _opened(said: Said, claimant: int, by: Actor, at: datetime) -> Contest:
    if (there := _open_one(said)) is not None:
        raise AlreadyOpen(there)
    wrong = values.fact_named(said.subject) is not None
    owner, was, claimed = _owner(said.subject), None, None
    if wrong:
        claimed = values.checked(said.subject, said.claimed, on=at.date())
        keeper = values.keeper_of(said.subject)
        assert keeper is not None
        was = keeper.read(said.person_id, said.subject)
        if values.same(was, claimed):
            raise RightAlready(RightAlready.en)
    elif _there(said.person_id, said.subject, at):
        raise RightAlready(RightAlready.en)
    agency = _agency(said, owner, at)
    calendar = worktime.Calendar.from_data(agency.calendar.data)
    contest = Contest.objects.create(
        kind=Kind.WRONG if wrong else Kind.LACKING,
        subject=said.subject,
        person_id=said.person_id,
        claimant_id=claimant,
        was=was,
        was_words=values.words(said.subject, was) if wrong else "",
        claimed=claimed,
        claimed_words=values.words(said.subject, claimed) if wrong else "",
        why=said.why.strip()[:LONGEST],
        evidence=list(said.evidence),
        form=said.form,
        agency=agency,
        post_kind=owner.post_kind,
        language=said.language,
        opened_at=at,
        due_at=worktime.due(at, worktime.days(LIMIT_DAYS), calendar),
    )
    _record(contest, "contest-received", by, at)
    return contest


def take(number: uuid.UUID, *, by: Actor, at: datetime) -> Contest:
    """An officer of the owner begins to look into it. Raises: Contest.DoesNotExist, NotOpen, NotAllowed."""
    with transaction.atomic():
        contest = _held(number, by, at)
        contest.state, contest.taken_by_id = State.IN_WORK, by.account_id
        contest.taken_by_name, contest.taken_at = by.name, at
        contest.save(update_fields=["state", "taken_by", "taken_by_name", "taken_at"])
        _record(contest, "contest-taken", by, at)
    return contest


def correct(number: uuid.UUID, value: Any, words: str, *, seen: Any, by: Actor, at: datetime) -> Contest:
    """The owner corrects the data; `value` need not be what was claimed, `seen` is what stood on the officer's screen.

    What equals the value already is closed as settled. Data that were missing must be there by now.
    Raises: ChangedMeanwhile, NotThereYet, values.NotAValue, NotOpen, NotAllowed, Contest.DoesNotExist.
    """
    with transaction.atomic():
        contest = _held(number, by, at)
        if contest.kind == Kind.LACKING:
            if not _there(contest.person_id, contest.subject, at):
                raise NotThereYet(NotThereYet.en)
            return _end(contest, State.CORRECTED, "contest-corrected", words, by, at)
        keeper = values.keeper_of(contest.subject)
        assert keeper is not None
        now = keeper.read(contest.person_id, contest.subject, lock=True)
        value = values.checked(contest.subject, value, on=at.date())
        if values.same(now, value):
            _became(contest, now)
            return _end(contest, State.SETTLED, "contest-settled", words, by, at)
        if not values.same(now, seen):
            raise ChangedMeanwhile(values.words(contest.subject, now))
        reason = words.strip() or f"Đề nghị chỉnh sửa của {contest.claimant.full_name}"
        try:
            keeper.write(contest.person_id, contest.subject, value, by=by, at=at, reason=reason)
        except (registers.NotAccepted, registers.NotInForce) as refused:
            raise values.NotAValue(refused.vi, refused.en) from refused
        except registers.ChangedMeanwhile:
            raise ChangedMeanwhile(values.words(contest.subject, now)) from None
        _became(contest, value)
        return _end(contest, State.CORRECTED, "contest-corrected", words, by, at)


def refuse(number: uuid.UUID, reason: str, *, by: Actor, at: datetime) -> Contest:
    """The data stay as they are, with the reason. Raises: NotOpen, NotAllowed, Contest.DoesNotExist."""
    with transaction.atomic():
        contest = _held(number, by, at)
        return _end(contest, State.REFUSED, "contest-refused", reason, by, at)


def withdraw(number: uuid.UUID, *, by: Actor, at: datetime) -> Contest:
    """Who said so takes it back. Raises: Contest.DoesNotExist for anybody else, NotOpen."""
    with transaction.atomic():
        contest = Contest.objects.select_for_update().get(uuid=number, claimant_id=by.stands_for)
        if not contest.open:
            raise NotOpen(NotOpen.en)
        return _end(contest, State.WITHDRAWN, "contest-withdrawn", "", by, at)


def settle(ids: Iterable[int], *, at: datetime) -> int:
    """Close what has become right by itself among these open reports; how many. One transaction each."""
    closed = 0
    for pk in ids:
        with transaction.atomic():
            contest = Contest.objects.select_for_update(skip_locked=True).filter(pk=pk, ended_at=None).first()
            if contest is None or not right_now(contest, at):
                continue
            if contest.kind == Kind.WRONG:
                _became(contest, contest.claimed)
            _end(contest, State.SETTLED, "contest-settled", "", SYSTEM, at)
            closed += 1
    return closed


def right_now(contest: Contest, at: datetime) -> bool:
    """Whether the data say by now what was claimed, or are there by now. Two or three queries."""
    if contest.kind == Kind.LACKING:
        return _there(contest.person_id, contest.subject, at)
    keeper = values.keeper_of(contest.subject)
    assert keeper is not None
    return values.same(keeper.read(contest.person_id, contest.subject), contest.claimed)


def agency_for(person_id: int, owner: Owner, at: datetime) -> Agency:
    """The agency that keeps such data where the person lives. At most nine queries. Raises: NobodyKeeps."""
    person = Person.objects.select_related("unit").get(pk=person_id)
    home = values.Population().read(person_id, "residence")
    place = home["unit"] if home else ""
    if not place:
        raise NobodyKeeps(f"no residence of person {person.pk}")
    try:
        found = agencies.competent(owner.agency_kind, place, at)
    except (
        agencies.NoCompetentAgency,
        agencies.SeveralCompetent,
        units.SeveralSuccessors,
        units.UnknownUnit,
    ):
        raise NobodyKeeps(f"{owner.agency_kind} in {place}") from None
    return Agency.objects.select_related("calendar").get(pk=found.pk)


def may_decide(contest: Contest, by: Actor, at: datetime) -> bool:
    """Whether this officer may look into it and decide. No statement after the first question of a session."""
    try:
        _require(contest, by, at)
    except authority.NotAllowed:
        return False
    return True


def _owner(subject: str) -> Owner:
    fact = values.fact_named(subject)
    return fact.owner if fact is not None else LACKING[subject][0]


def _agency(said: Said, owner: Owner, at: datetime) -> Agency:
    """Who owns the data: of a record of a register the agency that keeps it, or its heir; else where the person lives."""
    record = registered.record_of(said.subject)
    if record is None:
        return agency_for(said.person_id, owner, at)
    keeps = Agency.objects.select_related("successor").get(pk=record.agency_id)
    try:
        heir = agencies.heir(keeps, at)
    except agencies.NoCompetentAgency:
        raise NobodyKeeps(keeps.key) from None
    return Agency.objects.select_related("calendar").get(pk=heir.pk)


def _there(person_id: int, source: str, at: datetime) -> bool:
    return source in population.sources_for(person_id, on=at.date())


def _open_one(said: Said) -> Contest | None:
    kind = Kind.WRONG if values.fact_named(said.subject) is not None else Kind.LACKING
    rows = Contest.objects.filter(person_id=said.person_id, subject=said.subject, kind=kind, ended_at=None)
    return rows.first()


def _held(number: uuid.UUID, by: Actor, at: datetime) -> Contest:
    contest = Contest.objects.select_for_update().get(uuid=number)
    _require(contest, by, at)
    if not contest.open:
        raise NotOpen(NotOpen.en)
    return contest


def _require(contest: Contest, by: Actor, at: datetime) -> None:
    """The post that the owner keeps for it, in that agency, and nobody in a matter of one's own."""
    authority.require(by, Power.Name.PROCESS, at=at, agency_id=contest.agency_id)
    posts = authority.powers_of(by.account_id, at).in_post(by.post_id).posts
    if all(post.kind != contest.post_kind for post in posts):
        raise authority.NotAllowed(
            "Việc này thuộc chức vụ khác trong cơ quan.", "Another post of the agency decides this."
        )
    if by.person_id is not None and by.person_id in (contest.person_id, contest.claimant_id):
        raise authority.NotAllowed(
            "Không ai tự quyết định việc của chính mình.", "Nobody decides a matter of their own."
        )


def _became(contest: Contest, value: Any) -> None:
    contest.became, contest.became_words = value, values.words(contest.subject, value)


def _end(contest: Contest, state: State, kind: str, words: str, by: Actor, at: datetime) -> Contest:
    contest.state, contest.ended_at, contest.ended_by = state, at, by.name
    contest.reason = words.strip()[:LONGEST]
    contest.save(update_fields=["state", "ended_at", "ended_by", "reason", "became", "became_words"])
    _record(contest, kind, by, at)
    return contest


def _record(contest: Contest, kind: str, by: Actor, at: datetime) -> None:
    """The event holds no value: what is wrong and what is right stand in the row, which can be forgotten."""
    events.record(
        contest.chain,
        kind,
        at=at,
        actor=by,
        data={"id": contest.pk, "subject": contest.subject, "agency": contest.agency_id},
    )
