"""The form of a pack: sender, agency, fee, and for each dossier the procedure's own list of papers to tick and count.

Everything that was typed comes back when something is wrong or one more dossier is added.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import QueryDict

from motcua.city import identities
from motcua.city.models import Agency
from motcua.exchange.post.models import Shipment
from motcua.exchange.post.packing import MOST_IN_A_PACK, InPack, NewPack, Paper
from motcua.foundation.identifiers import parse_pin
from motcua.foundation.text import name_key
from motcua.procedures.compile import CompiledProcedure
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.typed import whole_number
from motcua.sites.ways import by_post
from motcua.sites.ways.post_words import FEES

MOST_SHEETS = 99
LONGEST = 200
NEEDED = {"vi": "Mục này cần được trả lời.", "en": "This is needed."}
RECEIVING = (Agency.Kind.CENTRE_BRANCH, Agency.Kind.COMMUNE, Agency.Kind.DEPARTMENT)
"""Bodies at which the post may hand dossiers over."""


def receivers(at: datetime) -> list[Agency]:
    """Agencies that take dossiers from the post. One query."""
    rows = Agency.objects.on(at.date()).filter(kind__in=RECEIVING).exclude(key="ubnd-thanh-pho")
    return list(rows.order_by("kind", "sort_key"))


@dataclass(slots=True)
class Row:
    """One dossier of the pack as typed."""

    number: int
    compiled: CompiledProcedure
    owner: str = ""
    papers: list[dict[str, Any]] = field(default_factory=list)
    error: Any = None

    @property
    def code(self) -> str:
        return self.compiled.code

    @property
    def name(self) -> Any:
        return self.compiled.definition.name


@dataclass(slots=True)
class PackForm:
    """What was typed, ready to be shown again, and what is wrong with it."""

    fields: dict[str, Field]
    rows: list[Row]
    add: Field
    agency: Agency | None = None

    @property
    def faults(self) -> list[Field]:
        return [one for one in [*self.fields.values(), self.add] if one.error]

    def refuse(self, name: str, vi: str, en: str) -> None:
        """Put a fault at its question; what has none stands at the choice of procedures."""
        at = self.fields.get(name, self.add)
        at.error = {"vi": vi, "en": en}


def read(post: QueryDict, at: datetime, asked: Shipment | None = None) -> PackForm:
    """The form as it was posted; the first time with what was asked for. Two queries."""
    agencies = receivers(at)
    first = _first(asked) if asked is not None and not post else {}
    get = lambda name: post.get(name, first.get(name, "")).strip()[:LONGEST]  # noqa: E731
    fields = {one.name: one for one in _fields(agencies, get)}
    codes = [one[:20] for one in post.getlist("procedure")] if post else first.get("procedures", [])
    if post.get("_add"):
        codes.append(post.get("add", "")[:20])
    dropped = post.get("_drop", "")
    rows: list[Row] = []
    for number, code in enumerate(codes[: MOST_IN_A_PACK + 1]):
        compiled = by_post.compiled_for(code, at)
        if compiled is not None and str(number) != dropped:
            rows.append(_row(len(rows), number, compiled, post))
    add = Field(
        "add", "select", {"vi": "Thêm hồ sơ thủ tục", "en": "Add a dossier for"}, required=False,
        options=[Option(one.code, one) for one in by_post.accepted(at)],
        hint={"vi": "Chỉ những thủ tục nhận qua bưu chính.", "en": "Only what is taken by post."},
        attributes={"data-combobox": ""},
    )  # fmt: skip
    if post.get("_add") and len(rows) < len([one for one in codes if one]) - bool(dropped):
        add.error = {"vi": "Thủ tục này không nhận qua bưu chính.", "en": "This is not taken by post."}
    agency = next((one for one in agencies if str(one.pk) == get("agency")), None)
    return PackForm(fields, rows, add, agency)


def _first(asked: Shipment) -> dict[str, Any]:
    return {
        "name": asked.name, "phone": asked.phone, "address": asked.address, "agency": str(asked.agency_id),
        "at_home": "yes" if asked.at_home else "no", "result_by_post": "yes" if asked.result_by_post else "no",
        "procedures": [one.procedure_code for one in asked.enclosed.all()],
    }  # fmt: skip


def _fields(agencies: Sequence[Agency], get: Any) -> list[Field]:
    groups = {
        str(kind.value): {"vi": kind.label, "en": kind.name.replace("_", " ").capitalize()}
        for kind in RECEIVING
    }
    return [
        Field("name", "text", {"vi": "Họ tên người gửi", "en": "Sender"}, value=get("name"), max_length=LONGEST),
        Field(
            "pin", "pin", {"vi": "Số định danh", "en": "Personal number"}, value=get("pin"), required=False,
            hint={
                "vi": "Để người gửi thấy bưu gửi trong trang của mình. Không tra cứu được gì từ số này.",
                "en": "So that the sender sees it on their own page. Nothing can be looked up with it.",
            },
        ),
        Field("phone", "phone", {"vi": "Điện thoại", "en": "Telephone"}, value=get("phone"), max_length=20),
        Field("address", "text", {"vi": "Địa chỉ", "en": "Address"}, value=get("address"), max_length=LONGEST),
        Field(
            "agency", "select", {"vi": "Gửi đến", "en": "To"}, value=get("agency"),
            options=[Option(str(one.pk), one, group=groups[one.kind]) for one in agencies],
            attributes={"data-combobox": ""},
        ),
        Field("at_home", "yes_no", {"vi": "Nhận tại nhà", "en": "Collected at home"}, value=get("at_home") or "no"),
        Field(
            "result_by_post", "yes_no", {"vi": "Nhận kết quả qua bưu chính", "en": "Result by post"},
            value=get("result_by_post") or "yes",
        ),
        Field(
            "fee_path", "choice", {"vi": "Phí, lệ phí của thủ tục", "en": "Fee of the procedure"},
            value=get("fee_path") or "none", options=[Option(key, words) for key, words in FEES],
        ),
        Field("fee_amount", "money", {"vi": "Số tiền thu hộ", "en": "Collected"}, value=get("fee_amount"), required=False),
        Field(
            "fee_proof", "text", {"vi": "Số chứng từ", "en": "Proof of payment"}, value=get("fee_proof"),
            required=False, max_length=80,
        ),
        Field("postage", "money", {"vi": "Cước bưu chính", "en": "Postage"}, value=get("postage"), required=False),
        Field("seal", "text", {"vi": "Số niêm phong", "en": "Seal"}, value=get("seal"), max_length=40,
              hint={"vi": "Đóng và niêm phong trước mặt người gửi.", "en": "Closed before the sender's eyes."}),
    ]  # fmt: skip


def _row(number: int, posted: int, compiled: CompiledProcedure, post: QueryDict) -> Row:
    begin = f"d-{posted}-"
    known = f"{begin}owner" in post
    row = Row(number, compiled, post.get(f"{begin}owner", "").strip()[:LONGEST])
    for item in compiled.papers:
        paper, name = item.paper, f"{begin}{item.paper.id}"
        needed = item.required is True and item.when is None and not paper.show_only
        row.papers.append(
            {
                "id": paper.id, "name": paper.name, "needed": needed,
                "ticked": post.get(name) == "1" if known else needed,
                "originals": post.get(f"{name}-o", str(paper.originals)), "copies": post.get(f"{name}-c", str(paper.copies)),
            }
        )  # fmt: skip
    return row


def pack_of(form: PackForm, post: QueryDict, at: datetime) -> NewPack | None:
    """The pack, or None with the faults put at their questions, all at once. At most one query."""
    said = {name: one.value for name, one in form.fields.items()}
    for name in ("name", "phone", "address", "seal"):
        if not said[name]:
            form.fields[name].error = NEEDED
    if form.agency is None:
        form.fields["agency"].error = {"vi": "Chọn cơ quan nhận.", "en": "Choose the agency."}
    if not form.rows:
        form.add.error = {"vi": "Thêm ít nhất một hồ sơ.", "en": "Add at least one dossier."}
    amounts = {name: _money(said[name]) for name in ("fee_amount", "postage")}
    for name, amount in amounts.items():
        if amount is None:
            form.fields[name].error = {"vi": "Ghi số tiền bằng chữ số.", "en": "Digits only."}
    dossiers = []
    for row in form.rows:
        papers = _papers(row)
        if papers is None or not papers:
            row.error = {
                "vi": "Đánh dấu giấy tờ có trong hồ sơ, ghi số bản từ 0 đến 99.",
                "en": "Tick the papers, with numbers from 0 to 99.",
            }
            continue
        name = row.compiled.definition.name.vi
        dossiers.append(InPack(row.code, name, row.owner, papers, by_post.same_day(row.compiled)))
    person_id = _person(form, said["pin"], said["name"], at)
    if form.faults or any(row.error for row in form.rows):
        return None
    return NewPack(
        name=said["name"], phone=said["phone"], address=said["address"], dossiers=tuple(dossiers), person_id=person_id,
        at_home=said["at_home"] == "yes", result_by_post=said["result_by_post"] == "yes", fee_path=said["fee_path"],
        fee_amount=amounts["fee_amount"] or 0, fee_proof=said["fee_proof"], postage=amounts["postage"] or 0,
        seal=said["seal"],
    )  # fmt: skip


def _papers(row: Row) -> tuple[Paper, ...] | None:
    found = []
    for one in row.papers:
        if not one["ticked"]:
            continue
        counts = [one["originals"].strip() or "0", one["copies"].strip() or "0"]
        if not all(count.isdecimal() and int(count[:4]) <= MOST_SHEETS for count in counts):
            return None
        found.append(Paper(one["name"].vi, int(counts[0]), int(counts[1])))
    return tuple(found)


def _money(typed: str) -> int | None:
    plain = typed.replace(".", "").replace(" ", "")
    if not plain:
        return 0
    return whole_number(plain, 12)


def _person(form: PackForm, pin: str, name: str, at: datetime) -> int | None:
    """The sender's row when number and name agree; whoever types a number learns nothing of it."""
    if not pin:
        return None
    read_pin = parse_pin(pin, at.date())
    if not read_pin.value:
        form.fields["pin"].error = {
            "vi": "Số định danh có 12 chữ số.",
            "en": "A personal number has 12 digits.",
        }
        return None
    person = identities.by_pin(read_pin.value)
    return person.pk if person is not None and name_key(person.full_name) == name_key(name) else None
