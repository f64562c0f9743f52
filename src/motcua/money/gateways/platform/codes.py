"""What the platform's codes mean, for the program and for people."""

from motcua.money.fees import Words

SUCCESS = "00"
ACCEPTED = "0"
"""error_code of an answer that was understood."""
PAID, PENDING, FAILED = "1", "3", "4"
"""TrangThaiGD of an answer to QUERY."""

OK = Words("Giao dịch thành công", "Payment successful")
NOT_OK = Words("Giao dịch không thành công", "The payment did not succeed")
COMING = Words(
    "Hệ thống đang chờ kết quả từ Nền tảng thanh toán quốc gia", "We are waiting for the platform's result"
)
