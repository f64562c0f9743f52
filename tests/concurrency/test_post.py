"""Two at once with one pack: one record names it, one signature counts."""

from functools import partial

import pytest

from motcua.city import authority
from motcua.city.models import Account, Agency, Appointment
from motcua.exchange.post import handing, packing
from motcua.exchange.post.errors import NotThese, WrongState
from motcua.exchange.post.models import Record, Shipment
from motcua.exchange.post.packing import InPack, NewPack, Paper
from motcua.project.demo import account_of
from tests.concurrency.pressing import Desk
from tests.conftest import hanoi, load_city

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = hanoi("2026-03-02 09:00")
AT_ONCE = 4


def does(account):
    by = authority.actor_for(account, MONDAY)
    return {"powers": authority.powers_of(account.pk, MONDAY), "by": by, "at": MONDAY}


def test_a_pack_is_on_one_record_and_signed_for_once_however_many_press():
    load_city()
    post, counter = does(account_of("post")), does(account_of("counter"))
    held = Appointment.objects.filter(post__kind="reception", post__agency=counter["by"].agency_id).order_by(
        "id"
    )
    officers = [does(Account.objects.get(pk=one.account_id)) for one in held[:AT_ONCE]]
    office, branch = (Agency.objects.get(pk=one["by"].agency_id) for one in (post, counter))
    inside = InPack("1.001193", "Đăng ký khai sinh", "", (Paper("Giấy chứng sinh"),))
    pack = packing.take(NewPack(name="A", phone="", address="B", dossiers=(inside,)), office, branch, **post)
    with Desk(AT_ONCE) as desk:
        brought = desk.together([partial(handing.bring, office, branch, [pack.code], **post)] * AT_ONCE)
        assert sorted(type(one).__name__ for one in brought) == ["NotThese"] * (AT_ONCE - 1) + ["Record"]
        record = next(one for one in brought if isinstance(one, Record))
        signed = desk.together(
            [partial(handing.sign_for_packs, record.uuid, (), "", **one) for one in officers]
        )
    assert sum(isinstance(one, Record) for one in signed) == 1
    assert all(isinstance(one, Record | WrongState) for one in signed)
    assert not any(isinstance(one, NotThese) for one in signed)
    assert (Record.objects.count(), Shipment.objects.get().state) == (1, "handed")
