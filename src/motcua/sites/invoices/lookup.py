"""The public look-up: by code, by symbol with number and amount, or by the file. Says validity and who issued, not for what."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from motcua.foundation import clock
from motcua.money.invoices import looking_up
from motcua.money.invoices.models import Document
from motcua.money.invoices.signature import MOST_BYTES
from motcua.money.invoices.symbols import is_coded
from motcua.sites.invoices.frame import KINDS, NATURES
from motcua.sites.portal.frame import show
from motcua.sites.shell.language import both

LOOKUPS_A_MINUTE = 20
WINDOW_S = 60
FAULTS = {
    "unreadable": ("Không đọc được tệp: đây không phải tệp XML của hóa đơn, biên lai.",
                   "The file cannot be read: it is no XML of an invoice or receipt."),
    "structure": ("Tệp không có cấu trúc của hóa đơn, biên lai điện tử.", "It is not built as an invoice or receipt."),
    "algorithm": ("Chữ ký dùng thuật toán không được chấp nhận.", "The signature's algorithm is not accepted."),
    "digest": ("Nội dung đã bị sửa sau khi ký.", "The content was changed after signing."),
    "signature": ("Chữ ký không đúng.", "The signature is wrong."),
    "certificate": ("Chứng thư số không do tổ chức được tin cậy cấp.", "Nobody whom we trust issued the certificate."),
    "authority": ("Mã hoặc chữ ký số của cơ quan thuế trong tệp không đúng.",
                  "The tax authority's code or signature in the file is not right."),
    "seller": ("Người ký không phải người bán, cơ quan thu ghi trong tệp.", "The signer is not the seller in the file."),
}  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """The form and the answer. One query to look up. 422 with messages, 404 unknown, 429 too fast."""
    typed = {name: request.GET.get(name, "").strip()[:40] for name in ("ma", "ky-hieu", "so", "so-tien")}
    context: dict[str, Any] = {
        "typed": {name.replace("-", "_"): value for name, value in typed.items()},
        "crumbs": [],
    }
    asks = request.method == "POST" or any(typed.values())
    if not asks and not request.GET.keys() & typed.keys():
        return show(request, "invoices/lookup.html", context)
    if not asks:  # a form was sent with nothing in it
        faults = {"ma": both("Hãy gõ mã tra cứu in ở cuối chứng từ.", "Type the code printed at its end.")}
        context |= {"faults": faults, "errors": [{"href": "#ma", "text": faults["ma"]}]}
        return show(request, "invoices/lookup.html", context, status=422)
    if not may_ask(request.META.get("REMOTE_ADDR", "")):
        return show(request, "invoices/lookup.html", context | {"too_many": True}, status=429)
    if request.method == "POST":
        return _file(request, context)
    faults, found = _found(typed)
    context |= {
        "faults": faults,
        "errors": [{"href": f"#{name}", "text": words} for name, words in faults.items()],
        "found": [shown(row) for row in found],
        "unknown": not faults and not found,
    }
    return show(request, "invoices/lookup.html", context, status=422 if faults else 200 if found else 404)


def _found(typed: dict[str, str]) -> tuple[dict[str, dict[str, str]], list[Document]]:
    if typed["ma"]:
        row = looking_up.by_code(typed["ma"])
        return {}, [row] if row is not None else []
    faults = {}
    number = typed["so"].lstrip("0") or typed["so"]
    amount = typed["so-tien"].replace(".", "").replace(",", "").replace(" ", "").removesuffix("đ")
    if looking_up.SERIAL.search("".join(typed["ky-hieu"].upper().split())) is None:
        faults["ky-hieu"] = {
            "vi": "Ký hiệu như AB-26E hoặc 2K26TYY.",
            "en": "A symbol such as AB-26E or 2K26TYY.",
        }
    if not (number.isascii() and number.isdecimal() and len(number) <= 8):
        faults["so"] = {"vi": "Số gồm 1 đến 8 chữ số.", "en": "A number of 1 to 8 digits."}
    if not (amount.lstrip("-").isascii() and amount.lstrip("-").isdecimal() and len(amount) <= 15):
        faults["so-tien"] = {"vi": "Số tiền chỉ gồm chữ số.", "en": "The amount in digits."}
    if faults:
        return faults, []
    return {}, looking_up.by_symbol(typed["ky-hieu"], int(number), int(amount))


def _file(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    upload = request.FILES.get("tep")
    if upload is None or (upload.size or 0) > MOST_BYTES:
        fault = {"vi": "Chọn tệp XML, tối đa 2 MB.", "en": "Choose an XML file of at most 2 MB."}
        context |= {"faults": {"tep": fault}, "errors": [{"href": "#tep", "text": fault}]}
        return show(request, "invoices/lookup.html", context, status=422)
    checked = looking_up.verify(upload.read(), clock.now())
    context["file"] = {
        "genuine": checked.genuine,
        "ours": checked.row is not None,
        "faults": [{"vi": FAULTS[one][0], "en": FAULTS[one][1]} for one in checked.checked.faults],
        "checked": checked.checked,
    }
    if checked.row is not None:
        context["found"] = [shown(checked.row)]
    return show(request, "invoices/lookup.html", context)


def shown(row: Document) -> dict[str, Any]:
    """What anybody may read: validity, who issued and how much; no payer's name, no dossier. No query."""
    over = {
        Document.State.CANCELLED: ("danger", "Đã hủy: không còn giá trị.", "Cancelled: no longer valid."),
        Document.State.REPLACED: (
            "warn",
            "Đã được thay thế bằng chứng từ khác.",
            "Replaced by another document.",
        ),
    }
    valid = ("ok", "Còn hiệu lực.", "Valid.")
    if not row.is_receipt and is_coded(row.serial) and row.tax != Document.Tax.CODED:
        valid = ("warn", "Chưa có mã của cơ quan thuế: chưa dùng được.",
                 "The tax authority has not given its code: not to be used yet.")  # fmt: skip
    if row.tax == Document.Tax.REFUSED and row.state == Document.State.ISSUED:
        valid = ("warn", "Cơ quan thuế yêu cầu sửa; cơ quan thu đang xử lý.",
                 "The tax authority wants it mended; the issuer is at it.")  # fmt: skip
    tone, vi, en = over.get(Document.State(row.state), valid)
    return {
        "row": row,
        "kind": KINDS[row.kind],
        "tone": tone,
        "state": {"vi": vi, "en": en},
        "nature": NATURES.get(row.nature),
        "fingerprint": [row.sha256[at : at + 8] for at in range(0, 64, 8)],
    }


def may_ask(address: str) -> bool:
    """Whether this address may look up one more document in this minute."""
    key = f"invoices.lookup.{address}"
    cache.add(key, 0, WINDOW_S)
    try:
        return cache.incr(key) <= LOOKUPS_A_MINUTE
    except ValueError:  # the minute ended between the two calls
        return True
