"""The slip of a pack and the record of handing over, as the parties sign them."""

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from msgspec import Struct

from motcua.exchange.post.handing import line_of
from motcua.exchange.post.models import Record, Shipment
from motcua.exchange.post.rules import Way
from motcua.foundation.worktime import VN
from motcua.records import documents
from motcua.records.documents import templates
from motcua.records.documents.forms import Letterhead

HERE = Path(__file__).parent / "templates"
FEE_WORDS = {
    "none": "Không phải nộp",
    "agency": "Đã nộp vào tài khoản cơ quan",
    "post": "Bưu chính thu hộ, chuyển cơ quan",
    "other": "Nộp bằng cách khác",
}


class SlipPaper(Struct, frozen=True, kw_only=True):
    name: str
    originals: int
    copies: int


class SlipDossier(Struct, frozen=True, kw_only=True):
    procedure: str
    owner: str
    papers: list[SlipPaper]


class PostSlip(Struct, frozen=True, kw_only=True):
    """Phiếu gửi hồ sơ (QĐ 45/2016): sender, agency, procedures, list of documents."""

    template: ClassVar[str] = "post_slip"
    head: Letterhead
    code: str
    sender: str
    address: str
    phone: str
    agency: str
    dossiers: list[SlipDossier]
    fee: str
    postage: int
    seal: str
    result_by_post: bool
    taken_at: datetime
    postman: str

    @property
    def qr(self) -> str:
        return self.code


class RecordLine(Struct, frozen=True, kw_only=True):
    code: str
    name: str
    dossiers: list[str]
    papers: int
    originals: int
    complete: bool


class PostRecord(Struct, frozen=True, kw_only=True):
    """Biên bản giao nhận hồ sơ, or the slip by which results are handed to the post."""

    template: ClassVar[str] = "post_record"
    head: Letterhead
    title: str
    number: str
    giver: str
    taker: str
    made_at: datetime
    made_name: str
    lines: list[RecordLine]
    signed_at: datetime | None = None
    signed_name: str = ""
    words: str = ""
    legal: bool = False


def register() -> None:
    for shape in (PostSlip, PostRecord):
        templates.register(shape.template, HERE / f"{shape.template}.typ", shape)


def slip(shipment: Shipment) -> bytes:
    """The slip of a pack as PDF. Needs office, agency and `enclosed` loaded."""
    assert shipment.office is not None
    fee = FEE_WORDS[shipment.fee_path]
    if shipment.fee_amount:
        fee = f"{fee}: {shipment.fee_amount:,} đồng".replace(",", ".")
    if shipment.fee_proof:
        fee = f"{fee} (chứng từ {shipment.fee_proof})"
    return documents.render_form(
        PostSlip(
            head=_head(shipment.office.name_vi, shipment.made_at),
            code=shipment.code, sender=shipment.name, address=shipment.address, phone=shipment.phone,
            agency=shipment.agency.name_vi, fee=fee, postage=shipment.postage, seal=shipment.seal,
            result_by_post=shipment.result_by_post, taken_at=shipment.moved_at.astimezone(VN),
            postman=shipment.made_name,
            dossiers=[
                SlipDossier(
                    procedure=f"{one.procedure_name} ({one.procedure_code})", owner=one.owner_name,
                    papers=[SlipPaper(**paper) for paper in one.papers],
                )
                for one in shipment.enclosed.all()
            ],
        )
    )  # fmt: skip


def record(found: Record, shipments: list[Shipment]) -> bytes:
    """The record as PDF: as signed, or as it stands now while nobody has signed."""
    sends = found.way == Way.SEND
    giver, taker = (found.office, found.agency) if sends else (found.agency, found.office)
    rows = found.rows or [line_of(one) for one in shipments]
    return documents.render_form(
        PostRecord(
            head=_head(giver.name_vi, found.made_at),
            title="Biên bản giao nhận hồ sơ" if sends else "Phiếu giao nhận kết quả",
            number=found.number, giver=giver.name_vi, taker=taker.name_vi, made_at=found.made_at.astimezone(VN),
            made_name=found.made_name, signed_name=found.signed_name, words=found.words, legal=sends,
            signed_at=found.signed_at.astimezone(VN) if found.signed_at else None,
            lines=[
                RecordLine(
                    code=row["code"], name=row["name"], originals=row["originals"], complete=row["complete"],
                    papers=sum(one["papers"] for one in row["dossiers"]),
                    dossiers=[f"{one['code']} {one['procedure']}".strip() for one in row["dossiers"]],
                )
                for row in rows
            ],
        )
    )  # fmt: skip


def _head(agency: str, at: datetime) -> Letterhead:
    return Letterhead(agency=agency, on=at.astimezone(VN).date())
