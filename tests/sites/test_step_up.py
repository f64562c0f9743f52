"""Some acts ask for a stronger or fresher proof: exactly then, from the same person, and nothing is lost on the way."""

import json
import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from motcua.foundation import clock
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.sites.portal import drafts
from tests.sandbox.running import SECRET, query_of, running_sandbox, switch
from tests.sites.portal_town import BIRTH, COPY, MONDAY, build, fill_birth, photo

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    with running_sandbox(tmp_path_factory.mktemp("sandbox")) as sandbox:
        yield sandbox


@pytest.fixture
def town(identity, settings):
    clock.set_for_test(MONDAY)
    town = build()
    people = [
        {"pin": one.person.pin, "full_name": one.person.full_name, "birth_date": one.person.birth_date.isoformat(),
         "sex": one.person.sex, "account_level": 2}
        for one in (town.mother, town.stranger)
    ]  # fmt: skip
    identity.config.identities.write_text(json.dumps(people), encoding="utf-8")
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app = app | {"secret": SECRET, "settings": app["settings"] | {"server_url": f"{identity.url}/identity"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}
    town.browser = Client(headers={"host": "localhost:8000"})
    town.at_provider = requests.Session()
    sign_on(town)
    yield town
    switch(identity, "identity", None)
    clock.set_for_test(None)


def sign_on(town):
    """As everybody does, with two factors; the birth register's officer would say: level 2."""
    address = town.browser.post("/dang-nhap/dinh-danh", {"next": "/"})["Location"]
    assert choose(town, address, town.mother).status_code == 302


def choose(town, address, account):
    """Press the person's button at the provider; the city's answer to coming back."""
    page = town.at_provider.get(address, timeout=5)
    number = re.search(r'name="request" value="([^"]+)"', page.text)[1]
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(address))
    form = {"request": number, "identity": account.person.pin}
    back = town.at_provider.post(f"{origin}/identity/login", data=form, allow_redirects=False, timeout=5)
    return come_back(town, back.headers["Location"])


def come_back(town, address):
    parts = urlsplit(address)
    return town.browser.get(f"{parts.path}?{parts.query}")


def asked_to_prove(answer):
    """The page that asks for the proof: its level and where it leads afterwards."""
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith("/dang-nhap/xac-thuc?"), answer["Location"]
    query = query_of(answer["Location"])
    return int(query["muc"]), query["next"]


def to_the_provider(town, answer):
    level, next_url = asked_to_prove(answer)
    return town.browser.post("/dang-nhap/xac-thuc", {"muc": level, "next": next_url})["Location"]


def prove(town, answer, account=None):
    return choose(town, to_the_provider(town, answer), account or town.mother)


def trouble(answer):
    return re.search(r'data-trouble="([\w-]+)"', answer.content.decode())[1]


def test_registering_a_birth_asks_for_a_biometric_once_and_comes_back_to_the_form(town):
    answer = town.browser.post(f"/nop/{BIRTH}")
    level, next_url = asked_to_prove(answer)
    draft = Draft.objects.get()
    assert (level, next_url) == (3, f"/nop/ban-nhap/{draft.id}/{draft.page}")
    page = town.browser.get(answer["Location"]).content.decode()
    assert 'data-step-up="3"' in page
    query = query_of(to_the_provider(town, answer))
    assert (query["acr_values"], query["prompt"], query["max_age"]) == ("LoA3", "login", "0")
    assert town.mother.person.pin not in json.dumps(query)
    assert prove(town, answer)["Location"] == next_url
    assert town.browser.get(next_url).status_code == 200
    assert not town.browser.post(f"/nop/{BIRTH}")["Location"].startswith("/dang-nhap")


def test_a_certified_copy_asks_for_nothing_more_than_signing_on(town):
    assert town.browser.post(f"/nop/{COPY}")["Location"].startswith("/nop/ban-nhap/")


@pytest.mark.long
def test_the_session_gets_a_new_number_with_the_stronger_proof(town):
    answer = town.browser.post(f"/nop/{BIRTH}")
    before = town.browser.session.session_key
    prove(town, answer)
    assert town.browser.session.session_key != before
    assert town.browser.session["signon"]["acting"]["auth_level"] == 3


def ready(town):
    """A birth that waits to be sent, begun with a proof."""
    prove(town, town.browser.post(f"/nop/{BIRTH}"))
    draft = Draft.objects.get()
    return draft, filled(town, draft)


def filled(town, draft):
    """Every answer and paper is there; the address of the last page."""
    fill_birth(town, draft)
    town.browser.post(f"/nop/ban-nhap/{draft.id}/giay-to", {"paper-birth_notice": photo()})
    return f"/nop/ban-nhap/{draft.id}/xem-lai"


def test_an_old_proof_is_asked_for_again_when_the_form_is_sent_and_nothing_is_lost(town):
    draft, review = ready(town)
    clock.set_for_test(MONDAY + timedelta(minutes=31))
    answer = town.browser.post(review, {"delivery": "counter", "consent": "yes"})
    assert asked_to_prove(answer) == (3, review)
    assert not Dossier.objects.filter(uuid=draft.id).exists()
    assert prove(town, answer)["Location"] == review
    page = town.browser.get(review).content.decode()
    assert "Đã xác thực" in page
    assert re.search(r'name="consent" value="yes" checked', page)
    assert Draft.objects.get().answers[drafts.DELIVERY] == "counter"
    sent = town.browser.post(review, {"delivery": "counter", "consent": "yes"})
    assert sent["Location"] == f"/ho-so/{draft.id}"
    assert Dossier.objects.filter(uuid=draft.id).exists()


def test_a_form_that_was_begun_without_the_proof_is_not_sent_without_it(town):
    """As one that was filled in on a device without a connection."""
    town.browser.post(f"/nop/{BIRTH}")
    draft = Draft.objects.get()
    review = filled(town, draft)
    assert asked_to_prove(town.browser.post(review, {"delivery": "online", "consent": "yes"})) == (3, review)
    assert not Dossier.objects.filter(uuid=draft.id).exists()


@pytest.mark.long
def test_what_is_missing_is_said_before_anybody_is_sent_away(town):
    town.browser.post(f"/nop/{BIRTH}")
    answer = town.browser.post(
        f"/nop/ban-nhap/{Draft.objects.get().id}/xem-lai", {"delivery": "online", "consent": "yes"}
    )
    assert answer.status_code == 422


@pytest.mark.long
def test_the_statement_is_ticked_for_the_one_form_and_once(town):
    _, review = ready(town)
    clock.set_for_test(MONDAY + timedelta(minutes=31))
    prove(town, town.browser.post(review, {"delivery": "online", "consent": "yes"}))
    town.browser.get(review)
    assert " checked" not in re.search(r'name="consent".*?>', town.browser.get(review).content.decode())[0]


def test_nobody_else_can_prove_it_for_her(town):
    answer = prove(town, town.browser.post(f"/nop/{BIRTH}"), town.stranger)
    assert (answer.status_code, trouble(answer)) == (403, "somebody-else")
    assert town.browser.session["_auth_user_id"] == str(town.mother.pk)
    assert town.browser.session["signon"]["acting"]["auth_level"] == 2
    assert f'name="next" value="/nop/ban-nhap/{Draft.objects.get().id}' in answer.content.decode()


@pytest.mark.parametrize(
    ("fault", "told"), [("weaker", "weaker"), ("old_proof", "untrusted"), ("no_proof_time", "untrusted")]
)
def test_a_proof_that_is_weaker_or_older_than_asked_for_does_not_count(town, identity, fault, told):
    answer = town.browser.post(f"/nop/{BIRTH}")
    switch(identity, "identity", fault)
    refused = prove(town, answer)
    assert (refused.status_code, trouble(refused)) == (403, told)
    assert 'action="/dang-nhap/xac-thuc"' in refused.content.decode()
    assert town.browser.session["signon"]["acting"]["auth_level"] == 2


def test_a_provider_that_is_away_leaves_her_signed_on_with_a_way_back(town, identity):
    answer = town.browser.post(f"/nop/{BIRTH}")
    level, next_url = asked_to_prove(answer)
    switch(identity, "identity", "down")
    away = town.browser.post("/dang-nhap/xac-thuc", {"muc": level, "next": next_url})
    assert (away.status_code, trouble(away)) == (503, "away")
    assert f'href="{next_url}"' in away.content.decode()
    assert town.browser.get("/ca-nhan").status_code == 200


def test_a_visitor_is_sent_to_sign_on_first():
    answer = Client().get("/dang-nhap/xac-thuc?muc=3&next=/nop/1.001193")
    assert answer["Location"] == "/dang-nhap?next=%2Fnop%2F1.001193"


@pytest.mark.parametrize("muc", ["", "9", "-1", "x", "٣"])
def test_an_unknown_level_asks_for_the_highest(town, muc):
    query = query_of(town.browser.post("/dang-nhap/xac-thuc", {"muc": muc, "next": "/"})["Location"])
    assert query["acr_values"] == "LoA4"
