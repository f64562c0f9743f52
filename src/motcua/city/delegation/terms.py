"""What a record of entrusted powers says, and what it may not say. Pure: facts come in, faults go out by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

DECENTRALISATION, DELEGATION, SUBSTITUTION = "decentralisation", "delegation", "substitution"

STEP_POWERS = ("receive", "assign", "process", "review", "approve", "sign", "number", "return", "consult")
"""Powers by which steps of dossiers are done: what can be lent. Who may look, publish or edit is not lent but appointed."""

DEPUTIES = {"vice_chair": "chair", "deputy_leader": "department_leader"}
"""A deputy's post → the post whose holder it signs for (KT.). Source: NĐ 30/2020 Đ13."""

RECEIVING = ("people_committee", "commune", "commune_office")
"""Kinds of agency to which a power can move: of these one is in charge of each place, so that requests find it."""

LONGEST_DAYS = 5 * 366
"""A loan is for a stated period (Luật 72/2025 Điều 14); no city lends for longer than a term of its council."""

type Faults = dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post as the rules need it."""

    id: int
    kind: str
    agency_id: int
    agency_kind: str
    agency_path: str
    agency_name_vi: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A record as it is written. `procedures`: code and field of each; empty with `fields` empty: all.

    `until` is the last day that counts. `to_account_id`: only this person of the post.
    """

    kind: str
    number: str
    decided_on: date | None
    powers: tuple[str, ...]
    begins: date | None
    until: date | None = None
    procedures: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    conditions: str = ""
    may_lend_on: bool = False
    to_post_id: int | None = None
    to_account_id: int | None = None
    absent_id: int | None = None
    from_kinds: tuple[str, str] = ("", "")
    to_kinds: tuple[str, str] = ("", "")
    file: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


def faults(terms: Terms, lender: PostFacts, to: PostFacts | None, today: date) -> Faults:
    """Everything that is wrong with a record, by field, in words. Empty: it may be put before its signer."""
    found: Faults = {}
    if terms.kind != SUBSTITUTION and not terms.number.strip():
        found["number"] = ("Ghi số quyết định.", "Give the number of the decision.")
    if terms.decided_on is None:
        found["decided_on"] = ("Ghi ngày của quyết định.", "Give the day of the decision.")
    if terms.begins is None:
        found["begins"] = ("Ghi ngày có hiệu lực.", "Give the first day.")
    elif terms.begins < today:
        found["begins"] = ("Không giao quyền cho những ngày đã qua.", "Nothing is lent for days gone by.")
    elif terms.decided_on is not None and terms.begins < terms.decided_on:
        found["begins"] = (
            "Hiệu lực không thể trước ngày quyết định.",
            "It cannot begin before it is decided.",
        )
    found |= _end(terms)
    if not terms.powers:
        found["powers"] = ("Chọn ít nhất một quyền.", "Choose at least one power.")
    elif strange := [power for power in terms.powers if power not in STEP_POWERS]:
        found["powers"] = (f"Không giao được quyền {strange[0]}.", f"The power {strange[0]} is not lent.")
    if terms.kind == DECENTRALISATION:
        return found | _moved(terms)
    return found | _receiver(terms, lender, to)


def _end(terms: Terms) -> Faults:
    if terms.until is None:
        if terms.kind == DECENTRALISATION:
            return {}
        return {"until": ("Ghi ngày cuối: quyền chỉ được giao có thời hạn.", "Give the last day.")}
    if terms.begins is not None and terms.until < terms.begins:
        return {"until": ("Ngày cuối trước ngày đầu.", "The last day is before the first.")}
    if terms.begins is not None and (terms.until - terms.begins).days > LONGEST_DAYS:
        return {"until": ("Thời hạn tối đa năm năm.", "Five years at most.")}
    return {}


def _moved(terms: Terms) -> Faults:
    found: Faults = {}
    if not terms.procedures:
        found["procedures"] = (
            "Phân cấp theo từng thủ tục: chọn thủ tục.",
            "Choose the procedures that move.",
        )
    if not all(terms.to_kinds):
        found["to"] = ("Chọn chức danh và loại cơ quan nhận.", "Choose who receives it.")
    elif terms.to_kinds[1] not in RECEIVING:
        found["to"] = (
            "Loại cơ quan này có nhiều nơi cùng địa bàn: hãy ủy quyền cho từng nơi.",
            "Several agencies of this kind share a place: lend the power to one of them instead.",
        )
    elif not all(terms.from_kinds):
        found["from"] = ("Chọn chức danh và loại cơ quan đang giữ.", "Choose who holds it now.")
    elif terms.from_kinds == terms.to_kinds:
        found["to"] = ("Nơi nhận trùng nơi đang giữ.", "It is there already.")
    return found


def _receiver(terms: Terms, lender: PostFacts, to: PostFacts | None) -> Faults:
    if to is None:
        return {"to": ("Chọn người nhận.", "Choose who receives it.")}
    if to.id == lender.id and (terms.kind == DELEGATION or terms.to_account_id is None):
        return {"to": ("Không thể giao cho chính chức vụ đó.", "A post cannot lend to itself.")}
    if terms.kind == SUBSTITUTION and terms.to_account_id == terms.absent_id:
        return {"to": ("Người thay phải là người khác.", "The substitute must be somebody else.")}
    if terms.kind == SUBSTITUTION and to.agency_id != lender.agency_id:
        return {"to": ("Người thay phải ở cùng cơ quan.", "The substitute must be of the same agency.")}
    if not may_receive(lender, to):
        return {
            "to": (
                "Chỉ giao được cho người của cơ quan mình, cơ quan trực thuộc, hoặc (từ sở) cho Chủ tịch UBND cấp xã.",
                "Only to posts of the own agency or below, or from a department to a commune's chair.",
            )
        }
    return {}


def may_receive(lender: PostFacts, to: PostFacts) -> bool:
    """Whether a post may be lent powers by another: within the own agency and what is below it, and from a
    department of the city to the chair of a commune. Source: Luật 72/2025 Điều 14 khoản 1."""
    below = to.agency_path.startswith(lender.agency_path)
    to_commune = lender.agency_kind == "department" and to.agency_kind == "commune" and to.kind == "chair"
    return below or to_commune


def capacity(kind: str, lender_kind: str, to_kind: str) -> str:
    """In which capacity the receiver signs: KT. for a deputy who stands in for the head, else TUQ.

    Source: NĐ 30/2020 Đ13; TUQ. is written, limited and not lent on.
    """
    return "KT." if kind == SUBSTITUTION and DEPUTIES.get(to_kind) == lender_kind else "TUQ."
