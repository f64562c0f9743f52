"""What MoMo's result codes mean, for the program and for people."""

from motcua.money.fees import Words

SUCCESS = "0"
AUTHORISED = "9000"
"""Authorised: with payments in one step that is success."""
UNKNOWN_ORDER = "42"
FAILED = {
    "98",
    "99",
    "1001",
    "1002",
    "1003",
    "1004",
    "1005",
    "1006",
    "1007",
    "1017",
    "1026",
    "2019",
    "4001",
    "4002",
    "4100",
}
"""Final: this try will not succeed any more."""
OPEN = {"1000", "7000", "7002"}
"""Somebody is still at work on it; every code that is in no list settles nothing either."""
REFUNDED = {"0", "1081"}
"""The money has gone back, now or before."""
REPEATED = {"40", "41"}
"""MoMo has had this very request: its numbers are ours and never given twice."""

RESULTS = {
    "0": Words("Giao dịch thành công", "Payment successful"),
    "9000": Words("Giao dịch thành công", "Payment successful"),
    "1000": Words(
        "Giao dịch đang chờ bạn xác nhận trong ứng dụng MoMo", "The payment waits for you in the MoMo app"
    ),
    "7000": Words("MoMo đang xử lý giao dịch", "MoMo is working on the payment"),
    "7002": Words("Ngân hàng đang xử lý giao dịch", "The bank is working on the payment"),
    "1001": Words("Tài khoản không đủ số dư", "Not enough balance"),
    "1002": Words("Ngân hàng phát hành từ chối giao dịch", "The issuing bank refused the payment"),
    "1003": Words("Giao dịch đã bị hủy", "The payment was cancelled"),
    "1004": Words(
        "Vượt hạn mức thanh toán trong ngày hoặc trong tháng", "The daily or monthly limit is exceeded"
    ),
    "1005": Words("Đã hết thời hạn thanh toán", "The time to pay has expired"),
    "1006": Words("Bạn đã hủy giao dịch", "You cancelled the payment"),
    "1007": Words(
        "Tài khoản MoMo không tồn tại hoặc đã ngừng hoạt động", "The MoMo account is inactive or unknown"
    ),
    "1017": Words("Giao dịch đã bị đơn vị thu hủy", "The payment was cancelled by the city"),
    "4001": Words("Tài khoản MoMo đang bị hạn chế", "The MoMo account is restricted"),
    "4002": Words("Tài khoản MoMo chưa xác thực sinh trắc học", "The MoMo account lacks the biometric check"),
    "4100": Words("Bạn chưa đăng nhập được MoMo", "The sign-on at MoMo failed"),
}
OTHER = Words("Giao dịch không thành công", "The payment did not succeed")


def explain(code: str) -> Words:
    """The words for a result code."""
    return RESULTS.get(code, OTHER)
