"""One realistic dossier for each procedure of the packs: what is filed, what officers enter, what the paper says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.records import papers
from tests.procedures.people import resident, submission
from tests.services.walking import scanned_page

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
    with_pins: Mapping[str, str] = field(default_factory=dict)


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
    return changes.file(submission(case.code, answers, by, at, papers=given, known_sources=known), by=by, at=at)


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
        number.split("/")[0], "4.000 đồng",
    ],
    scans=("original",),
)  # fmt: skip
SIGNATURE = Case(
    "certified-signature",
    "2.000884",
    {
        "signer_name": "Nguyễn Thị Minh Anh",
        "signer_pin": "001196000011",
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
        "owner_pin": "001196000011",
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
        "site_check": {"visited_on": "2026-03-02", "site_findings": "Đất trống.", "needs_opinion": False, "way": "appraise"},
        "appraise": {**GRANT, "ground_level_cm": 30},
    },
    lambda number: [
        number, "Nguyễn Thị Minh Anh", "14,5 m", "90,3%", "3,61 lần", "cao hơn vỉa hè 0,3 m", "04 tầng và 01 tầng hầm",
        "Thửa đất số 112", "CS 123456", "Phường Nghĩa Đô",
    ],
    scans=("drawings", "land_certificate"),
)  # fmt: skip
ALL = [COPY, SIGNATURE, PERMIT]
