"""A hamlet of a city: a root, two wards under it, one office below a ward, and people with posts."""

from dataclasses import dataclass
from datetime import date

import pytest

from motcua.city import authority
from motcua.city.agencies import path_under
from motcua.city.models import Account, Agency, Appointment, Post, Power, WorkCalendar

START = date(2025, 7, 1)


@dataclass
class Town:
    calendar: WorkCalendar

    def agency(self, key, parent=None, kind="commune", code=None, **fields):
        fields = {"valid_from": START} | fields
        return Agency.objects.create(
            key=key, code=code or f"H26.{key.upper()}", kind=kind, name_vi=key, name_en=key, sort_key=key,
            parent=parent, path=path_under(parent, key), calendar=self.calendar, seal_name=key, **fields,
        )  # fmt: skip

    def officer(self, username, *posts, valid_from=START, valid_to=None):
        account = Account.objects.create(
            username=username, display_name=username, kind="officer", password="!"
        )
        for post in posts:
            Appointment.objects.create(account=account, post=post, valid_from=valid_from, valid_to=valid_to)
        return account

    def post(self, agency, kind):
        return Post.objects.get_or_create(agency=agency, kind=kind, title_vi=kind, title_en=kind)[0]

    def power(self, post_kind="", power="sign", **fields):
        return Power.objects.create(post_kind=post_kind, power=power, **({"valid_from": START} | fields))


@pytest.fixture
def town(db):
    authority.forget()
    return Town(WorkCalendar.objects.create(key="office", name_vi="Lịch", name_en="Calendar", data={}))


from tests.empty_city import _without_the_small_city  # noqa: E402, F401
