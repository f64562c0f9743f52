"""Packs that go to an agency: asked for, collected and sealed, cancelled, lost."""

import secrets
import uuid as uuids
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.city.authority import PowerSet
from motcua.city.models import Agency, Power
from motcua.exchange import notices
from motcua.exchange.post import rules
from motcua.exchange.post.errors import NotYours, Refused, WrongState
from motcua.exchange.post.models import FEE_PATHS, Enclosed, Shipment
from motcua.exchange.post.rules import Move, State, Way
from motcua.foundation import events
from motcua.foundation.actor import Actor

CARRIES = Power.Name.CARRY
MOST_IN_A_PACK = 20
LONGEST = 200
type Letters = Callable[[], str]


def chance() -> str:
    """Letters of a new code; a table of a million shipments meets a known one once in a hundred thousand tries."""
    return "".join(secrets.choice(rules.LETTERS) for _ in range(rules.CODE_LENGTH))


@dataclass(frozen=True, slots=True)
class Paper:
    name: str
    originals: int = 1
    copies: int = 0


@dataclass(frozen=True, slots=True)
class InPack:
    """A dossier that is put into a pack, before it is one: what it asks for and what lies in it."""

    procedure_code: str
    procedure_name: str
    owner_name: str
    papers: tuple[Paper, ...]
    same_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPack:
    """What the slip says. Money in đồng."""

    name: str
    phone: str
    address: str
    dossiers: tuple[InPack, ...]
    person_id: int | None = None
    at_home: bool = False
    result_by_post: bool = False
    fee_path: str = "none"
    fee_amount: int = 0
    fee_proof: str = ""
    postage: int = 0
    seal: str = ""


@transaction.atomic
def ask(
    new: NewPack, office: Agency, agency: Agency, *, by: Actor, at: datetime, letters: Letters = chance
) -> Shipment:
    """A resident asks the post to come for a pack. Raises: Refused."""
    _check(new, sealed=False)
    return _write(new, office, agency, State.REQUESTED, by, at, letters)


@transaction.atomic
def take(
    new: NewPack,
    office: Agency,
    agency: Agency,
    powers: PowerSet,
    *,
    by: Actor,
    at: datetime,
    letters: Letters = chance,
) -> Shipment:
    """A pack that was closed before the sender's eyes, with its slip. Raises: NotYours, Refused."""
    if office.pk not in powers.agency_ids(CARRIES):
        raise NotYours
    _check(new, sealed=True)
    return _write(new, office, agency, State.COLLECTED, by, at, letters)


def _check(new: NewPack, *, sealed: bool) -> None:
    if not new.name.strip():
        raise Refused("Ghi họ tên người gửi.", "Who sends it?", "name")
    if not new.address.strip():
        raise Refused("Ghi địa chỉ người gửi.", "The sender's address is needed.", "address")
    if not 1 <= len(new.dossiers) <= MOST_IN_A_PACK:
        raise Refused(
            f"Mỗi gói từ 1 đến {MOST_IN_A_PACK} hồ sơ.",
            f"1 to {MOST_IN_A_PACK} dossiers in a pack.",
            "dossiers",
        )
    if sealed and any(not one.papers for one in new.dossiers):
        raise Refused("Ghi giấy tờ có trong từng hồ sơ.", "List the papers of each dossier.", "papers")
    if new.fee_path not in FEE_PATHS or min(new.fee_amount, new.postage) < 0:
        raise Refused("Chọn cách nộp phí.", "How is the fee paid?", "fee_path")
    if new.fee_path == "post" and not new.fee_amount:
        raise Refused("Ghi số tiền bưu chính đã thu.", "How much did the post collect?", "fee_amount")
    if new.fee_path in ("agency", "other") and not new.fee_proof.strip():
        raise Refused(
            "Ghi số chứng từ nộp phí.", "The number of the proof of payment is needed.", "fee_proof"
        )


def _write(
    new: NewPack, office: Agency, agency: Agency, state: State, by: Actor, at: datetime, letters: Letters
) -> Shipment:
    made = Shipment.objects.create(
        code=rules.code_of(letters()), way=Way.SEND, state=state, office=office, agency=agency, person_id=new.person_id,
        name=new.name.strip(), phone=new.phone.strip(), address=new.address.strip(), at_home=new.at_home,
        result_by_post=new.result_by_post, fee_path=new.fee_path, fee_amount=new.fee_amount,
        fee_proof=new.fee_proof.strip(), postage=new.postage, seal=new.seal.strip(), made_at=at, made_name=by.name,
        moved_at=at,
    )  # fmt: skip
    enclose(made, new.dossiers)
    kind = Move.COLLECT if state is State.COLLECTED else "post-requested"
    tell(made, kind, by, at)
    return made


def enclose(shipment: Shipment, dossiers: Sequence[InPack]) -> None:
    """Write what lies in a pack. One statement."""
    Enclosed.objects.bulk_create(
        Enclosed(
            shipment=shipment, procedure_code=one.procedure_code, procedure_name=one.procedure_name,
            owner_name=one.owner_name.strip() or shipment.name, same_day=one.same_day,
            papers=[{"name": p.name, "originals": p.originals, "copies": p.copies} for p in one.papers],
        )
        for one in dossiers
    )  # fmt: skip


@transaction.atomic
def collect(uuid: uuids.UUID, new: NewPack, powers: PowerSet, *, by: Actor, at: datetime) -> Shipment:
    """What was asked for is here, counted and sealed; the list is as found now. Raises: NotYours, WrongState, Refused."""
    shipment = held(uuid, powers)
    _check(new, sealed=True)
    move(shipment, Move.COLLECT, at)
    for name in ("name", "phone", "address", "at_home", "result_by_post", "fee_path", "fee_amount", "fee_proof",
                 "postage", "seal"):  # fmt: skip
        setattr(shipment, name, getattr(new, name))
    shipment.save()
    shipment.enclosed.all().delete()
    enclose(shipment, new.dossiers)
    tell(shipment, Move.COLLECT, by, at)
    return shipment


@transaction.atomic
def cancel(uuid: uuids.UUID, words: str, powers: PowerSet, *, by: Actor, at: datetime) -> Shipment:
    """The sender takes the pack back before it is handed over. Raises: NotYours, WrongState, Refused."""
    shipment = held(uuid, powers)
    _reason(words)
    _not_on_a_record(shipment)
    return moved(shipment, Move.CANCEL, words, by, at)


@transaction.atomic
def cancel_own(uuid: uuids.UUID, person_id: int, *, by: Actor, at: datetime) -> Shipment:
    """Who asked for a collection no longer wants it. Raises: NotYours, WrongState."""
    found = Shipment.objects.select_for_update().filter(uuid=uuid, person=person_id, way=Way.SEND).first()
    if found is None:
        raise NotYours
    if found.state != State.REQUESTED:
        raise WrongState("Bưu chính đã nhận gói này.", "The post has this pack already.")
    return moved(found, Move.CANCEL, "Người gửi hủy yêu cầu.", by, at)


@transaction.atomic
def lose(uuid: uuids.UUID, words: str, powers: PowerSet, *, by: Actor, at: datetime) -> Shipment:
    """The post says that the pack is lost: it pays for new papers and the damage (QĐ 45/2016). The owner is told.

    Raises: NotYours, WrongState, Refused without a reason.
    """
    shipment = held(uuid, powers)
    _reason(words)
    moved(shipment, Move.LOSE, words, by, at)
    # an unsigned record must not name what nobody can hand over
    Shipment.objects.filter(pk=shipment.pk, record__signed_at=None).update(record=None)
    return shipment


def _reason(words: str) -> None:
    if not words.strip():
        raise Refused("Ghi rõ lý do.", "Say why.", "words")


def _not_on_a_record(shipment: Shipment) -> None:
    if shipment.record_id is not None:
        raise WrongState(
            "Gói này đang nằm trong một biên bản chờ ký.",
            "This pack stands on a record that waits for a signature.",
        )


def held(uuid: uuids.UUID, powers: PowerSet) -> Shipment:
    """A shipment of one's own post office, locked. One statement. Raises: NotYours."""
    found = (
        Shipment.objects.select_for_update(of=("self",))
        .filter(uuid=uuid, office__in=powers.agency_ids(CARRIES))
        .first()
    )
    if found is None:
        raise NotYours
    return found


def move(shipment: Shipment, why: Move, at: datetime) -> None:
    """Change the state as the table allows. Raises: WrongState in words."""
    try:
        shipment.state = rules.after(Way(shipment.way), why, State(shipment.state), shipment.attempts)
    except rules.IllegalMove:
        raise WrongState(
            "Trạng thái hiện tại của bưu gửi không cho phép thao tác này.",
            "The present state of the shipment does not allow this.",
        ) from None
    shipment.moved_at = at


def moved(shipment: Shipment, why: Move, words: str, by: Actor, at: datetime) -> Shipment:
    """Move, keep the word about it, tell. The shipment is held."""
    move(shipment, why, at)
    shipment.words = words.strip()[:500]
    shipment.save(update_fields=["state", "moved_at", "words"])
    tell(shipment, why, by, at)
    return shipment


TOLD = {
    Move.HAND: (
        "Hồ sơ đã được bàn giao cho cơ quan tiếp nhận", "Your papers were handed to the agency",
    ),
    Move.TURN_BACK: (
        "Cơ quan tiếp nhận báo hồ sơ gửi bưu chính chưa đủ", "The agency found your papers incomplete",
    ),
    Move.SET_OUT: ("Bưu chính đang phát kết quả đến bạn", "The post is bringing your result"),
    Move.FAIL: ("Chưa phát được kết quả đến bạn", "Your result could not be delivered"),
    Move.GIVE_BACK: ("Kết quả đã chuyển lại cơ quan, mời bạn đến nhận", "Your result is back at the agency"),
    Move.LOSE: ("Bưu gửi của bạn bị thất lạc", "Your shipment was lost"),
}  # fmt: skip
"""Moves of which the owner is told."""
DAMAGES = (
    "Bưu chính chịu toàn bộ chi phí làm lại giấy tờ và bồi thường thiệt hại theo quy định.",
    "The post pays for new papers and for the damage.",
)


def tell(shipment: Shipment, kind: str, by: Actor, at: datetime, **more: object) -> None:
    """The event of a change, and the word to the person whom it concerns. Nothing personal in the event."""
    codes = list(shipment.enclosed.exclude(dossier_uuid=None).values_list("dossier_uuid", flat=True))
    told = events.record(
        shipment.chain, kind, at=at, actor=by,
        data={"code": shipment.code, "way": shipment.way, "state": str(shipment.state), "office": shipment.office_id,
              "agency": shipment.agency_id, "dossiers": codes, **more},
    )  # fmt: skip
    if kind in TOLD and shipment.person is not None:
        vietnamese = shipment.person.language != "en"
        title = TOLD[Move(kind)][0 if vietnamese else 1]
        body = [f"{title}.", shipment.words] if shipment.words else [f"{title}."]
        if kind == Move.LOSE:
            body.append(DAMAGES[0 if vietnamese else 1])
        notices.send(
            [
                notices.Notice(
                    key=f"event/{told.id}", person_id=shipment.person_id,
                    address=shipment.person.email, language=shipment.person.language,
                    subject=f"[{shipment.code}] {title}", body="\n".join(body),
                    link=f"/buu-chinh/tra-cuu?ma={shipment.code}", dossier_code="", at=at,
                )
            ]
        )  # fmt: skip
