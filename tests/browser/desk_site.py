"""The desk on a live server with the small city behind it, and windows signed on as officers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from motcua.city.models import Account
from motcua.foundation import clock
from motcua.procedures.catalogue import importing
from motcua.procedures.catalogue.models import Procedure
from motcua.project.demo import account_of
from motcua.records.population.models import CitizenRecord
from tests.browser.pages import hear_complaints
from tests.conftest import load_city
from tests.procedures.people import BIRTH
from tests.sites.desk_people import MONDAY


@pytest.fixture
def town(transactional_db, live_server):
    """The address of a city on a Monday morning, whose demo mother the population register knows.

    Births are asked for most there, as the national catalogue says, which the small city does without.
    """
    clock.set_for_test(MONDAY)
    load_city()
    Procedure.objects.filter(code=BIRTH).update(popularity=100)
    importing.shelve()
    person = account_of("resident").person
    CitizenRecord.objects.create(
        person=person,
        ethnic_code="01",
        hometown="Phường Ngọc Hà",
        permanent_unit=person.unit,
        permanent_line=person.address_line,
        updated_at=MONDAY,
    )
    return live_server.url


def apart[T](make: Callable[[], T]) -> T:
    """Do city work beside the browser's event loop: signing has a loop of its own."""

    def work() -> T:
        try:
            return make()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def window(chromium, url: str, key: str, **options):
    """A window signed on as a demo officer, or as an account by its name; `page.complaints` gathers what the browser refuses."""
    context = chromium.new_context(base_url=url, locale="vi-VN", **options)
    client = Client()
    account = Account.objects.get(username=key) if "." in key else account_of(key)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    page = context.new_page()
    hear_complaints(page)
    return page
