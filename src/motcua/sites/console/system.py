"""The inner state of the system for those who keep it: what waits, what failed, what is not set up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from motcua.foundation import events
from motcua.foundation.models import OutboxEntry
from motcua.money.gateways import registry
from motcua.sites.console.leader import EDIT, Leader, frame, keeps_the_system, leader_page
from motcua.sites.shell.language import say

AT_MOST = 100_000
"""A backlog is counted so far; more is more."""
SILENT = timedelta(minutes=3)
"""A worker that has not been heard of for so long is called silent; Procrastinate's beats every 10 s."""
PARKED_SHOWN = 50
_WAITING = """
select w.consumer, count(*), min(e.at) from
  (select consumer, event_id from foundation_outboxentry where parked_at is null order by id limit %s) w
  join foundation_event e on e.id = w.event_id group by w.consumer
"""
NAMES = {
    "relay": ("Trục liên thông (JetStream)", "Message backbone (JetStream)"),
    "notices": ("Thông báo cho người dân", "Notices to people"),
    "bodies": ("Thông điệp tới cơ quan bên ngoài", "Messages to bodies outside"),
    "figures": ("Số liệu điều hành", "Figures"),
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """How far a consumer of events is behind."""

    name: dict[str, str]
    number: int
    since: datetime | None

    def behind(self, now: datetime) -> bool:
        return self.since is not None and now - self.since > SILENT


@leader_page(keeps_the_system)
def system(request: HttpRequest, leader: Leader) -> HttpResponse:
    """Outbox, workers, jobs and money. At most nine queries."""
    now = leader.now
    waiting = _waiting()
    parked = list(
        OutboxEntry.objects.filter(parked_at__isnull=False)
        .select_related("event")
        .order_by("parked_at")[:PARKED_SHOWN]
    )
    beat = _heartbeat()
    jobs = _jobs()
    money = [{"setting": p.setting, "vi": p.text.vi, "en": p.text.en} for p in registry.faults()]
    silent = beat is None or now - beat > SILENT
    context = frame(
        leader, "system",
        waiting=[(row, row.behind(now)) for row in waiting],
        parked=[(entry, _name(entry.consumer)) for entry in parked],
        may_release=leader.powers.holds_any(EDIT),
        beat=beat,
        silent=silent,
        jobs=jobs,
        money=money,
        well=not (parked or silent or money or jobs["failed"] or any(row.behind(now) for row in waiting)),
    )  # fmt: skip
    return render(request, "console/system.html", context)


@require_POST
@leader_page(lambda leader: leader.powers.holds_any(EDIT))
def release(request: HttpRequest, leader: Leader) -> HttpResponse:
    """Let parked entries be tried again from the start: one (`entry`), or all."""
    rows = OutboxEntry.objects.filter(parked_at__isnull=False)
    entry = request.POST.get("entry", "")
    if entry.isdecimal():
        rows = rows.filter(id=int(entry))
    number = rows.update(parked_at=None, attempts=0, not_before=None)
    messages.success(request, say(f"Đã cho thử lại {number} mục.", f"{number} entries will be tried again."))
    return redirect("console:system")


def _name(consumer: str) -> dict[str, str]:
    vi, en = NAMES.get(consumer, (consumer, consumer))
    return {"vi": vi, "en": en}


def _waiting() -> list[Waiting]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [AT_MOST])
        found = {name: (number, since) for name, number, since in cursor.fetchall()}
    return [Waiting(_name(name), *found.get(name, (0, None))) for name in sorted({*events.consumers, *found})]


def _heartbeat() -> datetime | None:
    """When a worker was last heard of; None without a worker."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('procrastinate_workers')")
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute("select max(last_heartbeat) from procrastinate_workers")
        return cursor.fetchone()[0]


def _jobs() -> dict[str, Any]:
    """Jobs that wait, run or failed for good."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select status::text, count(*) from procrastinate_jobs"
            " where status in ('todo', 'doing', 'failed') group by 1"
        )
        found = dict(cursor.fetchall())
    return {name: found.get(name, 0) for name in ("todo", "doing", "failed")}
