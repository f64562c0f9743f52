"""Two wards of the small city become one, on 1 April 2026; and the officers who write and approve such plans."""

from datetime import date, datetime

from motcua.city import authority
from motcua.city.models import Account
from motcua.city.reform import composing, plans
from motcua.city.reform.content import Content, UnitBegins
from motcua.city.reform.models import Plan
from motcua.foundation.actor import Actor
from tests.conftest import hanoi

MARCH = hanoi("2026-03-02 09:15")
DAY = date(2026, 4, 1)
MORNING = hanoi("2026-04-01 00:10")
OLD = ("ubnd-phuong-nghia-do", "ubnd-phuong-cau-giay")
NEW = "ubnd-phuong-thu-le"
THU_LE = UnitBegins(
    code="99001", level=3, kind="ward", name_vi="Thủ Lệ", full_name_vi="Phường Thủ Lệ", name_en="Thu Le",
    slug="thu-le", parent="01",
)  # fmt: skip


def writer(at: datetime = MARCH) -> Actor:
    """The organisation officer of the city."""
    return authority.actor_for(Account.objects.get(username="ubnd-thanh-pho.specialist-1"), at)


def approver(at: datetime = MARCH) -> Actor:
    """The chair of the city."""
    return authority.actor_for(Account.objects.get(username="ubnd-thanh-pho.chair-1"), at)


def merger() -> Content:
    """Nghĩa Đô and Cầu Giấy become Thủ Lệ."""
    return composing.communes(
        [
            composing.NewCommune(
                unit="99001", key=NEW, code="H26.901", name_vi="Ủy ban nhân dân phường Thủ Lệ",
                name_en="People's Committee of Thu Le Ward", calendar="hanh-chinh", takes=OLD, begins=THU_LE,
            )
        ],
        on=DAY,
    )  # fmt: skip


def approved(content: Content, on: date = DAY, at: datetime = MARCH) -> Plan:
    """A plan that was written, proposed and approved."""
    plan = plans.draft("Sáp nhập hai phường", "12/NQ-HĐND", on, content, by=writer(at), at=at)
    plans.propose(plan.uuid, by=writer(at), at=at)
    return plans.approve(plan.uuid, by=approver(at), at=at)
