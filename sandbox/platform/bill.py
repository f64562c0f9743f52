"""The platform's receipt as a small PDF, written by hand: one page of Helvetica, so without diacritics."""

import unicodedata

from sandbox.gateway import Payment


def pdf(payment: Payment) -> bytes:
    """A receipt for a payment."""
    given = payment.asked.get("ThongTinBienLai", {})
    lines = [
        "BIEN LAI THU TIEN PHI, LE PHI (ban thu nghiem)",
        f"Don vi: {given.get('TenDonVi', '')}",
        f"Nguoi nop: {given.get('HoTenNguoiNop', '')}",
        f"Ma ho so: {given.get('MaHoSo', '')}",
        *(f"{one['TenPhiLePhi']}: {one['SoTien']} VND" for one in given.get("PhiLePhi", [])),
        f"Tong so: {payment.amount} VND",
        f"Ma giao dich: {payment.number}",
    ]
    shown = "".join(f"({_plain(line)}) Tj 0 -22 Td\n" for line in lines)
    stream = f"BT /F1 12 Tf 56 780 Td\n{shown}ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        table, len(out),
    )  # fmt: skip


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFD", str(text).replace("đ", "d").replace("Đ", "D"))
    kept = "".join(c for c in bare if c.isascii() and c.isprintable())
    return kept.replace("\\", "").replace("(", "[").replace(")", "]")[:90]
