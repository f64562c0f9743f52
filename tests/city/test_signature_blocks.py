"""On whose behalf a paper is signed, as it stands above the name."""

from dataclasses import replace
from datetime import date

import pytest

from motcua.city.authority_grants import Grant, HeldPost, Lender
from motcua.city.authority_signature import block

POST = HeldPost(
    1, "chair", "Chủ tịch", "Chair", 1, "a", "commune", "UBND phường Nghĩa Đô", "Ward", "a/", False, frozenset()
)  # fmt: skip
GRANT = Grant("sign", "", "", False, "", POST, 1, None, "", 1, "a/", frozenset(), "chair", date(2025, 7, 1))
CHAIR = Lender(9, "chair", "Chủ tịch", "Chair", 1, "UBND phường Nghĩa Đô", "Ward")
CITY_CHAIR = replace(CHAIR, title_vi="Chủ tịch UBND thành phố")
DIRECTOR = Lender(9, "department_leader", "Giám đốc", "Director", 2, "Sở Tư pháp", "Department")

TABLE = [
    # kind of post, its title, kind of agency, capacity, lent by, acting → line above, post
    ("chair", "Chủ tịch", "commune", "", None, False, "TM. ỦY BAN NHÂN DÂN", "Chủ tịch"),
    ("chair", "Chủ tịch UBND thành phố", "people_committee", "", None, False, "TM. ỦY BAN NHÂN DÂN", "Chủ tịch"),
    ("chair", "Chủ tịch", "commune", "", None, True, "TM. ỦY BAN NHÂN DÂN", "Q. Chủ tịch"),
    ("vice_chair", "Phó Chủ tịch", "commune", "KT.", None, False, "KT. CHỦ TỊCH", "Phó Chủ tịch"),
    ("vice_chair", "Phó Chủ tịch UBND thành phố", "people_committee", "KT.", None, False, "KT. CHỦ TỊCH", "Phó Chủ tịch"),
    ("department_leader", "Giám đốc", "department", "", None, False, "", "Giám đốc"),
    ("department_leader", "Giám đốc", "department", "", None, True, "", "Q. Giám đốc"),
    ("deputy_leader", "Phó Giám đốc", "department", "KT.", None, False, "KT. GIÁM ĐỐC", "Phó Giám đốc"),
    ("deputy_leader", "Phó Giám đốc Trung tâm", "centre", "KT.", None, False, "KT. GIÁM ĐỐC TRUNG TÂM", "Phó Giám đốc Trung tâm"),
    ("division_leader", "Trưởng phòng", "commune_office", "", None, False, "", "Trưởng phòng"),
    ("division_leader", "Chánh Văn phòng", "commune", "TL.", None, False, "TL. CHỦ TỊCH", "Chánh Văn phòng"),
    ("division_leader", "Trưởng phòng", "department", "TL.", None, False, "TL. GIÁM ĐỐC", "Trưởng phòng"),
    ("justice_officer", "Công chức tư pháp", "commune", "TUQ.", CHAIR, False, "TUQ. CHỦ TỊCH", "Công chức tư pháp"),
    ("specialist", "Chuyên viên", "people_committee", "TUQ.", CITY_CHAIR, False, "TUQ. CHỦ TỊCH", "Chuyên viên"),
    ("chair", "Chủ tịch", "commune", "TUQ.", DIRECTOR, False, "TUQ. GIÁM ĐỐC", "Chủ tịch"),
    ("vice_chair", "Phó Chủ tịch", "commune", "KT.", CHAIR, False, "KT. CHỦ TỊCH", "Phó Chủ tịch"),
]  # fmt: skip


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[1]}, {row[3] or 'own'}")
def test_the_block_says_in_whose_name_the_paper_is_signed(row):
    kind, title, agency_kind, capacity, lender, acting, line, post = row
    held = replace(POST, kind=kind, title_vi=title, agency_kind=agency_kind, acting=acting)
    grant = replace(
        GRANT,
        post=held,
        capacity=capacity,
        delegated_by_id=lender and lender.post_id,
        lenders=(lender,) if lender else (),
    )
    found = block(grant)
    assert (found.authority, found.post) == (line, post)
