"""One record: its values, who it names, what said so, what it hangs together with, and everything that it was."""

import io
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.city.models import Agency, Person
from motcua.foundation.worktime import VN
from motcua.records import papers, registers, signing
from motcua.records.registers import access, versions
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.models import Record, State
from motcua.sites.registers.frame import Reader, frame, register_page
from motcua.sites.registers.keeping import may_change
from motcua.sites.registers.showing import changed, lines, origin_words, state_of, title_of, value_words
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both, say

REFERRING = 20


def found(reader: Reader, register: str, number: int) -> tuple[RegisterDefinition, Record]:
    """The record, if the post reads its register at that agency. Raises: Http404."""
    mine = reader.readable.get(register)
    record = registers.get(register, number) if mine is not None and number < 2**63 else None
    if mine is None or record is None or not mine.covers(record):
        raise Http404
    return registers.definition_of(register), record


@require_safe
@register_page
def one(request: HttpRequest, reader: Reader, register: str, number: int) -> HttpResponse:
    """A record for the purpose that was said; `luc` shows it as it was held at a moment. Seven queries.

    Raises: Http404 also for a record that the post may not read.
    """
    kept, record = found(reader, register, number)
    mine = reader.readable[register]
    if not reader.purpose or not mine.fields(record.agency_id, reader.purpose):
        context = frame(reader, kept=kept, register_purposes=_purposes(reader, record), ask=True)
        return render(request, "registers/record.html", context)
    held = registers.history(register, number)
    moment = typed.moment(request.GET, "luc")
    then = next((h for h in reversed(held) if moment and h.recorded_at <= moment), None)
    now_record = record
    if moment is not None and then is not None:
        record = _as_held(record, then)
    (seen,) = access.read(reader.officer.actor, record, purpose=reader.purpose, at=reader.officer.now)
    people = Person.objects.in_bulk(seen.people.values())
    keeper = Agency.objects.filter(id=record.agency_id).first()
    context = frame(
        reader,
        kept=kept,
        record=record,
        title=title_of(kept, seen.data, record),
        number=registers.number_text(record),
        state=state_of(record, reader.officer.now.astimezone(VN).date()),
        rows=lines(kept, seen),
        earlier=sorted(seen.earlier.items()),
        people=[
            (part.label, people.get(seen.people[part.role]))
            for part in kept.people
            if part.role in seen.people
        ],
        keeper=keeper,
        origin=origin_words(record.origin, record.origin_ref),
        history=_told(kept, held, set(seen.hidden)),
        moment=moment,
        then_field=_then_field(request, moment),
        unknown_then=moment is not None and then is None,
        changes=may_change(reader.officer, kept, now_record),
        signs=now_record.state == State.IN_FORCE
        and reader.officer.powers.holds("sign", "", kept.field, record.agency_id),
        linked=_linked(reader, kept, now_record),
        referring=_referring(reader, now_record),
        own_address=reverse("registers:record", args=[register, number]),
    )
    return render(request, "registers/record.html", context)


@require_POST
@register_page
def extract(request: HttpRequest, reader: Reader, register: str, number: int) -> HttpResponseBase:
    """A signed extract of the record as it stands, as a PDF. 403 for who does not sign here. Raises: Http404."""
    _, record = found(reader, register, number)
    if not reader.purpose:
        raise Http404
    try:
        made = registers.extract(
            record, by=reader.officer.actor, purpose=reader.purpose, at=reader.officer.now
        )
    except (NotAllowed, registers.NotReadable):
        return render(request, "403.html", status=403)
    except (signing.NoKey, signing.CannotSign):
        messages.error(
            request, say("Chưa ký được: thiếu chữ ký số.", "It could not be signed: no signing key.")
        )
        return redirect("registers:record", register, number)
    return FileResponse(
        io.BytesIO(papers.content(made.file)), content_type="application/pdf", filename=made.file.name
    )


def _linked(reader: Reader, kept: RegisterDefinition, record: Record) -> list[dict[str, Any]]:
    """What the record names in other registers; a link only where the post reads it. One query a link."""
    labels = {link.id: (link.label, link.register) for link in kept.links}
    told = []
    for link_id, other in registers.linked(record).items():
        label, register = labels[link_id]
        told.append({"label": label, **_other(reader, registers.definition_of(register), other)})
    return told


def _referring(reader: Reader, record: Record) -> list[dict[str, Any]]:
    """What names the record in other registers, as far as the post reads them. One query a link."""
    told = []
    for (register, _), others in registers.referring(record).items():
        kept = registers.definition_of(register)
        told += [{"label": kept.record, **_other(reader, kept, other)} for other in others[:REFERRING]]
    return [one for one in told if one["href"]]


def _other(reader: Reader, kept: RegisterDefinition, other: Record | None) -> dict[str, Any]:
    """A record of another register by its number; its address where the post reads it for the present purpose."""
    if other is None:
        return {"words": {"vi": "chưa có trong sổ", "en": "not in the register"}, "href": ""}
    mine = reader.readable.get(kept.register)
    reads = mine is not None and bool(mine.fields(other.agency_id, reader.purpose))
    href = reverse("registers:record", args=[other.register, other.id]) if reads else ""
    return {"words": registers.number_text(other), "href": href}


def _purposes(reader: Reader, record: Record) -> list[str]:
    mine = reader.readable[record.register]
    return [one for one in mine.purposes if mine.fields(record.agency_id, one)]


def _then_field(request: HttpRequest, moment: datetime | None) -> Field:
    """The moment asked for; one that does not exist is told at its boxes."""
    wrong = moment is None and any(typed.moment_boxes(request.GET, "luc").values())
    return Field(
        "luc", "moment", both("Xem sổ ghi gì vào lúc", "What the register held at"),
        value=typed.moment_as_typed(request.GET, "luc"),
        error=both("Hãy nhập ngày và giờ có thật.", "Type a day and an hour that exist.") if wrong else "",
    )  # fmt: skip


def _as_held(record: Record, held: registers.Held) -> Record:
    """The record with the values of an earlier revision."""
    then = Record(**{field.attname: getattr(record, field.attname) for field in Record._meta.concrete_fields})
    for name in (
        "data", "schema", "valid_from", "valid_to", "state", "revision", "recorded_at", "origin", "origin_ref", "reason", "by",
    ):  # fmt: skip
        setattr(then, name, getattr(held, name))
    return then


def _told(kept: RegisterDefinition, held: list[registers.Held], hidden: set[str]) -> list[dict[str, Any]]:
    """The revisions, newest first: who, when, why, and old value → new value of each field that changed."""
    told: list[dict[str, Any]] = []
    before: dict[str, Any] = {}
    for one in held:
        now = versions.split(kept, one.data, one.schema)[0]
        differences = [
            {
                "label": field.label,
                "hidden": field.id in hidden,
                "old": _shown(field, before.get(field.id), one) if field.id not in hidden else "",
                "new": _shown(field, now.get(field.id), one) if field.id not in hidden else "",
            }
            for field in (changed(kept, before, now) if told else ())
        ]
        told.append(
            {
                "revision": one.revision,
                "at": one.recorded_at,
                "who": one.by.get("name", ""),
                "reason": one.reason,
                "origin": origin_words(one.origin, one.origin_ref),
                "first": not told,
                "state": one.state,
                "valid_to": one.valid_to,
                "differences": differences,
            }
        )
        before = now
    return list(reversed(told))


def _shown(field: Any, value: Any, held: registers.Held) -> Any:
    return "—" if value is None else value_words(field, value, held.valid_from)
