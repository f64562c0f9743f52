"""The board of unanswered notices: who was told of a civil-status event and has not answered, and sending it again."""

import uuid as uuids
from collections import defaultdict
from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from motcua.exchange.event_notices import delivering, reading
from motcua.exchange.event_notices.models import EventNotice
from motcua.exchange.event_notices.receivers import all_receivers, registers_told
from motcua.foundation.worktime import VN
from motcua.records import registers
from motcua.records.registers import access
from motcua.records.registers.models import Record
from motcua.sites.desk.officer import Officer
from motcua.sites.registers.frame import Reader, frame, register_page
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import whole_number

POWER = "process"
CHANGES = {
    EventNotice.Change.ENTERED: both("Đăng ký mới", "Registered"),
    EventNotice.Change.CORRECTED: both("Sửa dữ liệu", "Corrected"),
    EventNotice.Change.ENDED: both("Chấm dứt", "Ended"),
    EventNotice.Change.REPLACED: both("Thay bằng bản ghi khác", "Replaced"),
    EventNotice.Change.CANCELLED: both("Hủy", "Cancelled"),
}


def keeps(officer: Officer) -> bool:
    """Whether the post works on entries of whose events others are told."""
    return any(
        officer.powers.holds(POWER, "", kept.field, officer.post.agency_id)
        for kept in registers.all_definitions()
        if kept.register in registers_told()
    )


@require_safe
@register_page
def board(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Errors and what has waited for more than three days, by receiver. Nobody is named: the entry itself is opened with
    a purpose. Five queries at most beside those of the frame. Raises: Http404 for posts that keep no such register."""
    agencies = _agencies(reader)
    system = request.GET.get("noi-nhan", "")
    after = request.GET.get("sau", "")
    now = reader.officer.now
    rows = reading.board(
        agencies,
        now,
        after=whole_number(after) or 0,
        system=system if system in all_receivers() else "",
    )
    shown = rows[: reading.PAGE]
    numbers = _numbers(shown)
    today = now.astimezone(VN).date()
    context = frame(
        reader,
        silent=[
            {"of": one, "days": (today - one.since.astimezone(VN).date()).days}
            for one in reading.silent(agencies, now)
        ],
        only=all_receivers().get(system),
        rows=[
            {
                "notice": one,
                "receiver": all_receivers()[one.receiver].name,
                "record": registers.definition_of(one.register).record,
                "number": numbers.get((one.register, one.record_id), ""),
                "change": CHANGES[EventNotice.Change(one.change)],
                "days": (today - one.created_at.astimezone(VN).date()).days,
                "href": reverse("registers:record", args=[one.register, one.record_id]),
            }
            for one in shown
            if one.receiver in all_receivers()
        ],
        more=f"?noi-nhan={system}&sau={shown[-1].id}" if len(rows) > reading.PAGE else "",
        first=f"?noi-nhan={system}" if after else "",
    )
    return render(request, "registers/notices.html", context)


@require_POST
@register_page
def again(request: HttpRequest, reader: Reader, uuid: uuids.UUID) -> HttpResponse:
    """The receiver gets the notice once more, under the same id. Raises: Http404 for what is not open here."""
    sent = delivering.again(uuid, _agencies(reader), by=reader.officer.actor, at=reader.officer.now)
    if sent is None:
        raise Http404
    name = all_receivers()[sent.receiver].name
    messages.success(request, say(f"Đã gửi lại cho {name.vi}.", f"Sent again to {name.en}."))
    return redirect("registers:notices")


def _agencies(reader: Reader) -> frozenset[int]:
    """The post's office with those whose books it took over. Raises: Http404."""
    if not keeps(reader.officer):
        raise Http404
    return access.with_former(frozenset({reader.officer.post.agency_id}))


def _numbers(notices: Iterable[EventNotice]) -> dict[tuple[str, int], str]:
    """What the entries are numbered. One query a register."""
    ids: dict[str, set[int]] = defaultdict(set)
    for one in notices:
        ids[one.register].add(one.record_id)
    return {
        (record.register, record.id): registers.number_text(record)
        for register, wanted in ids.items()
        for record in Record.objects.filter(register=register, id__in=wanted)
    }
