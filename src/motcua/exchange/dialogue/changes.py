"""What people do with a message: one function for every act of every kind. Lock, authority, rules, state, event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.city import authority
from motcua.city.models import Agency
from motcua.exchange.dialogue import masking, offices
from motcua.exchange.dialogue.errors import ActRefused, Incomplete, NotTheirs
from motcua.exchange.dialogue.kinds import STOP, Act, Kind, kind, rules
from motcua.exchange.dialogue.machine import Facts, refusal
from motcua.exchange.dialogue.models import Photo, Report
from motcua.exchange.dialogue.sending import due_after, keep_photo, tell
from motcua.foundation.actor import SYSTEM, Actor
from motcua.records.papers import StoredFile


@dataclass(frozen=True, slots=True)
class Given:
    """What the doer of an act typed and chose; an act takes only what its definition needs."""

    words: str = ""
    reply: str = ""
    level: str = ""
    public_text: str = ""
    agency_id: int | None = None
    reason: str = ""
    original: str = ""
    stars: int | None = None
    files: Sequence[StoredFile] = ()


NOTHING = Given()


def facts_of(report: Report) -> Facts:
    """What the rules ask of a message."""
    return Facts(
        state=report.state,
        reply_by=report.reply_by_id,
        ended_at=report.ended_at,
        rated=report.rated_at is not None,
        reopened=report.reopened_at is not None,
    )


@transaction.atomic
def act(report_id: int, name: str, given: Given = NOTHING, *, by: Actor, at: datetime) -> Report:
    """Do one act of the message's kind.

    Raises: NotTheirs (another's message, another office's), authority.NotAllowed (no power), ActRefused (not
    in this state, four eyes, only once), Incomplete (something needed is missing), KeyError (no such act).
    """
    report = Report.objects.select_for_update(of=("self",)).get(id=report_id)
    sort = kind(report.kind)
    doing = sort.acts[name]
    _require(report, doing, by, at)
    if against := refusal(sort, doing, facts_of(report), account_id=by.account_id, at=at):
        raise ActRefused(against.code, against.vi, against.en)
    was, had = report.state, report.agency_id
    more = _take(report, sort, doing, given, at)
    _effects(report, doing, by, at)
    report.state, report.counter, report.changed_at = doing.to, sort.states[doing.to].counter, at
    _run_clock(report, doing, at)
    report.ended_at = at if sort.states[doing.to].ended and report.ended_at is None else report.ended_at
    if not sort.states[doing.to].ended:
        report.ended_at = None
    report.save()
    for stored in given.files[: rules().photos] if "reply" in doing.needs else ():
        keep_photo(report, stored, Photo.Side.AFTER, at)
    tell(report, name, by=by, at=at, was=was, more=more | ({"had": had} if had != report.agency_id else {}))
    return report


def mark_late(now: datetime, most: int = 500) -> int:
    """Note, once each, that the clock of a message has run out; how many. Safe with any number of workers."""
    with transaction.atomic():
        rows = list(
            Report.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(due_at__lte=now, late_at=None, ended_at=None)
            .exclude(clock="")
            .order_by("due_at")[:most]
        )
        for report in rows:
            report.late_at = now
            report.save(update_fields=["late_at"])
            tell(report, "late", by=SYSTEM, at=now, was=report.state)
    return len(rows)


def _require(report: Report, doing: Act, by: Actor, at: datetime) -> None:
    if doing.by == "resident":
        if by.kind != "resident" or by.person_id is None or by.person_id != report.reporter_id:
            raise NotTheirs("not-yours", "Đây không phải nội dung của bạn.", "This is not yours.")
        return
    authority.require(by, doing.power, at=at, field=report.kind, agency_id=report.agency_id)


def _take(report: Report, sort: Kind, doing: Act, given: Given, at: datetime) -> dict[str, str]:
    """Put what was typed into the message; what stands in the event. Raises: Incomplete."""
    more: dict[str, str] = {}
    for need in doing.needs:
        match need:
            case "words":
                words = given.words.strip()
                if not words:
                    raise Incomplete("words", "Hãy viết vài lời giải thích.", "Please write a few words.")
                more["words"] = words[: rules().longest_text]
            case "level":
                if given.level not in sort.levels:
                    raise Incomplete("level", "Hãy chọn mức độ.", "Please choose a level.")
                report.level = given.level
            case "public_text":
                report.public_text = masking.masked(given.public_text.strip())[: rules().longest_text]
                report.shown_at = (report.shown_at or at) if report.public_text else None
            case "agency":
                _pass_on(report, given.agency_id, at)
            case "reason":
                _refuse(report, sort, given)
                more["reason"] = given.reason
            case "reply":
                reply = given.reply.strip()
                if not reply:
                    raise Incomplete("reply", "Hãy viết nội dung trả lời.", "Please write the answer.")
                report.reply = reply[: rules().longest_text]
            case "stars":
                if given.stars not in {score.value for score in sort.rating}:
                    raise Incomplete("stars", "Hãy chọn một mức đánh giá.", "Please choose a rating.")
                report.stars, report.stars_words = given.stars, given.words.strip()[:2000]
    if doing.adds:
        report.added = f"{report.added}\n\n{more['words']}".strip()
    return more


def _pass_on(report: Report, agency_id: int | None, at: datetime) -> None:
    agency: Agency | None = offices.working(agency_id, at) if agency_id else None
    if agency is None:
        raise Incomplete("agency", "Hãy chọn đơn vị.", "Please choose an office.")
    if agency.id != report.agency_id:
        report.before_id, report.agency, report.holder = report.agency_id, agency, None


def _refuse(report: Report, sort: Kind, given: Given) -> None:
    reason = sort.reasons.get(given.reason)
    if reason is None:
        raise Incomplete("reason", "Hãy chọn lý do.", "Please choose a reason.")
    if reason.original:
        first = Report.objects.filter(code=given.original.strip().upper(), kind=report.kind).first()
        if first is None or first.id == report.id or first.original_id == report.id:
            raise Incomplete(
                "original", "Hãy ghi đúng mã của nội dung đã có.", "Please give the code of the earlier one."
            )
        # always to the head of the row: the sender of a duplicate is told what becomes of one message
        report.original_id = first.original_id or first.id
    report.refusal, report.refusal_words = given.reason, given.words.strip()[: rules().longest_text]


def _effects(report: Report, doing: Act, by: Actor, at: datetime) -> None:
    if "reply" in doing.needs:
        report.reply_by_id = by.account_id
    if doing.holds:
        report.holder_id = by.account_id
    if doing.accepts:
        report.accepted_at = report.accepted_at or at
    if doing.gives_back and report.before_id is not None:
        report.agency_id, report.before_id, report.holder = report.before_id, report.agency_id, None
    if doing.publishes:
        report.public_reply = masking.masked(report.reply)
        report.approved_by_id, report.replied_at = by.account_id, at
        report.search_key = masking.search_key(f"{report.public_text} {report.public_reply}")[:8000]
    if doing.once == "rated":
        report.rated_at = at
    if doing.once == "reopened":
        # the published result stays to be seen until another one is approved
        report.reopened_at = at


def _run_clock(report: Report, doing: Act, at: datetime) -> None:
    if doing.clock == STOP:
        report.clock = ""
    elif doing.clock:
        report.clock, report.late_at = doing.clock, None
        report.due_at = due_after(report, doing.clock, at)
