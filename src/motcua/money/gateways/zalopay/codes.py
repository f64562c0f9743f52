"""What ZaloPay's return codes mean, for the program and for people."""

from motcua.money.fees import Words

SUCCESS = "1"
FAILED = "2"
PROCESSING = "3"

PAID = Words("Giao dịch thành công", "Payment successful")
WAITING = Words("ZaloPay đang xử lý giao dịch", "ZaloPay is working on the payment")
OTHER = Words("Giao dịch không thành công", "The payment did not succeed")


def explain(code: str) -> Words:
    """The words for a return code, or for the status in the address of a return."""
    return {SUCCESS: PAID, PROCESSING: WAITING}.get(code, OTHER)
