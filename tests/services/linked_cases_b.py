"""What is handed in for the linked sets of land, foreign investment, karaoke and disability; what officers enter."""

from tests.services.dossiers import BUSINESS, GRANT, HOME, HUSBAND, PIN, Case

LAND_SET = Case(
    "land-set",
    "9.000500",
    {
        "has_contract": False,
        "change_kind": "sale", "price": 3_200_000_000,
        "seller_name": "Trần Đức Long", "seller_pin": HUSBAND,
        "buyer_name": "Nguyễn Thị Minh Anh", "buyer_pin": PIN, "buyer_address": HOME, "contact_phone": "0912345678",
        "parcel_address": {"unit": "00160", "line": "Số 8 phố Chùa Hà"}, "parcel_number": 112, "map_sheet": 7,
        "parcel_area": 62, "land_purpose": "odt", "land_certificate": "AA 01234567",
        "only_home": False, "tax_exemption": "none",
    },
    {
        "slip": {"slip_number": "15/PCTT", "land_price": 45_000_000},
        "update": {**GRANT, "new_serial": "AB 01112223"},
    },
    lambda number: [
        number, "AB 01112223", "Nguyễn Thị Minh Anh", "Trần Đức Long", "AA 01234567", "12345/2026/CCGD", "LTB2601-TK01",
    ],
    scans=("land_certificate", "marriage_proof"),
)  # fmt: skip
CERTIFIED = {"granted": True, "number": "12345/2026/CCGD", "signed_on": "2026-03-03"}
INVESTMENT_SET = Case(
    "investment-set",
    "9.000600",
    {
        "investor_kind": "organisation", "investor_name": "Mẫu Holdings Pte. Ltd.", "investor_country": "SG",
        "investor_document": "201912345K", "contact_name": "Nguyễn Thị Minh Anh", "contact_phone": "0912345678",
        "contact_email": "ten@example.vn",
        "project_name": "Xưởng lắp ráp thiết bị Mẫu", "project_objective": "Lắp ráp thiết bị đo",
        "sector_code": "2651", "sector_name": "Sản xuất thiết bị đo lường",
        "project_address": {"unit": "09556", "line": "Lô 3 đường Mẫu"}, "place_right": "rent",
        "project_capital": 25_000_000_000, "own_capital": 8_000_000_000, "project_years": 20,
        "project_schedule": "Góp đủ vốn trong 3 tháng",
        "company_name": "Công ty TNHH Thiết bị Mẫu", "head_office": {"unit": "09556", "line": "Lô 3 đường Mẫu"},
        "representative_name": "Nguyễn Thị Minh Anh", "representative_document": PIN,
        "representative_title": "director",
    },
    {
        "appraise": {**GRANT, "project_code": "2345678901"},
        "check": {"check_proposal": "grant"},
    },
    lambda number: [number, "0109876543", "Công ty TNHH Thiết bị Mẫu", "8.000.000.000", "2345678901"],
    scans=("legal_status", "finance_proof", "project_proposal", "place_paper", "charter"),
)  # fmt: skip
KARAOKE_SET = Case(
    "karaoke-set",
    "9.000700",
    {
        **BUSINESS.answers,
        "sectors": [{"sector_code": "9329", "sector_name": "Karaoke", "conditional": True}],
        "manager_name": "Nguyễn Thị Minh Anh", "manager_pin": PIN, "manager_phone": "0912345678",
        "fire_number": "125/NT-PCCC", "fire_on": "2026-01-15",
        "room_count": 4, "smallest_room_m2": 24, "no_bolts": True, "no_alarm": True,
    },
    {
        **BUSINESS.officers,
        "team": {"team_decision": "30/QĐ", "visit_planned": "2026-05-08"},
        "inspect": {**GRANT, "inspected_on": "2026-05-08", "findings": "Đủ điều kiện.", "rooms_allowed": 4},
    },
    lambda number: [number, "118/GCN", "Số phòng được phép", "Nguyễn Thị Minh Anh"],
    scans=("family_authority", "personal_history", "criminal_record", "fire_acceptance"),
)  # fmt: skip
SAFE = {"granted": True, "number": "118/GCN", "issued_on": "2026-05-04"}
DISABILITY_SET = Case(
    "disability-set",
    "9.000800",
    {
        "wanted": ["allowance", "card"],
        "filed_by": "self", "filer_name": "Nguyễn Thị Minh Anh", "filer_phone": "0912345678",
        "person_name": "Nguyễn Thị Minh Anh", "person_pin": PIN, "person_birth_date": "1996-03-08",
        "person_residence": HOME,
        "difficulties": ["movement"], "difficulty_detail": "Không tự đứng lên", "since_year": 2019,
        "cannot_travel": False, "has_conclusion": False,
        "pregnant": False, "other_income": False, "payout": "post",
        "person_sex": "female", "facility": "Trạm y tế phường Nghĩa Đô",
    },
    {
        "convene": {"meeting_on": "2026-03-10", "meeting_place": "Trụ sở phường"},
        "council": {
            "disability_level": "severe", "disability_kinds": ["movement"], "minutes_number": "03/BB",
            "finding": "Cần người dìu khi đi lại",
        },
        "posting": {"objection": False},
        "verify": {
            **GRANT, "coefficient_percent": 150, "monthly_amount": 975_000, "effective_month": "2026-03-01",
        },
    },
    lambda number: [number, "Nguyễn Thị Minh Anh", "Nặng", "Vận động", "03/BB"],
)  # fmt: skip
CARED = {"granted": True, "number": "0123456789", "valid_from": "2026-04-20"}
