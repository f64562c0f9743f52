"""Classes of lines, likely causes of differences, how costs are shared. Pure arithmetic and words."""

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.money.fees import Words
from motcua.money.ledger.rules import Part, balanced

KINDS = {
    "only_system": Words("Chỉ có ở hệ thống", "Only in our books"),
    "only_partner": Words("Chỉ có ở đối tác", "Only at the partner"),
    "amount": Words("Lệch số tiền", "Amount differs"),
    "unexplained": Words("Chưa rõ nội dung", "Not explained"),
}
"""Kinds of differences. The first three and what matched are together all lines of both sides."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause and what to do. `waits`: it usually ends by itself. `books`: the ledger may follow the partner."""

    words: Words
    advice: Words
    waits: bool = False
    books: bool = False


CAUSES = {
    "missing_notice": Cause(
        Words("Thiếu thông báo của cổng", "The gateway's notice never came"),
        Words("Hỏi lại cổng thanh toán; khi cổng trả lời, hồ sơ tự ghi đã nộp.",
              "Ask the gateway; its answer books the payment."),
        waits=True,
    ),
    "other_day": Cause(
        Words("Khác ngày ghi sổ", "Booked on another day"),
        Words("Giao dịch quanh nửa đêm: đã có ở ngày liền kề, không phải sửa.",
              "Around midnight: it stands on the day beside, nothing to mend."),
        waits=True,
    ),
    "late_settlement": Cause(
        Words("Đối tác ghi muộn", "The partner is late"),
        Words("Chuyển sang ngày sau; quá ba ngày thì yêu cầu đối tác tra soát.",
              "Carry it to the next day; after three days ask the partner to trace it."),
        waits=True, books=True,
    ),
    "double": Cause(
        Words("Đối tác ghi hai lần", "Twice at the partner"),
        Words("Người nộp trả hai lần hoặc đối tác ghi trùng: ghi tiền chờ xác minh rồi hoàn.",
              "Paid twice or noted twice: put it aside, then return it."),
        books=True,
    ),
    "unknown_reference": Cause(
        Words("Mã không có trong hệ thống", "A reference that we do not know"),
        Words("Xem có phải giao dịch của đơn vị khác; ghi tiền chờ xác minh khi tiền đã về.",
              "See whether it is another unit's; put the money aside when it has come."),
        books=True,
    ),
    "refund_unconfirmed": Cause(
        Words("Đã hoàn, hệ thống chưa ghi", "Refunded, not yet booked"),
        Words("Ghi kết quả hoàn tiền ở trang Hoàn tiền.", "Note the result on the page of refunds."), waits=True,
    ),
    "refund_unknown": Cause(
        Words("Hoàn tiền không có yêu cầu", "A refund that nobody asked for"),
        Words("Yêu cầu đối tác giải trình.", "Ask the partner to explain it."), books=True,
    ),
    "refund_pending": Cause(
        Words("Đối tác chưa hoàn", "Not yet refunded by the partner"),
        Words("Chuyển sang ngày sau.", "Carry it to the next day."), waits=True,
    ),
    "fee_kept": Cause(
        Words("Đối tác trừ phí vào số tiền", "The partner kept its fee"),
        Words("Ghi phần trừ là phí dịch vụ của cổng.", "Book what was kept as the gateway's charge."), books=True,
    ),
    "amount": Cause(
        Words("Sai số tiền", "Another amount"),
        Words("Đối chiếu chứng từ hai bên.", "Compare the vouchers of both sides."), books=True,
    ),
    "not_in_statement": Cause(
        Words("Có báo biến động, không có trong sao kê", "Told by a message, not in the statement"),
        Words("Nạp sao kê mới nhất; vẫn thiếu thì hỏi ngân hàng.",
              "Bring the newest statement; ask the bank if it is still missing."),
        waits=True,
    ),
    "open_line": Cause(
        Words("Tiền về chưa biết của ai", "Money that came, nobody knows whose"),
        Words("Gán cho hồ sơ hoặc trả lại ở trang Tiền về chưa rõ.",
              "Assign it to a dossier or give it back on the page of open lines."),
        waits=True,
    ),
    "unexplained_out": Cause(
        Words("Tiền đi không có chứng từ", "Money that went out without a voucher"),
        Words("Ghép với giấy nộp tiền hoặc lệnh hoàn.", "Match it with a payment slip or a refund."),
    ),
    "no_receipt": Cause(
        Words("Đã thu, chưa có biên lai", "Paid, no receipt"),
        Words("Phát hành lại biên lai.", "Issue the receipt."),
    ),
    "no_payment": Cause(
        Words("Có biên lai, chưa có tiền", "A receipt without a payment"),
        Words("Tìm khoản nộp; không có thì hủy biên lai với lý do.",
              "Find the payment; if there is none, cancel the receipt with the reason."),
    ),
    "no_invoice": Cause(
        Words("Đã thu giá dịch vụ, chưa có hóa đơn", "A price was paid, no invoice"),
        Words("Lập lại hóa đơn ở trang Hóa đơn, biên lai.", "Make the invoice on the page Invoices, receipts."),
    ),
    "receipt_differs": Cause(
        Words("Biên lai khác số đã thu", "The receipt says another amount"),
        Words("Thay thế biên lai.", "Replace the receipt."),
    ),
    "unknown": Cause(Words("Chưa rõ", "Unknown"), Words("Đối chiếu chứng từ.", "Compare the vouchers.")),
}  # fmt: skip


def shared(cost: int, shares: Mapping[int, int]) -> dict[int, int]:
    """`cost` đồng over agencies in the measure of their `shares`, to the last đồng (largest remainder; ties to the first)."""
    positive = {key: max(share, 0) for key, share in shares.items()}
    total = sum(positive.values())
    if total == 0:
        first = min(shares, default=0)
        return {first: cost} if cost else {}
    whole = {key: cost * share // total for key, share in positive.items()}
    left = cost - sum(whole.values())
    order = sorted(positive, key=lambda key: (-(cost * positive[key] % total), key))
    for key in order[:left]:
        whole[key] += 1
    return whole


def settlement(shares: Mapping[int, int], cost: int, means: str) -> tuple[Part, ...]:
    """A gateway's transfer for a day, which the bank had told as nobody's: out of suspense, to each agency its own.

    `shares`: đồng of payments less refunds by agency. Every agency's lines add up to zero.
    """
    gross, costs = sum(shares.values()), shared(cost, shares)
    parts = [Part("suspense", 0, gross - cost, "bank"), Part("bank", 0, cost - gross)]
    for agency, share in sorted(shares.items()):
        own = costs.get(agency, 0)
        parts += [
            Part("bank", agency, share - own),
            Part("clearing", agency, -share, means),
            Part("gateway_cost", agency, own, means),
        ]
    return balanced(tuple(part for part in parts if part.amount))


def corrected(delta: int, agency_id: int, account: str, detail: str, *, fee: bool) -> tuple[Part, ...]:
    """The ledger follows the partner: `delta` đồng more (or less) stand there than we had booked.

    More is money awaiting a decision; less is a shortage, or the gateway's charge when it kept its fee.
    """
    against = "suspense" if delta > 0 else "gateway_cost" if fee else "shortage"
    return balanced(
        (Part(account, agency_id, delta, detail), Part(against, agency_id, -delta, detail or account))
    )
