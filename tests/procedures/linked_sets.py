"""A linked set published in the small city, and what brings it from filing to its end."""

from datetime import datetime
from pathlib import Path

from motcua.foundation.actor import SYSTEM, Actor
from motcua.foundation.definitions import load_text
from motcua.foundation.events import outbox
from motcua.procedures.catalogue import publishing
from motcua.procedures.definition import FeeLine, Payment, ProcedureDefinition, Text
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.linked.models import LinkedItem
from tests.conftest import hanoi
from tests.procedures.at_work import examined, now, open_task, pay, replaced, seat
from tests.procedures.people import officer, resident, submission, upload

SET, RESIDENCE, CARD = "9.990001", "9.990002", "9.990003"
SYSTEMS = {"residence": "police-residence", "card": "insurance-card"}
HERE = Path(__file__).parent
HOME = {"unit": "00160", "line": "Số 5 ngõ 12"}
BABY = {
    "wanted": ["card"],
    "child_name": "Trần Bảo An",
    "child_birth_date": "2026-02-20",
    "home": HOME,
    "mother_name": "Nguyễn Thị Minh Anh",
    "mother_pin": "001196000011",
    "mother_birth_date": "1996-05-04",
    "phone": "0912345678",
    "hospital": "Trạm y tế phường",
}


def definition(name: str) -> ProcedureDefinition:
    return load_text((HERE / f"linked_{name}.yaml").read_text(), ProcedureDefinition).value


def publish(wanted: ProcedureDefinition | None = None) -> None:
    """Publish the parts and the set, or a changed one."""
    cards = [] if publishing.version_for(CARD, hanoi("2026-01-02 00:00")) else [definition("card")]
    for one in (definition("residence"), *cards, wanted or definition("set")):
        publishing.publish(one, by=SYSTEM, at=hanoi("2026-01-01 00:00"), listed=False)


def filed(at: datetime, channel: str = "online", **changed) -> Dossier:
    """The set as a resident hands it in, with the papers that it asks for."""
    by = resident(at)
    answers = {**BABY, **changed}
    given = tuple(upload(name) for name in ("notice", "photo")[: 1 + ("card" in answers["wanted"])])
    return changes.file(submission(SET, answers, by, at, papers=given, channel=channel), by=by, at=at)


def accepted(at: datetime, **changed) -> Dossier:
    """A set that the counter has accepted, before any worker has heard of it."""
    dossier = filed(at, **changed)
    changes.accept(open_task(dossier).id, by=officer("counter", at), at=at)
    return now(dossier)


def begun(at: datetime, **changed) -> Dossier:
    """A set that the counter has accepted: its parts are there."""
    dossier = accepted(at, **changed)
    go_on(at)
    return now(dossier)


def begun_by_post(at: datetime, **changed) -> Dossier:
    """The same by post, where fees are not zero, and paid."""
    dossier = filed(at, "postal", **changed)
    pay(dossier, at)
    changes.accept(open_task(dossier).id, by=officer("counter", at), at=at)
    go_on(at)
    return now(dossier)


def with_card_fee(when: str = "at_filing") -> ProcedureDefinition:
    """The set, with a fee for the health card; published with it."""
    fee = FeeLine(
        code="card", name=Text(vi="Phí làm thẻ", en="Card"), kind="gia", set_by="CP",
        unit=Text(vi="thẻ", en="card"), amount=20_000, legal_ref="1/QĐ",
    )  # fmt: skip
    publishing.publish(replaced(definition("card"), fees=(fee,)), by=SYSTEM, at=hanoi("2026-01-01 00:00"))
    return replaced(definition("set"), payment=Payment(when=when))


def go_on(at: datetime) -> None:
    """What the worker does: sets hear of what happened."""
    while outbox.drain("linked", at) + outbox.drain("linked-fees", at):
        pass


def part(parent: Dossier, part_id: str) -> LinkedItem:
    return LinkedItem.objects.select_related("dossier").get(case__parent_id=parent.id, part_id=part_id)


def state(parent: Dossier) -> dict[str, str]:
    return dict(LinkedItem.objects.filter(case__parent_id=parent.id).values_list("part_id", "state"))


def decide_birth(parent: Dossier, at: datetime) -> Dossier:
    """The commune issues the birth certificate."""
    birth = examined(part(parent, "birth").dossier, at)
    changes.act(open_task(birth).id, "sign", by=officer("chair", at), at=at)
    changes.act(open_task(birth).id, "entered", by=officer("clerk", at), at=at)
    go_on(at)
    return now(birth)


def answer(parent: Dossier, part_id: str, at: datetime, number: str = "CA 17/2026", **more) -> None:
    """The outside body answers by message."""
    child = part(parent, part_id).dossier
    body = Actor("partner", name="Cơ quan ngoài")
    told = {"granted": True, "number": number, **more}
    changes.external.answer(
        child.id, SYSTEMS[part_id], told, f"{child.id}/{part_id}/{number}/{at}", by=body, at=at
    )


def outside(parent: Dossier, part_id: str, at: datetime, number: str = "CA 17/2026", **more) -> Dossier:
    """The outside body answers, and the set hears of it."""
    answer(parent, part_id, at, number, **more)
    go_on(at)
    return now(part(parent, part_id).dossier)


def finished(at: datetime) -> Dossier:
    """A set whose parts all have their results, ready to be fetched."""
    parent = begun(at)
    decide_birth(parent, at)
    for part_id, number in (("residence", "CA 17/2026"), ("card", "HC4010000000001")):
        outside(parent, part_id, at, number)
    return now(parent)


def refuse(child: Dossier, words: str, at: datetime) -> None:
    """Whoever decides the part refuses it, with a reason: the chair a birth, the body itself what is outside."""
    if now(child).step == "check":
        child = examined(child, at)
    task = open_task(child)
    by = officer("chair", at) if task.step == "sign" else seat(task.agency.key, task.post_kind, at)
    answers = {"granted": False} if task.step == "outside" else {}
    changes.act(task.id, "refuse", by=by, at=at, note=words, answers=answers)
    go_on(at)


def on_paper() -> ProcedureDefinition:
    """The set whose parts are worked on one after the other."""
    whole = definition("set")
    assert whole.linked is not None
    return replaced(whole, linked=replaced(whole.linked, mode="paper"))
