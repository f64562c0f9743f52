"""The demo's post and mobile teams: packs at every stage, one waiting for a signature, and a team of this week.

Invented. Made by the acts themselves; again on each start of the demo only where nothing is there.
"""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from motcua.city import authority
from motcua.city.mobile import planning
from motcua.city.mobile.models import Outing
from motcua.city.mobile.planning import NewOuting
from motcua.city.models import Account, Agency, Appointment
from motcua.exchange.post import delivering, handing, packing
from motcua.exchange.post.models import Shipment
from motcua.exchange.post.packing import InPack, NewPack, Paper
from motcua.foundation.actor import SYSTEM, Actor
from motcua.project.demo.identities import HOME, account_of

BIRTH, PERMIT = "1.001193", "1.013225"
TEAM = ("1.001193", "1.004873", "2.000815")
PAPERS = {BIRTH: ("Giấy chứng sinh",), PERMIT: ("Bản vẽ thiết kế", "Giấy chứng nhận quyền sử dụng đất")}


def fill(now: datetime) -> int:
    """Shipments and an outing; how many shipments there are now."""
    if not Shipment.objects.exists():
        _post(now)
    if not Outing.objects.filter(ends_at__gt=now).exists():
        _team(now)
    return Shipment.objects.count()


def _does(account: Account, at: datetime) -> dict[str, Any]:
    return {"powers": authority.powers_of(account.pk, at), "by": authority.actor_for(account, at), "at": at}


@transaction.atomic
def _post(now: datetime) -> None:
    postman, counter = account_of("post"), account_of("counter")
    office = _agency(authority.actor_for(postman, now))
    branch = _agency(authority.actor_for(counter, now))
    owner = account_of("resident").person
    assert owner is not None
    early, later = now - timedelta(days=2), now - timedelta(hours=3)

    def take(code: str, name: str, at: datetime, person_id: int | None = None) -> Shipment:
        title = {BIRTH: "Đăng ký khai sinh", PERMIT: "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ"}[
            code
        ]
        inside = InPack(code, title, "", tuple(Paper(one) for one in PAPERS[code]))
        new = NewPack(
            name=name, phone="0912000000", address="Số 12 phố Nghĩa Tân (dữ liệu mẫu)", dossiers=(inside,),
            person_id=person_id, result_by_post=True, postage=30_000, seal=f"NP-{at:%d%H%M}",
        )  # fmt: skip
        return packing.take(new, office, branch, **_does(postman, at))

    first = take(BIRTH, "Phạm Văn Mẫu", early)
    record = handing.bring(office, branch, [first.code], **_does(postman, early))
    handing.sign_for_packs(record.uuid, (), "", **_does(counter, early + timedelta(minutes=20)))
    waiting = [take(PERMIT, "Trần Thị Mẫu", later), take(BIRTH, "Lê Văn Mẫu", later)]
    handing.bring(office, branch, [one.code for one in waiting], **_does(postman, later))
    take(BIRTH, owner.full_name, now - timedelta(hours=1), owner.pk)
    asked = NewPack(
        name=owner.full_name, phone=owner.phone or "0912000000", address=owner.address_line or "Nghĩa Đô",
        dossiers=(InPack(BIRTH, "Đăng ký khai sinh", "", ()),), person_id=owner.pk, at_home=True,
    )  # fmt: skip
    packing.ask(asked, office, branch, by=authority.actor_for(account_of("resident"), now), at=now)
    _results(now, office, branch)


def _results(now: datetime, office: Agency, branch: Agency) -> None:
    """Two results with the post, one of them tried in vain, and one that still lies at the branch."""
    postman, counter = account_of("post"), account_of("counter")
    made = []
    for number, name in enumerate(("Đỗ Thị Mẫu", "Vũ Văn Mẫu", "Bùi Thị Mẫu"), 1):
        result = delivering.Result(
            dossier_uuid=packing_uuid(number), dossier_code=f"{branch.code}-{now:%y%m%d}-9{number:03d}",
            procedure_code=BIRTH, procedure_name="Đăng ký khai sinh", agency_id=branch.pk, person_id=None, name=name,
            phone="0912000000", address=f"Số {number * 7} ngõ Mẫu, phường Nghĩa Đô",
        )  # fmt: skip
        made.append(delivering.expect(result, by=SYSTEM, at=now - timedelta(hours=6)))
    at = now - timedelta(hours=5)
    record = handing.give_results(branch, office, [one.pk for one in made[:2]], **_does(counter, at))
    handing.sign_for_results(record.uuid, (), "", **_does(postman, at))
    delivering.set_out(made[0].uuid, **_does(postman, at))
    delivering.fail(made[0].uuid, "nobody", "", **_does(postman, now - timedelta(hours=2)))


def packing_uuid(number: int) -> uuid.UUID:
    """An id of a dossier that is only named: the demo's results on the road belong to nobody."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"mot-cua/demo/result/{number}")


@transaction.atomic
def _team(now: datetime) -> None:
    ward = Agency.objects.select_related("unit").get(key=HOME)
    held = Appointment.objects.on(now.date()).filter(post__agency=ward, post__kind="division_leader")
    leader = Account.objects.get(pk__in=held.order_by("id").values_list("account", flat=True)[:1])
    begins = (now + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    new = NewOuting(
        unit=ward.unit, place="Nhà văn hóa tổ dân phố 12 (dữ liệu mẫu)", starts_at=begins,
        ends_at=begins + timedelta(hours=4), procedures=TEAM, members=(account_of("handover").pk,),
        devices=("Máy tính bảng MTB-01", "Máy in cầm tay MI-02"), words="Người cao tuổi được phục vụ trước.",
    )  # fmt: skip
    made = planning.write(ward, new, known=set(TEAM), **_does(leader, now))
    planning.publish(made.uuid, **_does(leader, now))


def _agency(by: Actor) -> Agency:
    assert by.agency_id is not None  # an officer acts in an agency
    return Agency.objects.get(pk=by.agency_id)
