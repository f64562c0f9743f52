"""Words for the choices of a definition: kinds, posts, agencies, sources."""

from motcua.procedures.sources import OF_A_RELATIVE, RELATIVES, register_answers
from motcua.sites.editor.controls import Choice, both


def _choices(rows: dict[str, tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, both(vi, en)) for value, (vi, en) in rows.items())


KINDS = _choices(
    {
        "text": ("Chữ ngắn", "Short text"),
        "longtext": ("Chữ dài", "Long text"),
        "choice": ("Chọn một", "Choose one"),
        "choices": ("Chọn nhiều", "Choose several"),
        "yes_no": ("Có / Không", "Yes / No"),
        "date": ("Ngày", "Date"),
        "integer": ("Số nguyên", "Whole number"),
        "money": ("Số tiền (đồng)", "Sum of money (đồng)"),
        "person_name": ("Họ tên", "Person's name"),
        "pin": ("Số định danh cá nhân", "Personal identification number"),
        "phone": ("Điện thoại", "Telephone"),
        "email": ("Thư điện tử", "E-mail"),
        "address": ("Địa chỉ (xã, phường và số nhà)", "Address (commune and street)"),
        "unit": ("Xã, phường", "Commune or ward"),
        "country": ("Quốc gia", "Country"),
        "ethnic_group": ("Dân tộc", "Ethnic group"),
    }
)
KIND_WORDS = {one.value: one.label for one in KINDS}

_OF_A_PERSON = {
    "name": ("họ tên", "full name"),
    "pin": ("số định danh", "personal number"),
    "birth_date": ("ngày sinh", "date of birth"),
    "sex": ("giới tính", "sex"),
    "ethnic_group": ("dân tộc", "ethnic group"),
    "nationality": ("quốc tịch", "nationality"),
    "residence": ("nơi cư trú", "residence"),
    "home_town": ("quê quán", "home town"),
}
_RELATIVE = {
    "father": ("Cha", "Father"),
    "mother": ("Mẹ", "Mother"),
    "spouse": ("Vợ, chồng", "Husband or wife"),
}
_PREFILLS = (
    *_choices(
        {
            "applicant.full_name": ("Người nộp: họ tên", "Applicant: full name"),
            "applicant.pin": ("Người nộp: số định danh", "Applicant: personal number"),
            "applicant.birth_date": ("Người nộp: ngày sinh", "Applicant: date of birth"),
            "applicant.sex": ("Người nộp: giới tính", "Applicant: sex"),
            "applicant.nationality": ("Người nộp: quốc tịch", "Applicant: nationality"),
            "applicant.ethnic_group": ("Người nộp: dân tộc", "Applicant: ethnic group"),
            "applicant.phone": ("Người nộp: điện thoại", "Applicant: telephone"),
            "applicant.email": ("Người nộp: thư điện tử", "Applicant: e-mail"),
            "population.residence": ("Dân cư: nơi cư trú", "Population data: residence"),
            "population.residence_unit": (
                "Dân cư: xã, phường cư trú",
                "Population data: commune of residence",
            ),
            "population.birth_place": ("Dân cư: nơi sinh", "Population data: place of birth"),
            "population.home_town": ("Dân cư: quê quán", "Population data: home town"),
            "population.marital_status": ("Hộ tịch: tình trạng hôn nhân", "Civil status: marital status"),
            "population.married": ("Hộ tịch: đang có vợ, chồng", "Civil status: is married"),
        }
    ),
    *(
        Choice(
            f"population.{who}_{what}",
            both(
                f"{_RELATIVE[who][0]}: {_OF_A_PERSON[what][0]}",
                f"{_RELATIVE[who][1]}: {_OF_A_PERSON[what][1]}",
            ),
        )
        for who in RELATIVES
        for what in OF_A_RELATIVE
    ),
    *_choices(
        {
            "population.head_name": ("Chủ hộ: họ tên", "Head of the household: full name"),
            "population.head_pin": ("Chủ hộ: số định danh", "Head of the household: personal number"),
        }
    ),
    *_choices(
        {
            "organisation.name": ("Tổ chức: tên", "Organisation: name"),
            "organisation.tax_code": ("Tổ chức: mã số thuế", "Organisation: tax code"),
            "organisation.address": ("Tổ chức: địa chỉ", "Organisation: address"),
        }
    ),
)


def prefills() -> tuple[Choice, ...]:
    """Where a first value may come from, in plain words; the names are those of `sources.prefill_sources`."""
    return _PREFILLS + _choices(register_answers())


PAPER_DATA = _choices(
    {
        "population.identity": ("Dân cư: căn cước, giấy tờ tùy thân", "Population data: identity"),
        "population.residence": ("Dân cư: xác nhận cư trú", "Population data: residence"),
        "population.family": ("Dân cư: quan hệ gia đình", "Population data: family"),
        "civil_status.birth": ("Hộ tịch: khai sinh", "Civil status: birth"),
        "civil_status.death": ("Hộ tịch: khai tử", "Civil status: death"),
        "civil_status.marriage": ("Hộ tịch: kết hôn", "Civil status: marriage"),
        "civil_status.marital_status": ("Hộ tịch: tình trạng hôn nhân", "Civil status: marital status"),
        "health.birth_notice": ("Y tế: giấy chứng sinh", "Health: birth notice"),
        "health.death_notice": ("Y tế: giấy báo tử", "Health: death notice"),
        "health.insurance_card": ("Bảo hiểm: thẻ BHYT", "Insurance: health card"),
        "health.examination": ("Y tế: giấy khám sức khỏe", "Health: examination"),
        "land.certificate": ("Đất đai: giấy chứng nhận quyền sử dụng đất", "Land: certificate of land use"),
        "construction.permit": ("Xây dựng: giấy phép", "Construction: permit"),
        "business.registration": ("Doanh nghiệp: đăng ký kinh doanh", "Business: registration"),
        "social.poor_household": ("Xã hội: hộ nghèo, cận nghèo", "Social: poor household"),
        "social.disability": ("Xã hội: khuyết tật", "Social: disability"),
        "social.merit": ("Xã hội: người có công", "Social: person of merit"),
        "social.monthly_allowance": ("Xã hội: trợ cấp hằng tháng", "Social: monthly allowance"),
        "judicial.record": ("Tư pháp: lý lịch tư pháp", "Justice: judicial record"),
    }
)
"""Data that stand in for a paper (NQ 66.7/2025), in plain words; the names are those of `sources.PAPER_SOURCES`."""

FILES = _choices(
    {"pdf": ("PDF", "PDF"), "jpg": ("Ảnh JPG", "JPG picture"), "png": ("Ảnh PNG", "PNG picture")}
)
FEE_KINDS = _choices(
    {"phi": ("Phí", "Fee"), "le_phi": ("Lệ phí", "Duty"), "gia": ("Giá dịch vụ", "Price of a service")}
)
SET_BY = _choices(
    {
        "HDND": ("Hội đồng nhân dân thành phố", "The city's People's Council"),
        "BTC": ("Bộ Tài chính", "Ministry of Finance"),
        "CP": ("Chính phủ", "The Government"),
    }
)
PAID = _choices(
    {
        "at_filing": ("Khi nộp hồ sơ", "When filing"),
        "before_return": ("Trước khi nhận kết quả", "Before the result"),
    }
)
LEVELS = _choices(
    {
        "commune": ("Cấp xã", "Commune"),
        "province": ("Cấp thành phố", "City"),
        "central": ("Trung ương", "National"),
    }
)
AGENCY_KINDS = _choices(
    {
        "commune": ("UBND xã, phường", "Commune or ward"),
        "department": ("Sở", "City department"),
        "centre": ("Trung tâm Phục vụ hành chính công", "Public service centre"),
        "centre_branch": ("Chi nhánh Trung tâm", "Branch of the centre"),
        "commune_office": ("Phòng chuyên môn cấp xã", "Office of a commune"),
        "police": ("Công an", "Police"),
        "school": ("Trường học", "School"),
        "land_office": ("Văn phòng đăng ký đất đai", "Land registration office"),
        "insurance": ("Bảo hiểm xã hội", "Social insurance"),
        "tax": ("Cơ quan thuế", "Tax office"),
        "notary": ("Tổ chức công chứng", "Notary office"),
    }
)
UNITS = _choices(
    {
        "working_day": ("ngày làm việc", "working days"),
        "working_hour": ("giờ làm việc", "working hours"),
        "day": ("ngày", "days"),
        "month": ("tháng", "months"),
        "same_day": (
            "trong ngày (nhận sau 15 giờ: ngày làm việc sau)",
            "same day (after 15:00: next working day)",
        ),
    }
)
ONLINE = _choices({"toan_trinh": ("Toàn trình", "Wholly online"), "mot_phan": ("Một phần", "Partly online")})
AUTH_LEVELS = _choices(
    {
        "two_factors": ("Hai yếu tố (mức 2)", "Two factors (level 2)"),
        "biometric": ("Có sinh trắc học (mức 3)", "With a biometric (level 3)"),
    }
)
STEP_KINDS = _choices(
    {
        "receive": ("Tiếp nhận", "Receive"),
        "assign": ("Phân công", "Assign"),
        "process": ("Xử lý, thẩm định", "Process"),
        "review": ("Rà soát", "Review"),
        "sign": ("Ký duyệt", "Sign"),
        "number": ("Vào sổ, đóng dấu", "Number and seal"),
        "consult": ("Lấy ý kiến", "Consult"),
        "external": ("Chờ cơ quan ngoài", "Wait for an outside body"),
        "automatic": ("Tự động", "Automatic"),
        "part": ("Quy trình con", "Sub-procedure"),
        "return": ("Trả kết quả", "Return the result"),
    }
)
POSTS = _choices(
    {
        "reception": ("Công chức một cửa", "Reception officer"),
        "division_leader": ("Trưởng phòng", "Division leader"),
        "specialist": ("Chuyên viên", "Specialist"),
        "justice_officer": ("Công chức tư pháp - hộ tịch", "Justice officer"),
        "land_officer": ("Công chức địa chính", "Land officer"),
        "culture_society_officer": ("Công chức văn hóa - xã hội", "Culture and society officer"),
        "economic_officer": ("Công chức kinh tế", "Economic officer"),
        "department_leader": ("Giám đốc sở", "Head of department"),
        "deputy_leader": ("Phó giám đốc sở", "Deputy head of department"),
        "chair": ("Chủ tịch", "Chair"),
        "vice_chair": ("Phó chủ tịch", "Vice chair"),
        "clerk": ("Văn thư", "Clerk"),
        "centre_head": ("Giám đốc Trung tâm", "Head of the centre"),
        "police_officer": ("Cán bộ công an", "Police officer"),
        "liaison_officer": ("Cán bộ đầu mối liên thông", "Liaison officer"),
    }
)
SILENCE = _choices(
    {
        "remind": ("Nhắc và chờ", "Remind and wait"),
        "agree": ("Coi như đồng ý", "Counts as agreeing"),
        "report": ("Báo cáo lãnh đạo, đi tiếp", "Tell the leader and go on"),
    }
)
ASSIGNMENT = _choices(
    {
        "claim": ("Tự nhận việc", "Claimed by the post"),
        "least_loaded": ("Người đang ít việc nhất", "The least loaded"),
        "round_robin": ("Lần lượt", "In turn"),
        "same_officer": ("Người đã làm hồ sơ này", "The officer who worked on it before"),
    }
)
WAY_KINDS = _choices(
    {"forward": ("Đi tiếp", "Forward"), "back": ("Trả lại", "Back"), "refuse": ("Từ chối", "Refuse")}
)
ESCALATIONS = _choices(
    {
        "remind": ("Nhắc người đang giữ", "Remind whoever has it"),
        "report": ("Báo cáo", "Report to"),
        "hand_over": ("Chuyển việc cho", "Hand over to"),
    }
)
DELIVERY = _choices(
    {
        "online": ("Bản điện tử", "Electronic"),
        "counter": ("Tại quầy", "Counter"),
        "post": ("Bưu chính", "Post"),
    }
)


def words_for(choices: tuple[Choice, ...], value: str) -> dict[str, str]:
    """The words of a choice; the value itself where there is none."""
    return next((one.label for one in choices if one.value == value), both(value, value))
