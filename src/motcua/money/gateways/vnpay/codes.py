"""What VNPay's two-digit codes mean, for the program and for people."""

from motcua.money.fees import Words

SUCCESS = "00"
SUSPECTED_FRAUD = "07"
NOT_FOUND = "91"
NOT_COMPLETED = "01"
FAILED_STATUSES = {"02", "04"}  # an error at the gateway; debited at the bank but reversed
REFUND_STATUSES = {"05", "06", "09"}  # a refund is on its way, sent to the bank, or refused by it

RESPONSES = {
    "00": Words("Giao dịch thành công", "Payment successful"),
    "07": Words(
        "Đã trừ tiền, giao dịch đang được kiểm tra do có dấu hiệu bất thường",
        "Money was taken; the payment is being reviewed",
    ),
    "09": Words(
        "Thẻ hoặc tài khoản chưa đăng ký Internet Banking",
        "Card or account is not registered for internet banking",
    ),
    "10": Words(
        "Xác thực thông tin thẻ hoặc tài khoản sai quá 3 lần",
        "Card or account data were wrong more than three times",
    ),
    "11": Words("Đã hết thời hạn chờ thanh toán", "The time to pay has expired"),
    "12": Words("Thẻ hoặc tài khoản bị khóa", "Card or account is locked"),
    "13": Words("Sai mật khẩu xác thực giao dịch (OTP)", "Wrong one-time password"),
    "24": Words("Bạn đã hủy giao dịch", "You cancelled the payment"),
    "51": Words("Tài khoản không đủ số dư", "Not enough balance"),
    "65": Words("Tài khoản đã vượt hạn mức giao dịch trong ngày", "The daily limit is exceeded"),
    "75": Words("Ngân hàng đang bảo trì", "The bank is under maintenance"),
    "79": Words("Nhập sai mật khẩu thanh toán quá số lần quy định", "Payment password wrong too often"),
    "99": Words("Giao dịch không thành công", "The payment did not succeed"),
}


def explain(response_code: str) -> Words:
    """The words for a response code; an unknown code is explained as code 99."""
    return RESPONSES.get(response_code, RESPONSES["99"])
