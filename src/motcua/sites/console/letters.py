"""The briefing as a letter: when one is due, to whom, and sending it once. The rights of the moment decide."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from smtplib import SMTPResponseException

from django.conf import settings
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from motcua.exchange.jobs import mail_refusals
from motcua.foundation import worktime
from motcua.insight import names
from motcua.procedures.dossiers.office import office
from motcua.records.documents import DocumentError
from motcua.sites.console import briefing, cards, jobs, paper
from motcua.sites.console.filters import Filters
from motcua.sites.console.leader import Leader, leader_of
from motcua.sites.console.models import Letter, Subscription
from motcua.sites.shell.language import pick, say

log = logging.getLogger(__name__)

SENDING = time(7, 30)
LATEST = {Subscription.Rhythm.WEEKLY: timedelta(days=2), Subscription.Rhythm.MONTHLY: timedelta(days=5)}
"""So long after its moment a letter is still worth sending, when no worker ran before."""


FINAL = 500
"""Answers of a mail server from this number on will not change; those below are for now (RFC 5321, 4.2.1)."""
REFUSALS: tuple[type[Exception], ...] = (DocumentError, *mail_refusals())
"""What concerns one letter only; everything else stops the round, and the next one goes on."""


@dataclass(frozen=True, slots=True)
class Due:
    """A period whose letters are to go out. `month`: the first day of the month that they tell about."""

    rhythm: Subscription.Rhythm
    period: str
    moment: datetime
    month: date


def due(now: datetime) -> list[Due]:
    """What is due at a moment: from Monday 07:30 of the week, and from 07:30 on the first of the month.

    The weekly letter tells of the month in which the last Friday lies, the monthly one of the month before.
    """
    today = now.astimezone(worktime.VN).date()
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    year, week, _ = monday.isocalendar()
    weekly, monthly = Subscription.Rhythm.WEEKLY, Subscription.Rhythm.MONTHLY
    friday, yesterday = monday - timedelta(days=3), first - timedelta(days=1)
    found = [
        Due(weekly, f"{year}-W{week:02d}", _moment(monday), friday.replace(day=1)),
        Due(monthly, f"{first:%Y-%m}", _moment(first), yesterday.replace(day=1)),
    ]
    return [one for one in found if one.moment <= now < one.moment + LATEST[one.rhythm]]


def _moment(day: date) -> datetime:
    return datetime.combine(day, SENDING, worktime.VN)


def send_due(now: Callable[[], datetime]) -> int:
    """Write and send what is due; the number of letters sent. May run any number of times, anywhere.

    A subscriber who came after the moment waits for the next. A server that is down raises; the letters that
    wait are taken up again by the next run. `now` is asked before each letter: a long round takes its time.
    """
    sent = 0
    for one in due(now()):
        wanted = Subscription.objects.filter(rhythm=one.rhythm, ended_at=None, begun_at__lte=one.moment)
        Letter.objects.bulk_create(
            [Letter(subscription=row, period=one.period) for row in wanted.iterator()],
            ignore_conflicts=True,
            batch_size=1000,
        )
        waiting = Letter.objects.filter(
            period=one.period, subscription__rhythm=one.rhythm, state=Letter.State.WAITING
        )
        for letter_id in list(waiting.order_by("id").values_list("id", flat=True)):
            sent += _send(letter_id, one.month, now())
    return sent


@transaction.atomic
def post(subscription: Subscription, now: datetime) -> None:
    """Let a job send the briefing of the running month now. One a minute: a second press adds nothing."""
    local = now.astimezone(worktime.VN)
    letter, new = Letter.objects.get_or_create(subscription=subscription, period=f"{local:%Y-%m-%dT%H:%M}")
    if new:
        jobs.send_briefing.defer(letter_id=letter.id, month=f"{local:%Y-%m}-01")


def send(letter_id: int, month: date, now: datetime) -> bool:
    """Send a letter that waits; whether it went out. Raises when the mail server is down."""
    return _send(letter_id, month, now)


@transaction.atomic
def _send(letter_id: int, month: date, now: datetime) -> bool:
    """Send one letter under its row's lock: another worker passes it over, a later one finds it sent."""
    letter = (
        Letter.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("subscription__account")
        .filter(id=letter_id, state=Letter.State.WAITING)
        .first()
    )
    if letter is None:
        return False
    try:
        message = compose(letter.subscription, month, now)
        if message is None:
            letter.state = Letter.State.NOT_ALLOWED
        else:
            with mail.mailers["default"] as connection:
                connection.send_messages([message])
            letter.state, letter.sent_at = Letter.State.SENT, now
    except REFUSALS as error:
        if isinstance(error, SMTPResponseException) and error.smtp_code < FINAL:
            raise  # "try again later"
        log.warning("briefing %s failed: %s", letter.id, error)
        letter.state, letter.error = Letter.State.FAILED, str(error)[:500]
    letter.save(update_fields=["state", "sent_at", "error"])
    return letter.state == Letter.State.SENT


def compose(subscription: Subscription, month: date, now: datetime) -> mail.EmailMessage | None:
    """The letter, in the subscriber's language; None when the subscriber may not see these figures today."""
    if subscription.ended_at is not None:
        return None
    leader = leader_of(subscription.account, now)
    if leader is None or not may_have(leader, subscription.agency_key):
        return None
    chosen = Filters(month, names.city(), subscription.agency_key)
    with translation.override("en" if subscription.account.language == "en" else "vi"):
        calendar = office(leader.post.agency_id).calendar
        told = briefing.make(chosen.scope(leader), chosen, now, calendar, leader.own_unit)
        agency = pick({"vi": leader.post.agency_name_vi, "en": leader.post.agency_name_en})
        message = mail.EmailMessage(
            subject=f"{paper.title(told)}: {told.place}",
            body=_text(told, chosen),
            to=[subscription.address],
            headers={"List-Unsubscribe": f"<{_address('console:letters')}>"},
        )
        message.attach(f"bao-cao-{month:%Y-%m}.pdf", paper.render(told, chosen, agency), "application/pdf")
    return message


def may_have(leader: Leader, agency_key: str) -> bool:
    """Whether the leader may see figures now, and those of the agency that was subscribed to."""
    if not leader.sees:
        return False
    if not agency_key:
        return True
    wanted, reach = names.city().under(agency_key), leader.scope.reach
    if any(part.places is None for part in reach):
        return bool(wanted)
    return bool(wanted) and wanted <= leader.places


def _text(told: briefing.Briefing, chosen: Filters) -> str:
    overdue = cards.headline(told.now, told.agencies, chosen)
    lines = [
        f"{paper.title(told)}, {told.place}",
        "",
        f"- {pick(overdue['title'])}. {pick(overdue)}".rstrip(),
    ]
    for sentence in told.sentences:
        lines.append(f"- {sentence.words}")
        if sentence.why:
            lines.append(f"  {sentence.why}")
    caveat = briefing.caveat(told.of, told.running)
    if caveat:
        lines += ["", caveat]
    lines += [
        "",
        say("Xem và mở tới từng hồ sơ: ", "Look closer, down to each dossier: ")
        + f"{_address('console:home')}?{chosen.query()}",
        "",
        say(
            "Thư này được gửi vì ông (bà) đã đăng ký. Ngừng nhận: ",
            "You receive this because you asked for it. To stop: ",
        )
        + _address("console:letters"),
    ]
    return "\n".join(lines) + "\n"


def _address(route: str) -> str:
    return settings.PUBLIC_URL + reverse(route)
