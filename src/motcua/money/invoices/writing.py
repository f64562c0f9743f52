"""Invoice and receipt as XML text, in canonical form from the start (C14N 1.0): what is written is what is digested. Pure.

No name space, no white space between elements, attributes none but `Id`. Names and order: QĐ 1450/QĐ-TCT; the receipt's
after its style, until the official list is at hand.
"""

from motcua.foundation import amounts
from motcua.money.invoices import symbols
from motcua.money.invoices.content import Content, Invoice, Item, Line, Receipt, Related, Seller

VERSION = "2.1.0"
DATA = "data"
"""Id of the signed part."""
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})


def escape(text: str) -> str:
    """Text of an element in canonical form."""
    return text.translate(_TEXT)


def tag(name: str, *inside: str, id: str = "") -> str:
    """An element around markup that is canonical already."""
    attribute = f' Id="{id}"' if id else ""
    return f"<{name}{attribute}>{''.join(inside)}</{name}>"


def leaf(name: str, value: str | int) -> str:
    """An element that holds text."""
    return f"<{name}>{escape(str(value))}</{name}>"


def optional(name: str, value: str | int | None) -> str:
    """As `leaf`; nothing when there is nothing to say."""
    return "" if value is None or value == "" else leaf(name, value)


def data_of(found: Content) -> str:
    """The part that is signed: `DLHDon` or `DLBLai`, canonical."""
    return _receipt(found) if isinstance(found, Receipt) else _invoice(found)


def _invoice(found: Invoice) -> str:
    with_tax = found.form in symbols.WITH_TAX
    head = tag(
        "TTChung",
        leaf("PBan", VERSION),
        leaf("THDon", found.title),
        leaf("KHMSHDon", found.form),
        leaf("KHHDon", found.serial),
        leaf("SHDon", found.number),
        optional("MHSo", found.buyer.dossier_code),
        leaf("NLap", found.day.isoformat()),
        leaf("DVTTe", "VND"),
        leaf("TGia", 1),
        leaf("HTTToan", found.means),
        _related(found.related, "HD", "HDon"),
    )
    rates = tag(
        "THTTLTSuat",
        *(
            tag("LTSuat", leaf("TSuat", one.rate), leaf("ThTien", one.before), leaf("TThue", one.tax))
            for one in found.by_rate
        ),
    )
    sums = tag(
        "TToan",
        rates + leaf("TgTCThue", found.before_tax) + leaf("TgTThue", found.tax) if with_tax else "",
        leaf("TgTTTBSo", found.total),
        leaf("TgTTTBChu", amounts.in_words(found.total)),
    )
    body = tag(
        "NDHDon",
        tag("NBan", *_seller(found.seller)),
        tag(
            "NMua",
            leaf("Ten", found.buyer.name),
            optional("MST", found.buyer.tax_code),
            optional("DChi", found.buyer.address),
            optional("CCCDan", found.buyer.pin),
        ),
        tag("DSHHDVu", *(_line(line, n, with_tax=with_tax) for n, line in enumerate(found.lines, 1))),
        sums,
    )
    return tag("DLHDon", head, body, id=DATA)


def _line(line: Line, n: int, *, with_tax: bool) -> str:
    return tag(
        "HHDVu",
        leaf("TChat", line.kind.value),
        leaf("STT", n),
        optional("MHHDVu", line.code),
        leaf("THHDVu", line.name),
        optional("DVTinh", line.unit),
        *((leaf("SLuong", line.quantity), leaf("DGia", line.price)) if line.price is not None else ()),
        leaf("ThTien", line.amount),
        leaf("TSuat", line.rate) if with_tax else "",
    )


def _receipt(found: Receipt) -> str:
    head = tag(
        "TTChung",
        leaf("PBan", VERSION),
        leaf("TBLai", found.title),
        leaf("MSBLai", found.form),
        leaf("KHBLai", found.serial),
        leaf("SBLai", found.number),
        leaf("NLap", found.day.isoformat()),
        leaf("DVTTe", "VND"),
        leaf("HTTToan", found.means),
        _related(found.related, "BL", "BLai"),
    )
    buyer = found.buyer
    body = tag(
        "NDBLai",
        tag("CQThu", *_seller(found.seller), optional("MDVQHNSach", found.seller.budget_code)),
        tag(
            "NNop",
            leaf("Ten", buyer.name),
            optional("MST", buyer.tax_code),
            optional("CCCDan", "" if buyer.tax_code else buyer.pin),
            optional("DChi", buyer.address),
            optional("MHSo", buyer.dossier_code),
        ),
        tag("DSKThu", *(_item(item, n) for n, item in enumerate(found.items, 1))),
        tag("TToan", leaf("TgTTTBSo", found.total), leaf("TgTTTBChu", amounts.in_words(found.total))),
    )
    return tag("DLBLai", head, body, id=DATA)


def _item(item: Item, n: int) -> str:
    return tag(
        "KThu",
        leaf("STT", n),
        leaf("Loai", item.kind.value),
        leaf("MPLPhi", item.code),
        leaf("TLKThu", item.name),
        leaf("STien", item.amount),
    )


def _seller(seller: Seller) -> tuple[str, str, str]:
    return leaf("Ten", seller.name), leaf("MST", seller.tax_code), leaf("DChi", seller.address)


def _related(related: Related | None, short: str, document: str) -> str:
    """TTHDLQuan of an invoice; TTBLLQuan of a receipt, in the same way."""
    if related is None:
        return ""
    form = "KHMSHDCLQuan" if short == "HD" else "MSBLCLQuan"
    return tag(
        f"TT{short}LQuan",
        leaf(f"TC{document}", related.nature.value),
        leaf(f"L{short}CLQuan", 1),
        leaf(form, related.form),
        leaf(f"KH{short}CLQuan", related.serial),
        leaf(f"S{short}CLQuan", related.number),
        leaf(f"NL{short}CLQuan", related.day.isoformat()),
        optional("GChu", related.note),
    )
