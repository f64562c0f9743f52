"""Symbols of invoices and receipts: `1C26TAA`, `01BLP0-001` with `AA-26E`. Pure.

A symbol says form, whether the tax authority puts its code on, the year and what the unit chose; numbers begin with 1
for each symbol, and so in each year. Source: QĐ 1450/QĐ-TCT; NĐ 123/2020 Điều 30 to 38.
"""

import re
from datetime import date

INVOICE_SERIAL = re.compile(r"(?P<coded>[CK])(?P<year>[0-9]{2})(?P<kind>[TDLMNBGHX])(?P<letters>[A-Z]{2})")
RECEIPT_FORM = re.compile(r"0[12]BLP[0-9]-[0-9]{3}")
RECEIPT_SERIAL = re.compile(r"(?P<letters>[A-Z]{2})[-/](?P<year>[0-9]{2})[EP]")
LETTERS = re.compile(r"[A-Z]{2}")
LAST_INVOICE = 99_999_999
LAST_RECEIPT = 9_999_999
TITLES = {
    "1": "Hóa đơn giá trị gia tăng",
    "2": "Hóa đơn bán hàng",
    "3": "Hóa đơn bán tài sản công",
    "4": "Hóa đơn bán hàng dự trữ quốc gia",
    "5": "Tem, vé, thẻ điện tử",
    "6": "Phiếu xuất kho",
    "7": "Hóa đơn thương mại điện tử",
    "8": "Hóa đơn giá trị gia tăng tích hợp biên lai thu phí, lệ phí",
    "9": "Hóa đơn bán hàng tích hợp biên lai thu phí, lệ phí",
}
RECEIPT_TITLE = "Biên lai thu tiền phí, lệ phí"
WITH_TAX = frozenset("18")
"""Forms that state VAT by rate; the others leave rates and sums before tax out."""


def invoice_serial(*, coded: bool, day: date, kind: str = "T", letters: str = "YY") -> str:
    """KHHDon of the year of `day`. Raises: ValueError when it is none."""
    serial = f"{'C' if coded else 'K'}{day:%y}{kind}{letters}"
    if not INVOICE_SERIAL.fullmatch(serial):
        raise ValueError(serial)
    return serial


def receipt_serial(letters: str, day: date) -> str:
    """The serial of an electronic receipt of the year of `day`. Raises: ValueError."""
    serial = f"{letters}-{day:%y}E"
    if not RECEIPT_SERIAL.fullmatch(serial):
        raise ValueError(serial)
    return serial


def is_coded(serial: str) -> bool:
    """Whether the tax authority puts its code on invoices of this serial."""
    return serial.startswith("C") and INVOICE_SERIAL.fullmatch(serial) is not None


def fault_of(form: str, serial: str, number: int, day: date, *, receipt: bool) -> str:
    """What is wrong with form, serial, number and day together, as a short code; empty when nothing is."""
    found = (RECEIPT_SERIAL if receipt else INVOICE_SERIAL).fullmatch(serial)
    known = RECEIPT_FORM.fullmatch(form) is not None if receipt else form in TITLES
    if not known:
        return "form"
    if found is None:
        return "serial"
    if found["year"] != f"{day:%y}":
        return "year"
    if not 1 <= number <= (LAST_RECEIPT if receipt else LAST_INVOICE):
        return "number"
    return ""


def printed(form: str, serial: str, *, receipt: bool) -> str:
    """Form and serial as people write them: `1C26TAA`, `01BLP0-001 AA-26E`."""
    return f"{form} {serial}" if receipt else f"{form}{serial}"
