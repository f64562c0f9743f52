"""One realistic dossier for each procedure: what is filed, what officers enter, what the paper says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.project.demo import facts, structure
from motcua.project.demo.loading import SEED
from motcua.project.demo.people import generate
from motcua.records import papers
from tests.procedures.people import BORN, resident, submission
from tests.services.walking import scanned_page

_COMMUNES = [commune for commune in facts.hanoi_communes() if commune[0] in structure.SMALL_COMMUNES]
_PEOPLE = list(islice(generate(SEED, 7, _COMMUNES), 7))
PIN, HUSBAND, _, FATHER, MOTHER, SINGLE_MAN, SINGLE_WOMAN = (person.pin for person in _PEOPLE)
"""The numbers of the demo's first people: Minh Anh, her husband, her parents, and two who are single."""
HOME = {"unit": "00160", "line": "Số 5 ngõ 12"}
GRANT = {"proposal": "grant"}


@dataclass(frozen=True)
class Case:
    name: str
    code: str
    answers: Mapping[str, Any]
    officers: Mapping[str, Mapping[str, Any]]
    says: Callable[[str], list[str]]
    scans: tuple[str, ...] = ()
    known: frozenset[str] = frozenset()


def filed(case: Case, at: datetime, **changed: Any) -> Dossier:
    """File it online as the resident of the demo, with real scans for `case.scans`."""
    by = resident(at)
    given = tuple(
        GivenPaper(
            component,
            "upload",
            (papers.store(scanned_page(), purpose="dossier", owner_id=by.person_id, by=by.account_id, at=at,
                          name=f"{component}.pdf").uuid,),
        )
        for component in case.scans
    )  # fmt: skip
    known = frozenset({"population.identity", "population.residence"}) | case.known
    answers = {**case.answers, **changed}
    return changes.file(
        submission(case.code, answers, by, at, papers=given, known_sources=known), by=by, at=at
    )


COPY = Case(
    "certified-copy",
    "2.000815",
    {
        "applicant_name": "Nguyễn Thị Minh Anh",
        "applicant_phone": "0912345678",
        "copy_form": "electronic",
        "originals": [{"title": "Bằng tốt nghiệp đại học", "pages": 2, "copies": 1, "issued_by_foreign": False}],
    },
    {},
    lambda number: [
        "2 trang", "Bằng tốt nghiệp đại học", "Phan Quang Vinh", "01/2026-SCT/BS",
        number.split("/")[0],
    ],
    scans=("original",),
)  # fmt: skip
SIGNATURE = Case(
    "certified-signature",
    "2.000884",
    {
        "signer_name": "Nguyễn Thị Minh Anh",
        "signer_pin": PIN,
        "signer_phone": "0912345678",
        "signing_way": "signature",
        "speaks_vietnamese": True,
        "paper_kind": "authorisation",
        "paper_title": "Giấy ủy quyền nhận hồ sơ",
        "unpaid_authority": True,
        "paper_count": 1,
        "away": False,
    },
    {},
    lambda number: ["Nguyễn Thị Minh Anh", "01/2026-SCT/CK,ĐC", number.split("/")[0], "Phan Quang Vinh"],
    scans=("paper_to_sign",),
)
PERMIT = Case(
    "building-permit",
    "1.013225",
    {
        "owner_name": "Nguyễn Thị Minh Anh",
        "owner_pin": PIN,
        "owner_phone": "0912345678",
        "owner_address": HOME,
        "site_address": {"unit": "00160", "line": "Số 8 phố Chùa Hà"},
        "parcel_number": 112,
        "map_sheet": 7,
        "parcel_area": 62,
        "land_certificate": "CS 123456",
        "beside_neighbours": False,
        "building_kind": "house",
        "storeys": 4,
        "basements": 1,
        "floor_area": 224,
        "footprint": 56,
        "height_cm": 1450,
        "designer": "Công ty thiết kế Phương Nam",
        "designer_certificate": "HAN-00012345",
        "expected_months": 8,
    },
    {
        "site_check": {
            "visited_on": "2026-03-02", "site_findings": "Đất trống.", "needs_opinion": False, "way": "appraise",
        },
        "appraise": {**GRANT, "ground_level_cm": 30},
    },
    lambda number: [
        number, "Nguyễn Thị Minh Anh", "14,5 m", "90,3%", "3,61 lần", "cao hơn vỉa hè 0,3 m",
        "04 tầng và 01 tầng hầm", "Thửa đất số 112", "CS 123456", "Phường Nghĩa Đô",
    ],
    scans=("drawings", "land_certificate"),
)  # fmt: skip
REQUESTER = {
    "requester_name": "Nguyễn Thị Minh Anh",
    "requester_pin": PIN,
    "requester_residence": HOME,
    "requester_phone": "0912345678",
}
BIRTH = Case(
    "birth-certificate",
    "1.001193",
    {
        **BORN, **REQUESTER,
        "mother_pin": PIN, "mother_birth_date": "1996-03-08",
        "father_known": True, "parents_married": True, "father_name": "Trần Đức Long", "father_pin": HUSBAND,
        "father_birth_date": "1993-09-21", "father_ethnic_group": "02", "father_nationality": "VN",
        "father_residence": HOME,
    },
    {"check": GRANT},
    lambda number: [
        "TRẦN BẢO AN", "20/02/2026", "Ngày hai mươi tháng hai năm hai nghìn không trăm hai mươi sáu", "Kinh", "Tày",
        "TRẦN ĐỨC LONG", "NGUYỄN THỊ MINH ANH", number, "Số 5 ngõ 12, Phường Nghĩa Đô", "Quê quán: Phường Nghĩa Đô",
    ],
    known=frozenset({"health.birth_notice", "civil_status.marriage"}),
)  # fmt: skip
DEATH = Case(
    "death-extract",
    "1.000656",
    {
        **REQUESTER,
        "requester_relation": "child",
        "deceased_name": "Nguyễn Văn Thuận",
        "deceased_pin": FATHER,
        "deceased_birth_date": "1967-02-14",
        "deceased_sex": "male",
        "deceased_ethnic_group": "01",
        "deceased_nationality": "VN",
        "last_residence": HOME,
        "death_date": "2026-03-01",
        "death_time": "5h40",
        "death_place": HOME,
        "death_cause": "Bệnh tim",
        "death_proof": "notice",
        "wants_copies": False,
    },
    {"check": GRANT},
    lambda number: [
        "NGUYỄN VĂN THUẬN", number, "05 giờ 40 phút, ngày 01 tháng 3 năm 2026", "Bệnh tim", "Giấy báo tử",
        "Nguyễn Thị Minh Anh",
    ],
    known=frozenset({"health.death_notice"}),
)  # fmt: skip
MARRIAGE = Case(
    "marriage-certificate",
    "1.000894",
    {
        "office_residence": "00160",
        "contact_phone": "0912345678",
        "man_name": "Lê Quốc Khánh", "man_birth_date": "1997-12-01", "man_pin": SINGLE_MAN,
        "man_ethnic_group": "01", "man_nationality": "VN", "man_residence": HOME, "man_times_married": 1,
        "woman_name": "Vũ Thị Thu Hà", "woman_birth_date": "1999-04-17", "woman_pin": SINGLE_WOMAN,
        "woman_ethnic_group": "02", "woman_nationality": "VN", "woman_residence": HOME, "woman_times_married": 1,
        "old_enough": True,
        "wants_copies": False,
    },
    {"check": GRANT},
    lambda number: ["LÊ QUỐC KHÁNH", "VŨ THỊ THU HÀ", number, "01/12/1997", "Tày"],
)  # fmt: skip
MARITAL = Case(
    "marital-status",
    "1.004873",
    {
        "person_name": "Lê Quốc Khánh", "person_pin": SINGLE_MAN, "person_birth_date": "1997-12-01",
        "person_residence": HOME,
        "filed_by_other": False,
        "contact_phone": "0912345678",
        "marital_state": "never",
        "lived_elsewhere": False,
        "purpose": "marry_here",
        "partner_name": "Vũ Thị Thu Hà",
        "issued_before": False,
    },
    {"check": {"way": "draft"}, "draft": {**GRANT, "certified_state": "Chưa đăng ký kết hôn với ai"}},
    lambda number: [
        "LÊ QUỐC KHÁNH", number, "Chưa đăng ký kết hôn với ai", "Vũ Thị Thu Hà", "ngày 02 tháng 9 năm 2026",
    ],
)  # fmt: skip
EXTRACT = Case(
    "extract-copy",
    "2.000635",
    {
        **REQUESTER,
        "asker": "relative",
        "subject_name": "Trần Bảo An",
        "subject_birth_date": "2026-02-20",
        "event_kind": "birth",
        "registered_at": "00160",
        "registered_year": 2026,
        "copy_count": 2,
    },
    {"search": {"found": True, "found_reference": "01/2026"}},
    lambda number: ["TRẦN BẢO AN", "GIẤY KHAI SINH", "01/2026", number, "Kinh", "20/02/2026"],
)
PAVEMENT = Case(
    "pavement-permit",
    "1.013274",
    {
        "applicant_name": "Nguyễn Thị Minh Anh", "applicant_pin": PIN, "applicant_phone": "0912345678",
        "use": "wedding",
        "place": {"unit": "00160", "line": "Trước số nhà 5 ngõ 12"},
        "part": ["pavement"],
        "length_m": 6,
        "width_dm": 25,
        "left_for_walkers_dm": 15,
        "first_day": "2026-03-10",
        "last_day": "2026-03-11",
        "hours_of_day": "6 giờ đến 22 giờ",
        "restoring_pledge": True,
    },
    {"visit": {"visited_on": "2026-03-02", "needs_police": False, "way": "submit"}, "check": {"way": "visit"}},
    lambda number: [
        number, "Nguyễn Thị Minh Anh", "15 m² (6 m × 2,5 m)", "1,5 m", "ngày 10 tháng 3 năm 2026", "đám cưới",
    ],
    scans=("use_plan",),
)  # fmt: skip
BUSINESS = Case(
    "household-business",
    "1.001612",
    {
        "founded_by": "household",
        "owner_name": "Nguyễn Thị Minh Anh", "owner_pin": PIN, "owner_birth_date": "1996-03-08",
        "owner_residence": HOME, "owner_phone": "0912345678", "owner_email": "minh.anh@example.vn",
        "filed_by": "owner",
        "members": [{"member_name": "Trần Đức Long", "member_pin": HUSBAND, "member_birth_date": "1993-09-21"}],
        "business_name": "Tạp hóa Minh Anh",
        "office_address": HOME,
        "capital": 150000000,
        "workers": 2,
        "start_date": "2026-03-15",
        "bookkeeping": "declaration",
        "sectors": [{"sector_code": "4711", "sector_name": "Bán lẻ tổng hợp", "conditional": False}],
    },
    {"check": GRANT},
    lambda number: [
        "HỘ KINH DOANH TẠP HÓA MINH ANH", "4711", "150.000.000 đồng", "NGUYỄN THỊ MINH ANH", PIN, "Trần Đức Long",
        number,
    ],
    scans=("family_authority",),
)  # fmt: skip
ALLOWANCE = Case(
    "social-allowance",
    "1.001776",
    {
        "request": "grant",
        "filed_by": "guardian",
        "filer_name": "Nguyễn Thị Minh Anh", "filer_phone": "0912345678",
        "beneficiary_name": "Phạm Thị Lan Chi", "beneficiary_pin": MOTHER,
        "beneficiary_birth_date": "1970-08-02", "beneficiary_residence": HOME,
        "group": "disabled",
        "disability_level": "severe",
        "pregnant": False,
        "other_income": False,
        "payout": "account",
        "bank_name": "Ngân hàng mẫu", "account_number": "0123456789", "account_holder": "Phạm Thị Lan Chi",
    },
    {
        "verify": {
            **GRANT, "coefficient_percent": 150, "monthly_amount": 975000, "effective_month": "2026-03-01",
        }
    },
    lambda number: [
        number, "Phạm Thị Lan Chi", "650.000 đồng", "1,5", "975.000 đồng", "tháng 03 năm 2026", "khuyết tật nặng",
    ],
    known=frozenset({"social.disability"}),
)  # fmt: skip
TUITION = Case(
    "tuition",
    "1.014335",
    {
        "learner_name": "Lê Quốc Khánh", "learner_pin": SINGLE_MAN, "learner_birth_date": "1997-12-01",
        "learner_ethnic_group": "02", "learner_residence": HOME,
        "contact_phone": "0912345678",
        "school_name": "Trường Đại học Tư thục Mẫu", "school_level": "university", "major": "Điều dưỡng",
        "class_name": "DD01, 2026001", "school_year": "2026-2027", "enrolled_on": "2026-02-10",
        "monthly_tuition": 2000000,
        "relief": "reduction", "ground": "remote_minority", "reduction_percent": "70",
        "bank_name": "Ngân hàng mẫu", "account_number": "0123456789",
    },
    {"appraise": {**GRANT, "monthly_relief": 1400000, "months": 10}},
    lambda number: [
        number, "Lê Quốc Khánh", "1.400.000 đồng", "10 tháng", "70%", "Trường Đại học Tư thục Mẫu", "2026-2027",
    ],
    scans=("school_confirmation",),
    known=frozenset({"civil_status.birth"}),
)  # fmt: skip
ALL = [
    BIRTH, DEATH, MARRIAGE, MARITAL, COPY, SIGNATURE, PERMIT, PAVEMENT, BUSINESS, ALLOWANCE, TUITION,
]  # fmt: skip
"""All but EXTRACT, which needs an entry first."""
