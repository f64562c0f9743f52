"""The event log of a process for other tools: pseudonymous, streamed, from the events and tasks of dossiers.

No name, number or free text leaves: dossiers, papers, documents, tasks and officers are known by keyed hashes that mean
the same thing within one installation and cannot be turned back without its key. Agencies and posts are public.
"""

import hmac
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Q

from motcua.city.models import Agency
from motcua.foundation.models import Event
from motcua.insight.process.cases import Case, Thing, Told
from motcua.insight.process.models import Trace
from motcua.insight.scope import Scope
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Component, Document, Dossier, Task, chain_of
from motcua.procedures.dossiers.status import Status

CHUNK = 500
TOLD = {
    "submitted": ("Nộp hồ sơ", "Filed"),
    "taken-in": ("Nộp tại quầy", "Filed at the counter"),
    "accepted": ("Tiếp nhận", "Accepted"),
    "refused": ("Từ chối tiếp nhận", "Refused at intake"),
    "supplement-asked": ("Yêu cầu bổ sung", "Supplement asked"),
    "supplement-answered": ("Người dân đã bổ sung", "Supplement handed in"),
    "supplement-given": ("Xác nhận đủ bổ sung", "Supplement complete"),
    "supplement-expired": ("Quá hạn bổ sung", "Supplement never came"),
    "fee-paid": ("Nộp phí", "Fee paid"),
    "withdrawn": ("Rút hồ sơ", "Withdrawn"),
    "stopped": ("Dừng giải quyết", "Stopped"),
    "refused-after-appraisal": ("Từ chối giải quyết", "Refused after appraisal"),
    "extended": ("Xin lỗi, hẹn lại", "Apologised, new day"),
    "overdue": ("Quá hạn trả kết quả", "Overdue"),
    "reopened": ("Mở lại để sửa", "Opened again"),
    "finished": ("Có kết quả", "Finished"),
    "returned": ("Trả kết quả", "Returned"),
}
"""Events of a dossier that the log tells besides the steps; notes, claims and looks are left out."""

EARLIER = "Bước của phiên bản trước"
"""The name of a step that the dossier's present version does not have any more."""


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Keyed hashes. The same thing gets the same one, in every export of this installation."""

    key: bytes

    def of(self, kind: str, value: object) -> str:
        return hmac.new(self.key, f"{kind}:{value}".encode(), sha256).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Period:
    """Dossiers of a procedure filed from the first moment on and before the last."""

    procedure: str
    first: datetime
    until: datetime


def cases(scope: Scope, period: Period, names: Pseudonyms) -> Iterator[Case]:
    """The dossiers of a scope and period by the moment of filing, 500 at a time: seven queries a batch."""
    agencies = dict(Agency.objects.values_list("id", "key"))
    last: tuple[datetime, object] | None = None
    while True:
        rows = Trace.objects.filter(
            scope.q(), procedure_code=period.procedure, filed_at__gte=period.first, filed_at__lt=period.until
        )
        if last is not None:
            rows = rows.filter(Q(filed_at__gt=last[0]) | Q(filed_at=last[0], uuid__gt=last[1]))
        found = list(rows.order_by("filed_at", "uuid").values_list("filed_at", "uuid")[:CHUNK])
        if not found:
            return
        last = found[-1]
        known = {d.uuid: d for d in Dossier.objects.filter(uuid__in=[uuid for _, uuid in found])}
        yield from _told([known[uuid] for _, uuid in found if uuid in known], agencies, names)


def _told(dossiers: list[Dossier], agencies: dict[int, str], names: Pseudonyms) -> Iterator[Case]:
    ids = [dossier.id for dossier in dossiers]
    tasks, papers, documents = _by_dossier(Task, ids), _by_dossier(Component, ids), _by_dossier(Document, ids)
    events = defaultdict(list)
    chains = [chain_of(dossier.uuid) for dossier in dossiers]
    for event in Event.objects.filter(chain__in=chains, kind__in=list(TOLD)).order_by("chain", "seq"):
        events[event.chain].append(event)
    for dossier in dossiers:
        case = Case(
            id=names.of("dossier", dossier.uuid),
            procedure=dossier.procedure_code,
            version=dossier.version_id,
            variant=dossier.case_id,
            channel=dossier.channel,
            status=Status(dossier.status).name.lower(),
            deciding=agencies.get(dossier.competent_agency_id, ""),
            receiving=agencies.get(dossier.intake_agency_id, ""),
            filed_at=dossier.submitted_at,
            due_at=dossier.due_at,
            ended_at=dossier.ended_at,
        )
        for event in events[chain_of(dossier.uuid)]:
            case.events.append(_happening(event, case, names))
        for task in tasks[dossier.id]:
            case.events += _of_task(task, dossier, agencies, names)
            case.tasks.append(Thing(names.of("task", task.id), task.step, task.opened_at, task.kind))
        case.events.sort(key=lambda told: told.at)
        for paper in papers[dossier.id]:
            case.papers.append(
                Thing(names.of("paper", paper.id), paper.component_id, dossier.submitted_at, paper.source)
            )
        for document in documents[dossier.id]:
            case.documents.append(
                Thing(names.of("document", document.id), document.kind, document.made_at, document.state)
            )
        yield case


def _by_dossier(model: Any, ids: list[int]) -> "defaultdict[int, list[Any]]":
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in model.objects.filter(dossier_id__in=ids).order_by("dossier_id", "id"):
        found[row.dossier_id].append(row)
    return found


def _happening(event: Event, case: Case, names: Pseudonyms) -> Told:
    actor = json.loads(event.body)["actor"]
    account = actor.get("account_id") if actor.get("kind") == "officer" else None
    return Told(
        id=names.of("event", event.id),
        name=TOLD[event.kind][0],
        at=event.at,
        transition="",
        agency=case.deciding,
        officer=names.of("officer", account) if account else "",
    )


def _of_task(task: Task, dossier: Dossier, agencies: dict[int, str], names: Pseudonyms) -> Iterator[Told]:
    """A task is scheduled when it opens, starts when somebody claims it, and is complete when it is left."""
    compiled = compiled_version(dossier.version_id)
    step = compiled.steps.get(task.step)
    about: dict[str, Any] = {
        "name": step.step.title.vi if step else EARLIER,
        "step": task.step,
        "task": names.of("task", task.id),
        "agency": agencies.get(task.agency_id, ""),
        "post": task.post_kind,
    }
    yield Told(names.of("schedule", task.id), at=task.opened_at, transition="schedule", **about)
    if task.claimed_at is not None:
        who = names.of("officer", task.claimed_by_id) if task.claimed_by_id else ""
        yield Told(names.of("start", task.id), at=task.claimed_at, transition="start", officer=who, **about)
    if task.closed_at is not None:
        who = names.of("officer", task.closed_by_id) if task.closed_by_id else ""
        yield Told(
            names.of("complete", task.id), at=task.closed_at, transition="complete", action=task.action,
            officer=who, **about,
        )  # fmt: skip
