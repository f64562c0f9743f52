"""The portal on a live server with a small city behind it, and a browser signed on as its resident."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import sync_playwright

from motcua.foundation import clock
from tests.browser.pages import hear_complaints
from tests.sites.portal_town import MONDAY, build

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


@pytest.fixture(scope="module")
def chromium():
    """Ends with its file: while it runs, no other event loop can begin in this process (signing has its own)."""
    if not Path(CHROMIUM).exists():
        pytest.fail("no Chromium on this machine: `make test` installs it, or names it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def short_connections():
    """The server's threads let go of the database after each request, or it could not be taken away in the end."""
    kept = connections.settings["default"]["CONN_MAX_AGE"]
    connections.settings["default"]["CONN_MAX_AGE"] = 0
    yield
    connections.settings["default"]["CONN_MAX_AGE"] = kept


@pytest.fixture
def city(short_connections, transactional_db, live_server):
    clock.set_for_test(MONDAY)
    town = build()
    town.url = live_server.url
    yield town
    clock.set_for_test(None)


def open_as(chromium, city, account=None, **options):
    """A new window; signed on when `account` is given."""
    context = chromium.new_context(base_url=city.url, locale="vi-VN", **options)
    if account is not None:
        signed = Client()
        signed.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        value = signed.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": city.url}])
    page = context.new_page()
    hear_complaints(page)
    return page
