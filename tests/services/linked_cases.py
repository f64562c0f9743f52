"""What a resident hands in for the linked sets of birth, death, adoption and building."""

from tests.services.dossiers import BIRTH, DEATH, HOME, HUSBAND, PERMIT, PIN, Case

GRANT = {"proposal": "grant"}
CARED = {"granted": True, "number": "0123456789", "valid_from": "2026-03-04"}
LIVES = {"granted": True, "number": "15/TB-CA", "registered_on": "2026-03-04"}
BIRTH_SET = Case(
    "birth-set",
    "3.000722",
    {
        **BIRTH.answers,
        "home_with": "mother",
        "head_name": "Trần Đức Long", "head_pin": HUSBAND, "head_relation": "child",
        "facility": "Trạm y tế phường Nghĩa Đô",
    },
    BIRTH.officers,
    BIRTH.says,
    known=BIRTH.known,
)  # fmt: skip
DEATH_SET = Case(
    "death-set",
    "2.002913",
    {
        **DEATH.answers,
        "wanted": ["funeral_insurance", "survivor"],
        "insurance_number": "0199123456",
        "payee_name": "Nguyễn Thị Minh Anh", "payee_pin": PIN, "payee_phone": "0912345678",
        "payout": "account", "bank_name": "Ngân hàng mẫu", "account_number": "0123456789",
        "benefit_kind": "once",
        "survivors": [
            {"survivor_name": "Nguyễn Thị Minh Anh", "survivor_pin": PIN, "survivor_relation": "child"}
        ],
    },
    DEATH.officers,
    DEATH.says,
    known=DEATH.known,
)  # fmt: skip
ADOPTION_SET = Case(
    "adoption-set",
    "9.000300",
    {
        "adopter_name": "Nguyễn Thị Minh Anh", "adopter_birth_date": "1996-05-04", "adopter_pin": PIN,
        "adopter_residence": HOME, "lives_elsewhere": False, "adopter_phone": "0912345678",
        "adopter_relation": "none", "adopts_as": "couple",
        "spouse_name": "Trần Đức Long", "spouse_pin": HUSBAND,
        "child_name": "Lê Bảo Châu", "child_birth_date": "2025-12-10", "child_sex": "female",
        "child_home": "parents", "child_health": "healthy",
        "parents_state": "one", "consent_date": "2026-01-20", "relation_kept": False,
        "record_source": "issue",
    },
    {"check": {"way": "opinions"}, "opinions": {**GRANT, "heard_on": "2026-03-12", "all_agree": True}},
    lambda number: ["LÊ BẢO CHÂU", "NGUYỄN THỊ MINH ANH", "TRẦN ĐỨC LONG", number, "16/09/2026"],
    scans=(
        "health_report", "home_report", "child_birth_certificate", "child_health_report", "child_photos",
        "consent_paper", "orphan_proof",
    ),
    known=frozenset({"civil_status.marriage"}),
)  # fmt: skip
BUILDING_SET = Case(
    "construction-set", "9.000400", PERMIT.answers, PERMIT.officers, PERMIT.says, scans=PERMIT.scans
)
PLAN = {
    "land_use": "Đất ở đô thị", "plan_decision": "Quyết định 1259/QĐ-TTg", "max_storeys": 6,
    "max_height_cm": 2100, "max_density": 90, "building_line": "Trùng chỉ giới đường đỏ",
}  # fmt: skip
EXTRACT = {"official_parcel": 112, "official_sheet": 7, "official_area": 64, "land_type": "ODT"}
