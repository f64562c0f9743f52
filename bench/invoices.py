"""How many receipts are checked, written and signed a second, without a database: `python -m bench.invoices [seconds]`.

Beside it the signature alone (RSA-2048), which bounds it.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

from motcua.money.invoices import content, signature, writing
from motcua.money.invoices.content import Buyer, FeeKind, Item, Receipt, Seller

DAY, AT = date(2026, 11, 21), datetime.fromisoformat("2026-11-21T09:35:00")
SELLER = Seller("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", "0100000003", "Số 1 phố Mẫu, thành phố Hà Nội")


class Key:
    """A taxpayer's key with a certificate of its own."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.USER_ID, "MST:0100000003")])
        made = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self._key.public_key())
            .serial_number(1).not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC)).sign(self._key, hashes.SHA256())
        )  # fmt: skip
        self.certificate = made.public_bytes(serialization.Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def rate(work: Callable[[int], object], seconds: float) -> float:
    """Runs a second."""
    begin, done = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds:
        work(done)
        done += 1
    return done / (time.perf_counter() - begin)


def main() -> None:
    seconds, key = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0, Key()

    def receipt(n: int) -> Receipt:
        items = (Item(FeeKind.LE_PHI, "le_phi.ho_tich", "Lệ phí hộ tịch", 50_000 + n),)
        return Receipt(
            "01BLP0-001", "AB-26E", n + 1, DAY, SELLER, Buyer("Nguyễn Thị Thử"), items, "Chuyển khoản"
        )

    def whole(n: int) -> bytes:
        made = receipt(n)
        content.check(made)
        return signature.signed_file("BLai", writing.data_of(made), key, AT)

    file = whole(0)
    print(f"checked, written, signed   {rate(whole, seconds):8.0f} a second ({len(file):,} bytes each)")
    print(f"written alone              {rate(lambda n: writing.data_of(receipt(n)), seconds):8.0f} a second")
    print(f"signature alone            {rate(lambda n: key.sign(b'x' * 600), seconds):8.0f} a second")
    print(
        f"a brought file checked     {rate(lambda n: signature.check_file(file, lambda _: True), seconds):8.0f} a second"
    )


if __name__ == "__main__":
    main()
