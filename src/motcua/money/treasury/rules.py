"""Payment slips: what a line pays, what is wrong with a slip, and what its payment books. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from motcua.money.invoices.tax_codes import is_tax_code
from motcua.money.ledger.rules import Part, balanced
from motcua.money.treasury import codes

type Sort = Literal["le_phi", "phi"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A line to be, in đồng: what was collected, what the unit keeps, what is paid; `item` is empty where none is known."""

    code: str
    document: str
    period: str
    content: str
    collected: int
    retained: int
    item: str

    @property
    def amount(self) -> int:
        return self.collected - self.retained


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against a slip, at its field. `warning`: it may be approved all the same."""

    field: str
    vi: str
    en: str
    warning: bool = False


def lines(
    sort: Sort, collected: Mapping[str, int], begin: date, through: date, document: str
) -> tuple[tuple[Draft, ...], dict[str, int]]:
    """The lines of a slip and what is left for the next one: fees of which more went back than came."""
    period = f"{begin:%d/%m/%Y} - {through:%d/%m/%Y}"
    what = "Lệ phí" if sort == "le_phi" else "Phí"
    drafts = []
    for code, amount in sorted(collected.items()):
        kept = retained(amount, codes.kept_percent(code, through)) if sort == "phi" else 0
        if amount - kept > 0:
            drafts.append(
                Draft(
                    code,
                    document,
                    period,
                    codes.words_of(code) or f"{what} {code}",
                    amount,
                    kept,
                    codes.item_of(code),
                )
            )
    paid = {one.code for one in drafts}
    return tuple(drafts), {code: amount for code, amount in collected.items() if amount and code not in paid}


def retained(amount: int, percent: int) -> int:
    """What the unit keeps, half up to the đồng; nothing of what is not there."""
    return int((Decimal(max(amount, 0)) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def problems(*, payer: str, tax_code: str, total: int, drafts: Sequence[Draft]) -> list[Problem]:
    """All that is wrong with a slip (payments.md of the form C1-02/NS: payer, tax code, document, lines, sums)."""
    found = []
    if not payer.strip():
        found.append(Problem("payer", "Thiếu tên người nộp.", "The payer's name is missing."))
    if not tax_code.strip():
        found.append(Problem("tax_code", "Thiếu mã số thuế.", "The tax code is missing."))
    elif not is_tax_code(tax_code.strip()):
        found.append(
            Problem("tax_code", "Mã số thuế sai số kiểm tra.", "The tax code's check digit is wrong.")
        )
    if not drafts:
        found.append(Problem("lines", "Không có khoản nào để nộp.", "There is nothing to pay."))
    for place, one in enumerate(drafts, start=1):
        if not one.document.strip():
            found.append(
                Problem("document", f"Dòng {place}: thiếu số chứng từ.", f"Line {place}: no document number.")
            )
        if one.amount <= 0:
            found.append(
                Problem("lines", f"Dòng {place}: số tiền phải lớn hơn 0.", f"Line {place}: no amount.")
            )
        if not one.content.strip():
            found.append(Problem("lines", f"Dòng {place}: thiếu nội dung.", f"Line {place}: no content."))
        if not one.item:
            found.append(
                Problem(
                    "lines", f"Dòng {place} ({one.code}): chưa có mã NDKT.",
                    f"Line {place} ({one.code}): no sub-item is known.", warning=True,
                )
            )  # fmt: skip
    if drafts and total != sum(one.amount for one in drafts):
        found.append(Problem("total", "Tổng khác tổng các dòng.", "The total is not the sum of the lines."))
    return found


def remitted(sort: Sort, paid: Mapping[str, tuple[int, int]], agency_id: int) -> tuple[Part, ...]:
    """The slip is paid: `paid` by fee: what was collected and what the unit keeps of it, in đồng."""
    parts = [Part(sort, agency_id, collected, code) for code, (collected, _) in sorted(paid.items())]
    kept = [
        Part("phi_retained", agency_id, -keeps, code) for code, (_, keeps) in sorted(paid.items()) if keeps
    ]
    total = sum(collected - keeps for collected, keeps in paid.values())
    return balanced((*parts, *kept, Part("bank", agency_id, -total)))


def support_settled(lines: Sequence[tuple[str, str, int]], agency_id: int) -> tuple[Part, ...]:
    """The city has paid what it owed in payers' place: what it owes and what the fees owe fall away together."""
    parts = [Part(account, agency_id, amount, code) for account, code, amount in lines]
    return balanced((*parts, Part("city_support", agency_id, -sum(one.amount for one in parts))))


def support_came(lines: Sequence[tuple[str, str, int]], agency_id: int) -> tuple[Part, ...]:
    """The city's payment came to the account, which the bank had told as nobody's: now it is collected fees of the agency."""
    parts = [Part(account, agency_id, -amount, code) for account, code, amount in lines]
    total = -sum(one.amount for one in parts)
    aside = (Part("suspense", 0, total, "bank"), Part("bank", 0, -total))
    return balanced((*aside, Part("bank", agency_id, total), *parts))
