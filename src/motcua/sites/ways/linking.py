"""Dossiers and their ways, tied by events, so that no act at a desk or on the road waits for another room.

A dossier that was taken in gets its code into the pack or draft it came by; a finished one waits for the post where its
owner wants that; what the post does with a result moves the dossier.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from motcua.city.authority import NotAllowed
from motcua.city.mobile import planning, receiving
from motcua.city.mobile.models import Done
from motcua.exchange.post import delivering
from motcua.exchange.post.models import Enclosed
from motcua.exchange.post.rules import Move, Way
from motcua.foundation.actor import Actor
from motcua.foundation.events import Delivered
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import inner_notes
from motcua.procedures.dossiers.changes import posting
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.sites.ways.team_drafts import Wording

DOSSIERS = "ways-dossiers"
DOSSIER_KINDS = frozenset({"taken-in", "finished", "returned", "reopened"})
SHIPMENTS = "ways-shipments"
SHIPMENT_KINDS = frozenset({Move.COLLECT_RESULT, Move.DELIVER, Move.GIVE_BACK, Move.LOSE})
BY_POST = "post"


def hear(batch: Sequence[Delivered]) -> None:
    """What happened to dossiers. Two or three queries an event, one read of the dossiers for all."""
    uuids = {UUID(event.chain.removeprefix("dossier/")) for event in batch}
    rows = {row.uuid: row for row in Dossier.objects.filter(uuid__in=uuids)}
    for event in batch:
        dossier = rows.get(UUID(event.chain.removeprefix("dossier/")))
        if dossier is None:
            continue
        match event.kind:
            case "taken-in":
                _note_corrections(event, dossier)
                if not receiving.taken_in(dossier.uuid, dossier.code, event.at):
                    _of_team(event, dossier, Done.Kind.INTAKE)
                if dossier.channel == "postal":
                    Enclosed.objects.filter(uuid=dossier.uuid).update(dossier_code=dossier.code)
            case "finished":
                if (
                    dossier.delivery_by == BY_POST
                    and dossier.status == Status.DONE
                    and dossier.part_of_id is None
                ):
                    delivering.expect(_result(dossier), by=_doer(event), at=event.at)
            case "returned" | "reopened":
                if dossier.delivery_by == BY_POST:
                    words = "Đã trả tại quầy." if event.kind == "returned" else "Kết quả đang được sửa."
                    delivering.no_longer(dossier.uuid, words, by=_doer(event), at=event.at)
                if event.kind == "returned":
                    _of_team(event, dossier, Done.Kind.RESULT)


def _note_corrections(event: Delivered, dossier: Dossier) -> None:
    """Whoever works on the dossier reads that a tablet's answers were put right before the intake. One query, else few."""
    found = receiving.corrected(dossier.uuid)
    if not found:
        return
    words = Wording(compiled_version(dossier.version_id))
    lines = []
    for one in found:
        names = dict.fromkeys(row["label"] for row in words.rows(one.changes))
        lines.append(f"Sửa trước khi tiếp nhận ({one.by_name}): {', '.join(names)}. Lý do: {one.reason}")
    # an at-sign would name a colleague
    told = "\n".join(lines).replace("@", "(at)")[: inner_notes.MOST_LETTERS]
    try:
        inner_notes.write(dossier.pk, told, by=_doer(event), at=event.at)
    except NotAllowed:
        # who took it in has left the post since; the draft's own page keeps the corrections all the same
        return


def _of_team(event: Delivered, dossier: Dossier, kind: str) -> None:
    """What a member of a team does while it is out counts for the outing. One query."""
    account_id = event.actor.get("account_id")
    if account_id is None:
        return
    outing = planning.out_now(int(account_id), dossier.intake_agency_id, event.at)
    if outing is not None:
        receiving.count(outing.pk, dossier.code, kind, event.at)


def _result(dossier: Dossier) -> delivering.Result:
    name = compiled_version(dossier.version_id).definition.name.vi
    sent = Enclosed.objects.filter(uuid=dossier.uuid, shipment__way=Way.SEND).first()
    papers: list[dict[str, Any]] = sent.papers if sent is not None else []
    return delivering.Result(
        dossier_uuid=dossier.uuid, dossier_code=dossier.code, procedure_code=dossier.procedure_code,
        procedure_name=name, agency_id=dossier.return_agency_id, person_id=dossier.applicant_id or dossier.owner_id,
        name=dossier.applicant_name or dossier.owner_name, phone=dossier.phone, address=dossier.address,
        round=dossier.corrections, originals=tuple(one["name"] for one in papers if one["originals"]),
    )  # fmt: skip


def carry(batch: Sequence[Delivered]) -> None:
    """What the post did with results: each dossier in the pack moves. Nothing for packs on their way in."""
    does: dict[str, Callable[..., Any]] = {
        Move.COLLECT_RESULT: posting.with_post,
        Move.GIVE_BACK: posting.back_at_counter,
        Move.LOSE: posting.lost,
    }
    for event in batch:
        if event.data.get("way") != Way.RETURN:
            continue
        code, by, at = str(event.data["code"]), _doer(event), event.at
        for uuid in sorted(event.data.get("dossiers", [])):
            if event.kind == Move.DELIVER:
                posting.delivered(UUID(uuid), _proof(event, code, at), by=by, at=at)
            else:
                does[event.kind](UUID(uuid), code, by=by, at=at)


def _proof(event: Delivered, code: str, at: datetime) -> dict[str, Any]:
    return {
        "consignment": code, "received_by": event.data.get("receiver", ""), "relation": event.data.get("relation", ""),
        "proof": event.data.get("proof", ""), "received_at": at.isoformat(),
    }  # fmt: skip


def _doer(event: Delivered) -> Actor:
    told = event.actor
    return Actor(
        told["kind"], told.get("account_id"), told.get("person_id"), told.get("name", ""), told.get("post_id"),
        told.get("agency_id"),
    )  # fmt: skip
