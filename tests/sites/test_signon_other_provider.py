"""Sign-on with a certified provider of other people's making: nothing here works only with a stand-in of our own."""

import re
import shutil
import subprocess
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import pytest
import requests

from motcua.city.models import Account
from motcua.sites.shell.signon import keys
from tests.sandbox.running import SECRET, free_port

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
HERE = Path(__file__).parents[1] / "other_provider"
READY_WITHIN_S = 30
PIN = "001090000017"


@pytest.fixture(scope="module")
def installed():
    """What package-lock.json names, from the machine's own registry of packages."""
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            pytest.fail(f"no {program} on this machine: this test runs oidc-provider on Node.js 20 or newer")
    if not (HERE / "node_modules" / "oidc-provider").exists():
        done = subprocess.run(["npm", "ci"], cwd=HERE, capture_output=True, text=True, timeout=300)
        assert done.returncode == 0, done.stderr[-2000:]


@contextmanager
def running(port, product):
    """The provider in a process of its own, with new keys."""
    command = ["node", "provider.mjs", str(port), product, SECRET]
    process = subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "ready":
                break
        else:
            pytest.fail("the provider did not start")
        yield
    finally:
        process.terminate()
        process.wait(READY_WITHIN_S)
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def city(installed, live_server, settings):
    """The city on a server, told of the provider."""
    port = free_port()
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    more = {"server_url": f"http://127.0.0.1:{port}"}
    app = app | {"secret": SECRET, "settings": app["settings"] | more}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    keys.KEPT.forget()
    live_server.provider = port
    return live_server


def press(window, city, address, **form):
    """Press a button of the city's page; where the browser ends."""
    page = window.get(city.url + address, timeout=10).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    return window.post(city.url + form.pop("to"), {"csrfmiddlewaretoken": token, **form}, timeout=20)


def sign_on(city):
    window = requests.Session()
    answer = press(window, city, "/dang-nhap", to="/dang-nhap/dinh-danh", next="/ca-nhan")
    assert answer.url == f"{city.url}/ca-nhan", (answer.url, answer.text[:500])
    assert "Nguyễn Văn An" in answer.text
    return window


def signed_on(window, city):
    return window.get(f"{city.url}/ca-nhan", timeout=10).url == f"{city.url}/ca-nhan"


def test_the_whole_way_with_pkce_step_up_new_keys_and_logout(city):
    with running(city.provider, city.url):
        window = sign_on(city)
        assert Account.objects.filter(person__pin=PIN).count() == 1
        stronger = press(
            window, city, "/dang-nhap/xac-thuc?muc=3", to="/dang-nhap/xac-thuc", muc="3", next="/ho-so"
        )
        assert stronger.url == f"{city.url}/ho-so", (stronger.url, stronger.text[:500])

    with running(city.provider, city.url):  # it has other keys now
        elsewhere = sign_on(city)
        assert Account.objects.filter(person__pin=PIN).count() == 1
        assert signed_on(window, city)

        page = press(elsewhere, city, "/ca-nhan", to="/dang-xuat")
        assert f":{city.provider}/session/end" in page.url
        form = dict(re.findall(r'name="(xsrf)" value="([^"]+)"', page.text))
        action = unescape(re.search(r'<form[^>]*action="([^"]+)"', page.text)[1])
        back = elsewhere.post(action, {**form, "logout": "yes"}, timeout=10)
        assert back.url == f"{city.url}/"
        assert not signed_on(elsewhere, city)
        assert not signed_on(window, city), "the provider's own word ends the other session, too"
