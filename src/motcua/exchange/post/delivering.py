"""Results on their way home: who has to bring them, each try, the proof, back to the agency after the last one."""

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.city.authority import PowerSet
from motcua.exchange.post import rules
from motcua.exchange.post.errors import Refused
from motcua.exchange.post.models import Attempt, Enclosed, Shipment
from motcua.exchange.post.packing import Letters, chance, held, move, moved, tell
from motcua.exchange.post.rules import Move, State, Way
from motcua.foundation.actor import Actor

REASONS = {
    "nobody": ("Không có người nhận", "Nobody was there"),
    "moved": ("Người nhận đã chuyển chỗ ở", "The receiver has moved"),
    "address": ("Địa chỉ không đúng", "The address is wrong"),
    "declined": ("Người nhận từ chối", "The receiver declined"),
    "later": ("Người nhận hẹn ngày khác", "The receiver asked for another day"),
}
PROOFS = {
    "signature": ("Ký nhận", "Signature"),
    "photo": ("Ảnh chụp khi giao", "Photo"),
    "name": ("Ghi tên, số giấy tờ", "Name and paper number"),
}
RELATIONS = {
    "owner": ("Chủ hồ sơ", "The owner"),
    "family": ("Người trong gia đình", "Family"),
    "proxy": ("Người được ủy quyền", "Authorised person"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """A result that its owner wants by post."""

    dossier_uuid: uuids.UUID
    dossier_code: str
    procedure_code: str
    procedure_name: str
    agency_id: int
    person_id: int | None
    name: str
    phone: str
    address: str
    round: int = 0
    originals: tuple[str, ...] = ()


def expect(result: Result, *, by: Actor, at: datetime, letters: Letters = chance) -> Shipment:
    """Note a result that waits for the post; the same one again is the one that is there."""
    known = Enclosed.objects.filter(dossier_uuid=result.dossier_uuid, round=result.round)
    there = known.select_related("shipment").first()
    if there is not None:
        return there.shipment
    try:
        with transaction.atomic():
            made = Shipment.objects.create(
                code=rules.code_of(letters()), way=Way.RETURN, state=State.REQUESTED, agency_id=result.agency_id,
                person_id=result.person_id, name=result.name, phone=result.phone, address=result.address,
                at_home=True, made_at=at, made_name=by.name, moved_at=at,
            )  # fmt: skip
            Enclosed.objects.create(
                shipment=made, procedure_code=result.procedure_code, procedure_name=result.procedure_name,
                owner_name=result.name, dossier_uuid=result.dossier_uuid, dossier_code=result.dossier_code,
                round=result.round,
                papers=[{"name": one, "originals": 1, "copies": 0} for one in result.originals],
            )  # fmt: skip
            tell(made, "post-requested", by, at)
    except IntegrityError:
        return known.select_related("shipment").get().shipment
    return made


@transaction.atomic
def no_longer(dossier_uuid: uuids.UUID, words: str, *, by: Actor, at: datetime) -> None:
    """The result was fetched at the counter, or is being made anew: nothing is left for the post to fetch."""
    rows = Shipment.objects.select_for_update(of=("self",)).filter(
        enclosed__dossier_uuid=dossier_uuid, way=Way.RETURN, state=State.REQUESTED, record=None
    )
    for row in rows.order_by("id"):
        moved(row, Move.CANCEL, words, by, at)


@transaction.atomic
def set_out(uuid: uuids.UUID, powers: PowerSet, *, by: Actor, at: datetime) -> Shipment:
    """A postman goes out with it. Raises: NotYours, WrongState (also after the last try)."""
    return moved(held(uuid, powers), Move.SET_OUT, "", by, at)


@transaction.atomic
def deliver(
    uuid: uuids.UUID, receiver: str, relation: str, proof: str, powers: PowerSet, *, by: Actor, at: datetime,
    file_id: int | None = None, words: str = "",
) -> Shipment:  # fmt: skip
    """The result is in the hands of its owner or somebody who may take it. Raises: NotYours, WrongState, Refused."""
    shipment = held(uuid, powers)
    if not receiver.strip():
        raise Refused("Ghi họ tên người nhận.", "Who took it?", "receiver")
    if relation not in RELATIONS:
        raise Refused("Người nhận là ai với chủ hồ sơ?", "Who is that to the owner?", "relation")
    if proof not in PROOFS:
        raise Refused("Chọn bằng chứng đã giao.", "Choose a proof.", "proof")
    if proof == "photo" and file_id is None:
        raise Refused("Đính kèm ảnh chụp khi giao.", "Attach the photo.", "photo")
    if proof == "name" and not words.strip():
        raise Refused("Ghi số giấy tờ của người nhận.", "Note the number of the receiver's paper.", "words")
    move(shipment, Move.DELIVER, at)
    shipment.attempts += 1
    shipment.words = ""
    shipment.save(update_fields=["state", "moved_at", "attempts", "words"])
    Attempt.objects.create(
        shipment=shipment, number=shipment.attempts, delivered=True, receiver=receiver.strip(), relation=relation,
        proof=proof, file_id=file_id, words=words.strip(), by_name=by.name, at=at,
    )  # fmt: skip
    tell(shipment, Move.DELIVER, by, at, receiver=receiver.strip(), relation=relation, proof=proof)
    return shipment


@transaction.atomic
def fail(uuid: uuids.UUID, reason: str, words: str, powers: PowerSet, *, by: Actor, at: datetime) -> Shipment:
    """Tried in vain. Raises: NotYours, WrongState, Refused."""
    shipment = held(uuid, powers)
    if reason not in REASONS:
        raise Refused("Vì sao chưa phát được?", "Why was it not delivered?", "reason")
    move(shipment, Move.FAIL, at)
    shipment.attempts += 1
    shipment.words = f"Lần {shipment.attempts}: {REASONS[reason][0]}. {words.strip()}".strip()[:500]
    shipment.save(update_fields=["state", "moved_at", "attempts", "words"])
    Attempt.objects.create(
        shipment=shipment, number=shipment.attempts, delivered=False, reason=reason, words=words.strip(),
        by_name=by.name, at=at,
    )  # fmt: skip
    tell(shipment, Move.FAIL, by, at, reason=reason, number=shipment.attempts)
    return shipment


@transaction.atomic
def give_back(uuid: uuids.UUID, words: str, powers: PowerSet, *, by: Actor, at: datetime) -> Shipment:
    """The result goes back to the agency, where its owner fetches it. Raises: NotYours, WrongState."""
    return moved(held(uuid, powers), Move.GIVE_BACK, words, by, at)
