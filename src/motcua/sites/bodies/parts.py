"""What this room adds to a dossier's page: the duty to pay, and how it stands with the body that was asked."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.city import authority
from motcua.exchange.bodies import connectors
from motcua.exchange.bodies.models import BodyMessage
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.definition import SET_SYSTEM
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.duties.models import Duty
from motcua.sites.desk.officer import Officer
from motcua.sites.portal.next_action import pay_duty
from motcua.sites.shell.dossier_page import Part

TONES = {
    "queued": ("warn", "clock"),
    "sent": ("info", "right"),
    "acknowledged": ("info", "check"),
    "answered": ("ok", "check"),
    "failed": ("danger", "alert"),
    "cancelled": ("quiet", "info"),
}
STATES = {
    "queued": {"vi": "Chờ gửi", "en": "To be sent"},
    "sent": {"vi": "Đã gửi", "en": "Sent"},
    "acknowledged": {"vi": "Đã tiếp nhận", "en": "Taken up"},
    "answered": {"vi": "Đã trả lời", "en": "Answered"},
    "failed": {"vi": "Không gửi được", "en": "Could not be sent"},
    "cancelled": {"vi": "Không cần trả lời nữa", "en": "No answer needed"},
}


def duty_of_owner(dossier: Dossier, at: datetime, officer: Any = None) -> Part | None:
    """What the tax office asks the owner to pay, and the ways to pay it; on the page of a set, for the part that rests.

    One query for a set and where a body is asked, else none.
    """
    duty = _duty(dossier) or _duty_of_part(dossier)
    if duty is None:
        return None
    of_part = duty.dossier_id != dossier.id
    data = {"duty": duty, "of_part": of_part, **late(duty, at)}
    # the set itself goes on; only its page knows that a part of it waits for the owner
    action = pay_duty(reverse("portal:dossier", args=[dossier.uuid])) if of_part else None
    return Part("bodies/_duty.html", data, action)


def duty_at_desk(dossier: Dossier, at: datetime, officer: Officer) -> Part | None:
    """The same for officers, with the receipt that the owner has brought. One query where a body is asked."""
    duty = _duty(dossier)
    if duty is None:
        return None
    data = {"duty": duty, "may_compare": may_reconcile(duty, officer, at), **late(duty, at)}
    return Part("bodies/_duty_desk.html", data)


def may_reconcile(duty: Duty, officer: Officer, at: datetime) -> bool:
    """Whether the officer may compare receipts where the dossier waits."""
    try:
        changes.duties.require_reconciling(duty, officer.actor, at)
    except authority.NotAllowed:
        return False
    return True


def asked(dossier: Dossier, at: datetime, officer: Officer) -> Part | None:
    """The messages to bodies outside about this dossier, newest first. One query where a body is asked."""
    if not asks_somebody(dossier):
        return None
    rows = list(
        BodyMessage.objects.filter(dossier=dossier.uuid, kind=BodyMessage.Kind.ASK).order_by("-id")[:5]
    )
    by_hand = waits_for_money(dossier) and officer.handles
    if not rows and not by_hand:
        return None
    return Part(
        "bodies/_asked.html", {"rows": [told(row) for row in rows], "by_hand": by_hand, "code": dossier.code}
    )


def waits_for_money(dossier: Dossier) -> bool:
    """Whether the dossier stands at a step where a notice to pay may come. No query."""
    step = compiled_version(dossier.version_id).steps.get(dossier.step)
    if step is None or step.step.external is None or dossier.open_task_id is None:
        return False
    connector = connectors.of(step.step.external.system)
    return connector is not None and connector.asks_money


def told(row: BodyMessage) -> dict[str, Any]:
    """A message with the words and the tone of its state."""
    tone, icon = TONES[row.state]
    connector = connectors.of(row.system)
    name: Any = connector.name if connector else {"vi": row.system, "en": row.system}
    return {"row": row, "body": name, "state": STATES[row.state], "tone": tone, "icon": icon}


def late(duty: Duty, at: datetime) -> dict[str, Any]:
    """Whether the last day to pay has passed."""
    overdue = duty.state == Duty.State.DUE and duty.pay_by is not None and duty.pay_by < at.date()
    return {"overdue": overdue}


def asks_somebody(dossier: Dossier) -> bool:
    """Whether the dossier's version has a step at which a body outside is waited for. No query."""
    steps = compiled_version(dossier.version_id).steps.values()
    return any(step.step.external is not None and step.step.external.system != SET_SYSTEM for step in steps)


def _duty(dossier: Dossier) -> Duty | None:
    if not asks_somebody(dossier):
        return None
    return (
        Duty.objects.select_related("order", "dossier")
        .filter(dossier=dossier)
        .exclude(state=Duty.State.ENDED)
        .order_by("-id")
        .first()
    )


def _duty_of_part(dossier: Dossier) -> Duty | None:
    """What is due for a part of a set."""
    if compiled_version(dossier.version_id).definition.linked is None:
        return None
    due = Duty.objects.select_related("order", "dossier").filter(
        dossier__part_of_id=dossier.id, state=Duty.State.DUE
    )
    return due.order_by("id").first()
