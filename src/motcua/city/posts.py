"""The kinds of posts a city begins with, and what each may do until the city decides otherwise.

Powers are not narrowed to fields here: which post takes which step is said by each procedure's workflow, so
that a post sees only steps meant for it. A city narrows by editing `Power` rows.
"""

from dataclasses import dataclass
from datetime import date

from motcua.city.models import Agency, Power

P = Power.Name
K = Agency.Kind


@dataclass(frozen=True, slots=True)
class PostKind:
    """A kind of post; `powers` reach the own agency, `wide` also every agency below it."""

    key: str
    vi: str
    en: str
    powers: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    agency_kind: str = ""
    capacity: str = Power.Capacity.OWN


_EXPERT = (P.PROCESS, P.REVIEW, P.CONSULT, P.SEE_PERSON)
_HEAD = (P.ASSIGN, P.REVIEW, P.APPROVE, P.SIGN, P.CONSULT, P.SEE_PERSON)
_LEADS = (P.SEE_STATISTICS, P.PUBLISH)
_DEPUTY = Power.Capacity.FOR_HEAD

ALL = (
    PostKind("chair", "Chủ tịch", "Chair", _HEAD, _LEADS),
    PostKind("vice_chair", "Phó Chủ tịch", "Vice chair", _HEAD, _LEADS, capacity=_DEPUTY),
    PostKind("department_leader", "Giám đốc", "Director", _HEAD, _LEADS),
    PostKind("deputy_leader", "Phó Giám đốc", "Deputy director", _HEAD, _LEADS, capacity=_DEPUTY),
    PostKind(
        "division_leader", "Trưởng phòng", "Division leader",
        (P.ASSIGN, P.PROCESS, P.REVIEW, P.APPROVE, P.CONSULT, P.SEE_PERSON, P.WRITE_NEWS, P.PUBLISH),
        (P.SEE_STATISTICS,),
    ),
    PostKind("justice_officer", "Công chức tư pháp - hộ tịch", "Justice and civil status officer", _EXPERT),
    PostKind("land_officer", "Công chức địa chính - xây dựng", "Land and construction officer", _EXPERT),
    PostKind("culture_society_officer", "Công chức văn hóa - xã hội", "Culture and society officer",
             (*_EXPERT, P.WRITE_NEWS)),
    PostKind("economic_officer", "Công chức kinh tế", "Economic officer", _EXPERT),
    PostKind("specialist", "Chuyên viên", "Specialist", _EXPERT),
    PostKind("clerk", "Văn thư", "Clerk", (P.NUMBER, P.PROCESS, P.WRITE_NEWS)),
    PostKind(
        "reception", "Công chức tiếp nhận và trả kết quả", "Counter officer",
        (P.RECEIVE, P.RETURN, P.PROCESS, P.SEE_PERSON, P.ASSIST),
    ),
    PostKind(
        "centre_head", "Trưởng chi nhánh", "Head of branch",
        (P.ASSIGN, P.RECEIVE, P.RETURN, P.SEE_PERSON, P.ASSIST, P.KEEP_DEVICES), (P.SEE_STATISTICS,),
    ),
    PostKind(
        "catalogue_editor", "Biên tập viên danh mục thủ tục", "Catalogue editor", (),
        (P.EDIT_CATALOGUE, P.KEEP_DEVICES, P.WRITE_NEWS),
    ),
    PostKind("digital_group", "Thành viên tổ công nghệ số cộng đồng", "Member of the digital group", (P.ASSIST,)),
    PostKind("liaison_officer", "Cán bộ đầu mối liên thông", "Liaison officer", _EXPERT),
    PostKind("data_protection_officer", "Cán bộ bảo vệ dữ liệu cá nhân", "Data-protection officer"),
    PostKind("accountant", "Kế toán thu", "Fee accountant"),
    PostKind("chief_accountant", "Kế toán trưởng", "Chief accountant"),
    PostKind("postal_officer", "Nhân viên bưu chính công ích", "Postal officer", (P.CARRY,), (), K.POST_OFFICE),
    PostKind("contract_reception", "Nhân viên tiếp nhận theo hợp đồng", "Receptionist under contract"),
    PostKind("police_officer", "Cán bộ tiếp nhận công an", "Police desk officer", _EXPERT, (), K.POLICE),
)  # fmt: skip

KINDS = {kind.key: kind for kind in ALL}

IN_ONE_KIND_OF_BODY = (
    ("division_leader", K.COMMUNE_OFFICE, P.SIGN),
    ("economic_officer", K.COMMUNE_OFFICE, P.NUMBER),
    ("specialist", K.SCHOOL, P.NUMBER),
    ("division_leader", K.LAND_OFFICE, P.SIGN),
    ("department_leader", K.CENTRE, P.ISSUE_CATALOGUE),
    ("deputy_leader", K.CENTRE, P.ISSUE_CATALOGUE),
    ("centre_head", K.CENTRE_BRANCH, P.SEND_TEAMS),
    ("division_leader", K.COMMUNE, P.SEND_TEAMS),
)
"""What posts do besides in one kind of body: no leader or clerk of its own, or the centre that keeps the catalogue.
Post kind, agency kind, power."""

IN_ONE_KIND_OF_BODY_AND_BELOW = (
    ("chair", K.PEOPLE_COMMITTEE, P.REORGANISE),
    ("vice_chair", K.PEOPLE_COMMITTEE, P.REORGANISE),
    ("specialist", K.PEOPLE_COMMITTEE, P.REORGANISE),
    ("chair", K.PEOPLE_COMMITTEE, P.SHARE_DATA),
    ("vice_chair", K.PEOPLE_COMMITTEE, P.SHARE_DATA),
    ("specialist", K.PEOPLE_COMMITTEE, P.SHARE_DATA),
    ("specialist", K.PEOPLE_COMMITTEE, P.KEEP_SIGN_ON),
    ("data_protection_officer", K.PEOPLE_COMMITTEE, P.PROTECT_DATA),
    ("chair", K.PEOPLE_COMMITTEE, P.PROTECT_DATA),
    ("vice_chair", K.PEOPLE_COMMITTEE, P.PROTECT_DATA),
    ("accountant", K.PEOPLE_COMMITTEE, P.KEEP_ACCOUNTS),
    ("chief_accountant", K.PEOPLE_COMMITTEE, P.KEEP_ACCOUNTS),
)
"""As above, and over every agency below: how the city itself is ordered is written and decided at its head."""


def standard_powers(valid_from: date) -> list[Power]:
    """Unsaved rows for every kind of post, in force from `valid_from`."""
    return [
        Power(
            post_kind=kind.key,
            agency_kind=kind.agency_kind,
            power=power,
            reach=reach,
            capacity=kind.capacity if power == P.SIGN else Power.Capacity.OWN,
            valid_from=valid_from,
        )
        for kind in ALL
        for reach, powers in ((Power.Reach.AGENCY, kind.powers), (Power.Reach.SUBTREE, kind.wide))
        for power in powers
    ] + [
        Power(post_kind=kind, agency_kind=agency_kind, power=power, reach=reach, valid_from=valid_from)
        for reach, rows in (
            (Power.Reach.AGENCY, IN_ONE_KIND_OF_BODY),
            (Power.Reach.SUBTREE, IN_ONE_KIND_OF_BODY_AND_BELOW),
        )
        for kind, agency_kind, power in rows
    ]
