"""By which paper somebody files for somebody else, and whether it has to be certified. Pure.

Source: 1.001193 and TT 04/2020/TT-BTP Đ2 (civil status), 1.001612 (household business), QĐ 45/2016 (post), NĐ 61/2018 Đ6.
What the law does not name here is a default of the city: a written authorisation without certification.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

COMPONENT = "authorisation"
"""Id of the paper among a dossier's components; no definition asks for it."""
CIVIL_STATUS, BUSINESS, CERTIFICATION = "civil-status", "household-business", "certification"
DECLARED_BY_RELATIVES = frozenset({"1.001193", "1.000656"})
"""Births and deaths are declared by the family itself (Luật Hộ tịch Đ15, Đ33)."""
OF_AGE = 18


class Relation(StrEnum):
    """What the population data say the filer is to the owner."""

    NONE = ""
    PARENT = "parent"
    CHILD = "child"
    SPOUSE = "spouse"
    GRANDPARENT = "grandparent"
    GRANDCHILD = "grandchild"
    SIBLING = "sibling"


class Need(StrEnum):
    """What has to lie in the dossier."""

    NOTHING = "nothing"
    BY_LAW = "by-law"
    MANDATE = "mandate"
    WRITTEN = "written"
    CERTIFIED = "certified"
    CONTRACT = "contract"
    SLIP = "slip"


WORDS: Mapping[Need, tuple[str, str]] = {
    Need.BY_LAW: (
        "Không cần giấy ủy quyền: quan hệ gia đình đã có trong dữ liệu dân cư.",
        "No authorisation needed: the population data show the family relation.",
    ),
    Need.MANDATE: (
        "Không cần giấy ủy quyền: chủ hồ sơ đã ủy quyền điện tử.",
        "No paper needed: the owner has authorised electronically.",
    ),
    Need.WRITTEN: (
        "Văn bản ủy quyền, không phải chứng thực.", "A written authorisation; it need not be certified.",
    ),
    Need.CERTIFIED: (
        "Văn bản ủy quyền có chứng thực: dữ liệu dân cư không cho thấy quan hệ gia đình gần.",
        "A certified authorisation: the population data show no near relation.",
    ),
    Need.CONTRACT: (
        "Bản sao hợp đồng với tổ chức được ủy quyền và giấy giới thiệu người đi nộp.",
        "A copy of the contract with the organisation and a letter that names the person.",
    ),
    Need.SLIP: ("Phiếu gửi của bưu chính, có chữ ký hai bên.", "The post's slip, signed by both."),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Who files for whom. `minor`: the owner is not of age. `mandate`: an electronic leave is in force for this."""

    field: str
    procedure_code: str
    relation: Relation = Relation.NONE
    minor: bool = False
    organisation: bool = False
    by_post: bool = False
    mandate: bool = False


def needed(filing: Filing) -> Need:
    """The paper by which this filer may file; the first rule that fits."""
    if filing.field == CERTIFICATION:
        return Need.NOTHING  # whoever holds the original may ask for a copy (NĐ 23/2015 Đ20)
    if filing.by_post:
        return Need.SLIP
    if filing.relation is Relation.PARENT and filing.minor:
        return Need.BY_LAW
    if filing.procedure_code in DECLARED_BY_RELATIVES and filing.relation:
        return Need.BY_LAW
    if filing.mandate:
        return Need.MANDATE
    if filing.organisation:
        return Need.CONTRACT
    if filing.field == CIVIL_STATUS and not filing.relation:
        return Need.CERTIFIED
    return Need.WRITTEN


def relation(
    filer: int,
    owner: Mapping[str, int | None],
    own: Mapping[str, int | None],
    elders: Mapping[int, frozenset[int]],
) -> Relation:
    """What `filer` is to the owner. `owner`, `own`: father, mother, spouse by the owner's and the filer's record.

    `elders`: the parents of the parents that both records name. A sibling shares a parent.
    """
    parents = {one for one in (owner.get("father"), owner.get("mother")) if one}
    mine = {one for one in (own.get("father"), own.get("mother")) if one}
    if filer in parents:
        return Relation.PARENT
    if filer == owner.get("spouse"):
        return Relation.SPOUSE
    if own.get("id") is not None and owner.get("id") in mine:
        return Relation.CHILD
    if any(filer in elders.get(one, frozenset()) for one in parents):
        return Relation.GRANDPARENT
    if any(owner.get("id") in elders.get(one, frozenset()) for one in mine):
        return Relation.GRANDCHILD
    return Relation.SIBLING if parents & mine else Relation.NONE


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in for it: `until` is the last day that the authorisation counts, None where it names none;
    `misdated` when what was written as that day is none."""

    need: Need
    handed_in: bool = False
    certified: bool = False
    number: str = ""
    scope: str = ""
    until: date | None = None
    misdated: bool = False


def fault(given: Given, on: date) -> tuple[str, str] | None:
    """What is missing, in words; None when the filer may file."""
    if given.need not in (Need.WRITTEN, Need.CERTIFIED, Need.CONTRACT):
        return None
    if not given.handed_in or not given.number.strip():
        return (
            f"Cần có: {WORDS[given.need][0]} Ghi số hoặc ngày của giấy.",
            f"Needed: {WORDS[given.need][1]} Note its number or day.",
        )
    if given.need is Need.CERTIFIED and not given.certified:
        return ("Văn bản ủy quyền này phải được chứng thực.", "This authorisation has to be certified.")
    if given.misdated:
        return (
            "Ngày hết thời hạn của văn bản không có trong lịch.",
            "The day until which it counts does not exist.",
        )
    if given.until is not None and given.until < on:
        return ("Văn bản ủy quyền đã hết thời hạn.", "The authorisation has run out.")
    return None


def title(given: Given) -> str:
    """The name of the component in the dossier, in Vietnamese as on the receipt."""
    if given.need in (Need.BY_LAW, Need.MANDATE, Need.SLIP):
        return WORDS[given.need][0]
    name = "Hợp đồng, giấy giới thiệu" if given.need is Need.CONTRACT else "Văn bản ủy quyền"
    parts = [name, "có chứng thực" if given.certified else "", given.number.strip(), given.scope.strip()]
    until = f"đến {given.until:%d/%m/%Y}" if given.until else ""
    return ", ".join(one for one in [*parts, until] if one)
