"""What a payer sees: the pay page with its possible ends, and why an address was refused."""

from sandbox.vnpay.state import Payment, State
from sandbox.web import Response, esc, page

# code of the notice, status of the transaction, words
OUTCOMES = {
    "00": ("00", "Thanh toán thành công", "Pay successfully"),
    "24": ("02", "Huỷ giao dịch", "Cancel"),
    "51": ("02", "Tài khoản không đủ số dư", "Not enough balance"),
    "13": ("02", "Nhập sai OTP", "Wrong one-time password"),
    "65": ("02", "Vượt hạn mức trong ngày", "Daily limit exceeded"),
    "75": ("02", "Ngân hàng đang bảo trì", "Bank under maintenance"),
    "07": ("07", "Đã trừ tiền, nghi ngờ gian lận", "Money taken, suspected of fraud"),
}
REFUSALS = {
    "signature": ("Sai chữ ký", "The signature of the payment request is wrong"),
    "merchant": ("Điểm thu không tồn tại", "The merchant is not known"),
    "format": ("Yêu cầu thanh toán không hợp lệ", "The payment request is not well formed"),
    "expired": ("Giao dịch đã quá thời gian chờ thanh toán", "The time to pay has expired"),
    "repeated": ("Giao dịch đã được xử lý", "This transaction has been dealt with already"),
}


def dong(amount_x100: int) -> str:
    """500000 (đồng times 100) as `5.000 ₫`."""
    return f"{amount_x100 // 100:,}".replace(",", ".") + " ₫"


def pay(payment: Payment, base: str) -> Response:
    """The pay page: what is paid, to whom, and one button for each way in which it can end."""
    asked = payment.asked
    buttons = "".join(
        f'<li><button name="outcome" value="{code}"{" autofocus" if code == "00" else ""}>'
        f'<strong>{esc(vi)}</strong><span class="hint" lang="en">{esc(en)}</span></button></li>'
        for code, (_, vi, en) in OUTCOMES.items()
    )
    rows = "".join(
        f'<tr><th scope="row">{name}</th><td>{value}</td></tr>'
        for name, value in (
            ("Đơn vị", esc(asked["vnp_TmnCode"])),
            ("Nội dung", esc(asked["vnp_OrderInfo"])),
            ("Mã giao dịch", esc(asked["vnp_TxnRef"])),
            ("Số tiền", f"<strong>{dong(payment.amount)}</strong>"),
        )
    )
    return page(
        "Cổng thanh toán VNPAY",
        "<h1>Cổng thanh toán VNPAY</h1>"
        f"<table><tbody>{rows}</tbody></table>"
        '<p class="hint">Chọn kết quả của giao dịch. '
        '<span lang="en">Choose how the payment ends.</span></p>'
        f'<form method="post" action="{esc(base)}/paymentv2/confirm">'
        f'<input type="hidden" name="token" value="{esc(payment.token)}">'
        f'<ul class="people">{buttons}</ul></form>',
    )


def refused(reason: str) -> Response:
    """An address that the gateway does not accept."""
    vi, en = REFUSALS[reason]
    body = f'<h1>Không thể thanh toán</h1><p class="alert">{esc(vi)}<br><span lang="en">{esc(en)}</span></p>'
    return page("Không thể thanh toán", body, 400)


def about(state: State) -> Response:
    """What the gateway has seen, for the curious."""
    with state.lock:
        payments = list(state.payments.values())[-50:]
    rows = "".join(
        f"<tr><td>{esc(p.asked['vnp_TxnRef'])}</td><td>{dong(p.amount)}</td><td>{esc(p.code or '…')}</td>"
        f"<td>{esc(', '.join(n.answer for n in state.sent if n.txn_ref == p.asked['vnp_TxnRef']))}</td></tr>"
        for p in reversed(payments)
    )
    return page(
        "Cổng thanh toán VNPAY",
        f"<h1>Cổng thanh toán VNPAY</h1><p>IPN: {esc(state.merchant.ipn_url)}</p>"
        "<table><thead><tr><th>Mã giao dịch</th><th>Số tiền</th><th>Kết quả</th><th>Trả lời IPN</th></tr>"
        f"</thead><tbody>{rows}</tbody></table>",
    )
