"""The fixed people of the demo: one for each role, all invented. Signing on as one of them takes one click.

Only the demo and the tests do that: `account_of` refuses elsewhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from motcua.city.models import Account, Agency, Entrustment, Person
from motcua.project.demo.administration import NO_PASSWORD

HOME = "ubnd-phuong-nghia-do"
POLICE = "cong-an-phuong-nghia-do"


class NotADemo(RuntimeError):
    """Signing on without a password is for the demo and the tests."""


@dataclass(frozen=True, slots=True)
class DemoIdentity:
    """One role of the demo. `agency` is an agency's key, empty for residents."""

    key: str
    name: str
    role_vi: str
    role_en: str
    username: str
    agency: str = ""
    post_kind: str = ""
    person: int | None = None


_RESIDENTS = (
    DemoIdentity("resident", "Nguyễn Thị Minh Anh", "Người dân, vừa sinh con", "Resident, a new mother",
                 "minh.anh", person=0),
    DemoIdentity("resident-single", "Lê Quốc Khánh", "Người dân, sắp kết hôn", "Resident, about to marry",
                 "quoc.khanh", person=5),
)  # fmt: skip
_OFFICERS = (
    ("counter", "Đặng Thu Trang", "Công chức tiếp nhận, một cửa", "Counter officer", "", "reception"),
    ("justice", "Vũ Minh Tuệ", "Công chức tư pháp - hộ tịch", "Justice and civil status officer", HOME,
     "justice_officer"),
    ("land", "Hoàng Văn Kiên", "Công chức địa chính - xây dựng", "Land and construction officer", HOME,
     "land_officer"),
    ("society", "Lý Thanh Thảo", "Công chức văn hóa - xã hội", "Culture and society officer", HOME,
     "culture_society_officer"),
    ("economy", "Đinh Công Thành", "Công chức kinh tế", "Economic officer", HOME, "economic_officer"),
    ("leader", "Ngô Bích Hạnh", "Trưởng phòng, người thẩm định", "Division leader who approves", HOME,
     "division_leader"),
    ("chair", "Phan Quang Vinh", "Chủ tịch UBND phường", "Chair of the ward", HOME, "chair"),
    ("clerk", "Đỗ Hải Yến", "Văn thư, cấp số và đóng dấu", "Clerk, numbers and seals", HOME, "clerk"),
    ("handover", "Châu Mỹ Hạnh", "Công chức một cửa của phường", "Counter officer of the ward", HOME,
     "reception"),
    ("police", "Mai Xuân Phúc", "Cán bộ Công an phường", "Police desk officer of the ward", POLICE,
     "police_officer"),
    ("construction", "Bùi Đăng Khoa", "Chuyên viên Sở Xây dựng", "Specialist, Department of Construction",
     "so-xay-dung", "specialist"),
    ("department", "Lương Thế Sơn", "Giám đốc Sở Xây dựng", "Director, Department of Construction",
     "so-xay-dung", "department_leader"),
    ("registrar", "Cao Thu Uyên", "Chuyên viên Văn phòng Đăng ký đất đai", "Specialist, Land Registration Office",
     "vpdkdd-ha-noi", "specialist"),
    ("land-head", "Đoàn Quốc Bảo", "Lãnh đạo Văn phòng Đăng ký đất đai", "Head, Land Registration Office",
     "vpdkdd-ha-noi", "division_leader"),
    ("land-clerk", "La Kim Ngân", "Văn thư Văn phòng Đăng ký đất đai", "Clerk, Land Registration Office",
     "vpdkdd-ha-noi", "clerk"),
    ("school", "Thiều Ngọc Mai", "Giáo vụ trường tiểu học, thu theo lớp", "School registrar, fees by class",
     HOME.replace("ubnd", "tieu-hoc", 1), "specialist"),
    ("post", "Quách Hữu Lộc", "Nhân viên bưu chính công ích", "Postal officer", "buu-cuc-nghia-do",
     "postal_officer"),
    ("editor", "Tạ Khánh Linh", "Biên tập viên danh mục thủ tục", "Catalogue editor", "ttpvhcc",
     "catalogue_editor"),
    ("issuer", "Tô Minh Châu", "Phó Giám đốc Trung tâm, duyệt công bố thủ tục", "Deputy director, approves procedures",
     "ttpvhcc", "deputy_leader"),
    ("organiser", "Kiều Anh Tú", "Chuyên viên tổ chức bộ máy", "Organisation officer of the city", "ubnd-thanh-pho",
     "specialist"),
    ("dpo", "Hà Diệu Linh", "Cán bộ bảo vệ dữ liệu cá nhân", "Data-protection officer", "ubnd-thanh-pho",
     "data_protection_officer"),
    ("accountant", "Lâm Thị Bảo Châu", "Kế toán thu của thành phố", "Fee accountant of the city", "ubnd-thanh-pho",
     "accountant"),
    ("chief-accountant", "Thái Minh Đức", "Kế toán trưởng", "Chief accountant", "ubnd-thanh-pho",
     "chief_accountant"),
    ("city", "Trịnh Hoài Nam", "Lãnh đạo thành phố", "City leader", "ubnd-thanh-pho", "vice_chair"),
)  # fmt: skip


def demo_identities() -> list[DemoIdentity]:
    """The roles: two residents, then officers in the order of a dossier's way. One query.

    The counter is in the branch that serves the ward: which one depends on the size of the demo.
    """
    branch = Agency.objects.filter(serves__agencies__key=HOME).values_list("key", flat=True).get()
    officers = [
        DemoIdentity(
            key, name, vi, en, f"{agency or branch}.{kind.replace('_', '-')}-1", agency or branch, kind
        )
        for key, name, vi, en, agency, kind in _OFFICERS
    ]
    return [*_RESIDENTS, *officers]


def load(person_ids: Sequence[int]) -> None:
    """Name the officers after their identities and give the residents accounts. Agencies must be there."""
    _name_officers({identity.username for identity in demo_identities()})
    for identity in demo_identities():
        if identity.person is not None:
            person = Person.objects.get(id=person_ids[identity.person])
            Account.objects.create(
                username=identity.username,
                display_name=identity.name,
                email=person.email,
                kind=Account.Kind.RESIDENT,
                person=person,
                password=NO_PASSWORD,
            )


def name_new_officers(usernames: Sequence[str]) -> None:
    """Officers who came to a city that was there: those of the roles are named after them. A query where there are none."""
    _name_officers(set(usernames))


def _name_officers(usernames: set[str]) -> None:
    for identity in demo_identities():
        if identity.person is None and identity.username in usernames:
            account = Account.objects.select_related("person").get(username=identity.username)
            assert account.person is not None
            account.display_name = account.person.full_name = identity.name
            account.person.save()
            account.save(update_fields=["display_name"])
            Entrustment.objects.filter(signed_by=account).update(signed_by_name=identity.name)
            Entrustment.objects.filter(written_by=account).update(written_by_name=identity.name)


def account_of(key: str) -> Account:
    """The account to sign on for a demo role. Raises: NotADemo outside the demo and tests, KeyError."""
    if not (settings.DEMO or settings.TEST_MODE):
        raise NotADemo
    usernames = {identity.key: identity.username for identity in demo_identities()}
    return Account.objects.get(username=usernames[key])
