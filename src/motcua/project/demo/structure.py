"""Which agencies the demo city has, and which posts in each. Data only; `administration` writes it.

Real: the kinds of bodies after the reform of 2025, the names of departments and communes. Invented: the codes
below H26, the twelve branches and which communes each serves, one primary school a commune, all people.
"""

from dataclasses import dataclass
from datetime import date

DEPARTMENTS_OF_2025 = date(2025, 3, 1)
"""From here the departments below are in force (reorganisation of early 2025)."""

DEPARTMENTS = (
    ("so-noi-vu", "Sở Nội vụ", "Department of Home Affairs"),
    ("so-tu-phap", "Sở Tư pháp", "Department of Justice"),
    ("so-tai-chinh", "Sở Tài chính", "Department of Finance"),
    ("so-cong-thuong", "Sở Công Thương", "Department of Industry and Trade"),
    (
        "so-nong-nghiep-moi-truong",
        "Sở Nông nghiệp và Môi trường",
        "Department of Agriculture and Environment",
    ),
    ("so-xay-dung", "Sở Xây dựng", "Department of Construction"),
    ("so-khoa-hoc-cong-nghe", "Sở Khoa học và Công nghệ", "Department of Science and Technology"),
    ("so-van-hoa-the-thao", "Sở Văn hóa và Thể thao", "Department of Culture and Sports"),
    ("so-du-lich", "Sở Du lịch", "Department of Tourism"),
    ("so-giao-duc-dao-tao", "Sở Giáo dục và Đào tạo", "Department of Education and Training"),
    ("so-y-te", "Sở Y tế", "Department of Health"),
    ("so-quy-hoach-kien-truc", "Sở Quy hoạch - Kiến trúc", "Department of Planning and Architecture"),
    ("so-dan-toc-ton-giao", "Sở Dân tộc và Tôn giáo", "Department of Ethnic and Religious Affairs"),
    ("thanh-tra-thanh-pho", "Thanh tra thành phố", "City Inspectorate"),
)

DISSOLVED = (
    ("so-giao-thong-van-tai", "Sở Giao thông vận tải", "Department of Transport", "so-xay-dung"),
    ("so-ke-hoach-dau-tu", "Sở Kế hoạch và Đầu tư", "Department of Planning and Investment", "so-tai-chinh"),
    (
        "so-tai-nguyen-moi-truong",
        "Sở Tài nguyên và Môi trường",
        "Department of Natural Resources and Environment",
        "so-nong-nghiep-moi-truong",
    ),
    (
        "so-thong-tin-truyen-thong",
        "Sở Thông tin và Truyền thông",
        "Department of Information and Communications",
        "so-khoa-hoc-cong-nghe",
    ),
    (
        "so-lao-dong-thuong-binh-xa-hoi",
        "Sở Lao động - Thương binh và Xã hội",
        "Department of Labour, Invalids and Social Affairs",
        "so-noi-vu",
    ),
)
"""Departments until 2025-02-28 with the key of the one that took their work over."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of an agency and how many officers hold it; empty titles are those of the kind."""

    kind: str
    holders: int = 1
    vi: str = ""
    en: str = ""


PEOPLE_COMMITTEE = (
    Seat("chair", 1, "Chủ tịch UBND thành phố", "Chair of the city People's Committee"),
    Seat("vice_chair", 2, "Phó Chủ tịch UBND thành phố", "Vice chair of the city People's Committee"),
    Seat("specialist", 2),
    Seat("clerk"),
)
DEPARTMENT = (
    Seat("department_leader"),
    Seat("deputy_leader", 2),
    Seat("division_leader", 2),
    Seat("specialist", 4),
    Seat("clerk"),
    Seat("reception"),
)
CENTRE = (
    Seat("department_leader", 1, "Giám đốc Trung tâm", "Director of the centre"),
    Seat("deputy_leader", 1, "Phó Giám đốc Trung tâm", "Deputy director of the centre"),
    Seat("catalogue_editor", 2),
    Seat("specialist", 2),
)
BRANCH = (Seat("centre_head"), Seat("reception", 4), Seat("clerk"))
COMMUNE = (
    Seat("chair"),
    Seat("vice_chair"),
    Seat("division_leader", 1, "Chánh Văn phòng HĐND và UBND", "Head of the office of council and committee"),
    Seat("division_leader", 1, "Trưởng phòng Kinh tế", "Leader of the economic division"),
    Seat("division_leader", 1, "Trưởng phòng Văn hóa - Xã hội", "Leader of the culture and society division"),
    Seat("justice_officer"),
    Seat("land_officer"),
    Seat("culture_society_officer"),
    Seat("economic_officer"),
    Seat("specialist"),
    Seat("clerk"),
    Seat("reception"),
)
WARD_ECONOMY = (
    "Trưởng phòng Kinh tế, Hạ tầng và Đô thị",
    "Leader of the economy, infrastructure and urban division",
)
"""What the economic division is called in a ward."""
OFFICE = (
    Seat("division_leader", 1, "Trưởng phòng", "Head of the office"),
    Seat("economic_officer", 1, "Chuyên viên đăng ký kinh doanh", "Business registration officer"),
)
"""The commune's office for the economy: registers household businesses under its own name."""
SCHOOL = (
    Seat("department_leader", 1, "Hiệu trưởng", "Head teacher"),
    Seat("specialist", 1, "Giáo vụ", "Registrar"),
)
"""One invented primary school a commune."""
POLICE = (Seat("police_officer"),)

BRANCHES = 12
SMALL_BRANCHES = 2
SMALL_COMMUNES = ("00004", "00070", "00160", "00166", "00454", "09556")
"""Ba Đình, Hoàn Kiếm, Nghĩa Đô, Cầu Giấy, Đông Anh (a rural commune), Hà Đông: for tests."""
POLICE_OF_CITY = (Seat("police_officer", 2), Seat("division_leader"))
LIAISON = (Seat("liaison_officer", 2), Seat("division_leader"))
"""Bodies outside the city's administration: who reads what their own system sent when it does not answer itself."""

LINKED_BODIES = (
    ("cong-an-thanh-pho", "H26.81", "police", "Công an thành phố Hà Nội", "Hà Nội Police", POLICE_OF_CITY),
    ("bhxh-thanh-pho", "H26.82", "insurance", "Bảo hiểm xã hội thành phố Hà Nội",
     "Hà Nội Social Insurance", LIAISON),
    ("thue-thanh-pho", "H26.83", "tax", "Thuế thành phố Hà Nội", "Hà Nội Tax Office", LIAISON),
    ("vpdkdd-ha-noi", "H26.84", "land_office", "Văn phòng Đăng ký đất đai Hà Nội",
     "Hà Nội Land Registration Office", (*LIAISON, Seat("specialist", 3), Seat("clerk"))),
    ("cong-chung-mau", "H26.85", "notary", "Văn phòng công chứng mẫu", "Demo Notary Office", LIAISON),
)  # fmt: skip
"""Who takes part in linked procedures beside the city's own bodies; codes are invented."""

POST_OFFICE = (Seat("postal_officer", 2),)
POST_OFFICES = (
    (
        "buu-cuc-nghia-do",
        "H26.91",
        "00160",
        "Bưu cục Nghĩa Đô (dữ liệu mẫu)",
        "Nghĩa Đô Post Office (sample)",
    ),
    ("buu-cuc-ba-dinh", "H26.92", "00004", "Bưu cục Ba Đình (dữ liệu mẫu)", "Ba Đình Post Office (sample)"),
)
"""Points of the public post with officers of their own; keys, codes and names are invented."""

DATA_PROTECTION = (Seat("data_protection_officer"),)
"""Sits at the city's People's Committee; written last, so that everybody else keeps the invented name."""

ACCOUNTING = (Seat("accountant"), Seat("chief_accountant"))
"""Sit at the city's People's Committee, whose one collection account all fees go to."""
