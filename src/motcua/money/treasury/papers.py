"""The payment slip on paper, in the form C1-02/NS."""

from pathlib import Path

from msgspec import Struct

from motcua.foundation import amounts
from motcua.foundation.worktime import VN
from motcua.money.treasury.models import Slip
from motcua.records.documents import render, templates


class PaperLine(Struct, frozen=True):
    """A line as printed."""

    document: str
    period: str
    content: str
    amount: int
    chapter: str
    item: str
    area: str


class SlipPaper(Struct, frozen=True, kw_only=True):
    """What stands on the slip. `qr`: number, tax code and sum for whoever takes it in."""

    number: str
    on: str
    form: str
    legal: str
    payer: str
    tax_code: str
    address: str
    from_account: str
    from_bank: str
    treasury: str
    account: str
    lines: tuple[PaperLine, ...]
    total: int
    words: str
    maker: str
    approver: str
    void: str
    qr: str


TEMPLATE = "payment_slip"
templates.register(TEMPLATE, Path(__file__).with_name("slip.typ"), SlipPaper)


def pdf(slip: Slip, *, from_account: str, from_bank: str) -> bytes:
    """The slip as PDF/A. One query."""
    paper = SlipPaper(
        number=slip.number,
        on=slip.made_at.astimezone(VN).date().isoformat(),
        form=slip.details["form"],
        legal=slip.details["legal"],
        payer=slip.payer,
        tax_code=slip.tax_code,
        address=slip.address,
        from_account=from_account,
        from_bank=from_bank,
        treasury=slip.details["treasury"]["vi"],
        account=slip.details["account"],
        lines=tuple(
            PaperLine(one.document, one.period, one.content, one.amount, one.chapter, one.item, one.area)
            for one in slip.lines.order_by("place")
        ),
        total=slip.total,
        words=amounts.in_words(slip.total),
        maker=slip.made_by,
        approver=slip.approved_by,
        void={"draft": "CHƯA DUYỆT", "cancelled": "ĐÃ HỦY"}.get(slip.state, ""),
        qr=f"C1-02/NS|{slip.number}|{slip.tax_code}|{slip.total}|{slip.through:%Y%m%d}",
    )
    return render(TEMPLATE, paper)
