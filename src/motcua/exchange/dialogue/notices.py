"""What senders are told of their messages: the consumer "report-notices" of the outbox."""

from collections.abc import Sequence

from django.conf import settings

from motcua.exchange import notices
from motcua.exchange.dialogue.kinds import Act, Kind, kind, kinds
from motcua.exchange.dialogue.models import Report
from motcua.foundation.events import Delivered

CONSUMER = "report-notices"
SENT = ("Đã nhận được", "Received")


def told_kinds() -> frozenset[str]:
    """The events that a sender hears of."""
    told = {f"report.{name}" for one in kinds().values() for name, act in one.acts.items() if act.tells}
    return frozenset(told | {"report.sent"})


def tell(batch: Sequence[Delivered]) -> None:
    """Write the notices of a batch: four statements, whatever its size.

    When an answer is published, the senders of its duplicates hear of it too.
    """
    ids = {event.data["id"] for event in batch}
    rows = Report.objects.select_related("reporter", "account").in_bulk(ids)
    answered = {event.data["id"] for event in batch if _publishes(event)}
    followers: dict[int, list[Report]] = {}
    if answered:
        same = Report.objects.filter(original_id__in=answered).select_related("reporter", "account")
        for one in same:
            followers.setdefault(one.original_id or 0, []).append(one)
    notices.send(
        [
            notice
            for event in batch
            if (report := rows.get(event.data["id"])) is not None
            for receiver in (report, *(followers.get(report.id, []) if _publishes(event) else []))
            if (notice := _notice(event, report, receiver)) is not None
        ]
    )


def _act(event: Delivered) -> tuple[Kind, Act | None]:
    sort = kind(event.data["kind"])
    return sort, sort.acts.get(event.kind.removeprefix("report."))


def _publishes(event: Delivered) -> bool:
    _, act = _act(event)
    return act is not None and act.publishes


def _notice(event: Delivered, about: Report, receiver: Report) -> notices.Notice | None:
    """The words for one receiver; None for events that say nothing to a sender, and where nobody is known."""
    sort, act = _act(event)
    if act is not None and not act.tells:
        return None
    person = receiver.reporter
    if person is None:
        return None
    vietnamese = receiver.language != "en"
    title = (act.done_vi if vietnamese else act.done_en) if act else SENT[0 if vietnamese else 1]
    name = sort.name.vi if vietnamese else sort.name.en
    lines = [
        f"{'Kính gửi' if vietnamese else 'Dear'} {person.full_name},",
        "",
        f"{name} {about.code}: {title}.",
    ]
    words = event.data.get("words", "")
    if words:
        lines += [words]
    if reason := sort.reasons.get(event.data.get("reason", "")):
        lines += [f"{reason.vi if vietnamese else reason.en}."]
        if way := (reason.way_vi if vietnamese else reason.way_en):
            lines += [way]
        if about.original_id and reason.original:
            first = Report.objects.filter(id=about.original_id).values_list("code", flat=True).first()
            lines += [f"{'Xem' if vietnamese else 'See'} {first}."]
    email = person.email or (receiver.account.email if receiver.account else "")
    return notices.Notice(
        key=f"report/{event.id}/{receiver.id}",
        person_id=person.id,
        address=email,
        language=receiver.language,
        subject=f"[{about.code}] {title}",
        body="\n".join(lines),
        link=f"{settings.PUBLIC_URL}/{'hoi-dap' if sort.kind == 'question' else 'phan-anh'}/{about.code}",
        dossier_code="",
        at=event.at,
    )
