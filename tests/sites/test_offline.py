"""Forms without a line: received once, never over newer answers, and nothing personal in what a device keeps."""

import io
import json
import re
import uuid
from datetime import timedelta

import pytest
from django.core.cache import cache

from motcua.city import authority
from motcua.foundation import clock
from motcua.procedures.catalogue import closing, publishing
from motcua.procedures.dossiers.models import Draft
from motcua.project.demo import account_of
from motcua.sites.portal.offline.models import Received
from tests.sites.portal_town import BIRTH, BIRTH_PAGES, COPY, asked, photo, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db
SYNC = "/ngoai-tuyen/dong-bo"


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


def typed(town, **changed):
    """What a device sends: the answers of the whole form under the names of the form's own pages."""
    answers = {name: value for page in BIRTH_PAGES.values() for name, value in page.items()}
    pins = {name: town.mother.person.pin for name in answers if name.endswith("_pin")}
    return asked(answers | pins | changed)


def send(town, number, browser=None, **changed):
    return (browser or town.browser).post(
        SYNC, {**typed(town, **changed), "_draft": str(number), "_code": BIRTH}
    )


def test_a_form_filled_without_a_line_becomes_a_draft_that_can_be_gone_on_with(town):
    number = uuid.uuid4()
    answer = send(town, number)
    assert answer.status_code == 200
    assert answer.json()["fresh"]
    draft = Draft.objects.get(id=number)
    assert draft.account == town.mother
    assert draft.answers["child_name"] == "Nguyễn Hoài Ẵng"
    assert town.browser.get(answer.json()["href"], follow=True).status_code == 200
    assert "Nguyễn Hoài Ẵng" in town.browser.get(f"/nop/ban-nhap/{number}/child").content.decode()


def test_sent_twice_it_is_one_draft(town):
    number = uuid.uuid4()
    first, second = send(town, number), send(town, number)
    assert (first.json()["draft"], second.json()["draft"]) == (str(number), str(number))
    assert (first.json()["fresh"], second.json()["fresh"]) == (True, False)
    assert Draft.objects.count() == 1
    assert Received.objects.count() == 1


def test_typing_on_without_a_line_changes_the_same_draft(town):
    number = uuid.uuid4()
    send(town, number)
    again = send(town, number, child_name="Nguyễn Hoài An")
    assert again.json()["beside"] == ""
    assert Draft.objects.get().answers["child_name"] == "Nguyễn Hoài An"


def test_a_draft_that_went_on_elsewhere_is_not_written_over_and_both_are_kept(town):
    number = uuid.uuid4()
    send(town, number)
    at_home = asked(BIRTH_PAGES["child"] | {"child_name": "Nguyễn Ở Nhà"})
    Draft.objects.filter(id=number).update(updated_at="2026-11-23T03:00:00Z")
    town.browser.post(f"/nop/ban-nhap/{number}/child", at_home)
    Draft.objects.filter(id=number).update(updated_at="2026-11-23T03:00:00Z")
    late = send(town, number, child_name="Nguyễn Trên Máy")
    assert late.json()["beside"] == str(number)
    assert Draft.objects.get(id=number).answers["child_name"] == "Nguyễn Ở Nhà"
    mine = Draft.objects.get(id=late.json()["draft"])
    assert mine.answers["child_name"] == "Nguyễn Trên Máy"
    assert send(town, number, child_name="Nguyễn Trên Máy").json()["draft"] == str(mine.id)
    assert Draft.objects.count() == 2
    page = town.browser.get(late.json()["href"]).content.decode()
    assert "Nguyễn Ở Nhà" in page
    assert "Nguyễn Trên Máy" in page
    kept = town.browser.post(late.json()["href"], {"keep": "device"})
    assert kept["Location"] == f"/nop/ban-nhap/{mine.id}"
    assert list(Draft.objects.values_list("id", flat=True)) == [mine.id]


def test_a_picture_that_waited_is_kept_once_even_before_its_paper_is_asked_for(town):
    number = uuid.uuid4()
    where = send(town, number).json()["photos"]
    for _ in range(2):
        assert town.browser.post(where, {"paper": "birth_notice", "file": photo()}).status_code == 200
    assert len(Draft.objects.get().papers["birth_notice"]["files"]) == 1
    assert town.browser.post(where, {"paper": "nothing", "file": photo()}).status_code == 400
    bad = io.BytesIO(b"not a picture")
    bad.name = "x.jpg"
    assert town.browser.post(where, {"paper": "birth_notice", "file": bad}).status_code == 422
    other = town.signed_on(town.stranger)
    assert other.post(where, {"paper": "birth_notice", "file": photo()}).status_code == 404


def test_what_the_city_knows_stays_where_the_device_left_a_blank(town):
    number = uuid.uuid4()
    send(town, number, mother_name="", requester_phone="")
    answers = Draft.objects.get(id=number).answers
    assert answers["requester_phone"] == "0912345678"


def test_somebody_elses_draft_is_not_found_and_not_changed(town):
    number = uuid.uuid4()
    send(town, number)
    other = town.signed_on(town.stranger)
    assert send(town, number, other, child_name="X Y").status_code == 404
    assert Draft.objects.get().answers["child_name"] == "Nguyễn Hoài Ẵng"
    assert other.get(f"/ngoai-tuyen/hai-ban/{number}").status_code == 404


def closed_for_new(town, code=BIRTH):
    """The procedure takes no new requests from two hours ago; when that was."""
    version = publishing.version_for(code, clock.now())
    since = clock.now() - timedelta(hours=2)
    clerk = authority.actor_for(account_of("issuer"), clock.now())
    closing.close(version, vi="Chờ luật mới.", en="A new law comes.", by=clerk, at=clock.now(), from_=since)
    cache.clear()
    return since


def test_closed_for_new_requests_a_form_begun_before_goes_on_and_one_begun_after_waits_on_the_device(town):
    started_here = uuid.uuid4()
    assert send(town, started_here).status_code == 200
    since = closed_for_new(town)
    before, after = (str(int((since + timedelta(minutes=m)).timestamp() * 1000)) for m in (-5, 5))
    assert send(town, uuid.uuid4(), _began=before).status_code == 200
    late = send(town, uuid.uuid4(), _began=after)
    assert late.status_code == 409 and late.json() == {"error": "closed", "words": "Chờ luật mới."}
    assert send(town, uuid.uuid4(), _began="hôm qua").status_code == 409
    assert send(town, started_here, child_name="Nguyễn Hoài An", _began=after).status_code == 200
    assert Draft.objects.get(id=started_here).answers["child_name"] == "Nguyễn Hoài An"
    assert Draft.objects.count() == 2


def test_what_a_device_keeps_says_that_a_procedure_is_closed_and_the_worker_fetches_it_anew(town, client):
    worker = client.get("/sw.js").content
    assert "data-closed novalidate" not in client.get(f"/ngoai-tuyen/nop/{BIRTH}").content.decode()
    closed_for_new(town)
    page = client.get(f"/ngoai-tuyen/nop/{BIRTH}").content.decode()
    assert "Chờ luật mới." in page and "data-closed novalidate" in page
    assert "tạm không nhận hồ sơ mới" in client.get("/ngoai-tuyen").content.decode()
    assert client.get("/sw.js").content != worker


def test_nonsense_is_refused_in_words_a_script_understands(town):
    assert town.browser.post(SYNC, {"_draft": "x", "_code": BIRTH}).status_code == 400
    assert town.browser.post(SYNC, {"_draft": str(uuid.uuid4()), "_code": "9.999999"}).status_code == 400
    assert not Draft.objects.exists()


def test_the_empty_form_asks_everything_and_knows_nobody(town, client, django_assert_max_num_queries):
    client.get(f"/ngoai-tuyen/nop/{BIRTH}")
    with django_assert_max_num_queries(5):
        page = client.get(f"/ngoai-tuyen/nop/{BIRTH}").content.decode()
    names = set(re.findall(r'name="([^"]+)"', page))
    assert {"child_name", "mother_name", "father_name", "child_birth_date-day"} <= names
    assert town.mother.person.full_name not in page
    assert "csrfmiddlewaretoken" not in page
    assert "hx-post" not in page
    assert client.get("/ngoai-tuyen/nop/9.999999").status_code == 404


def test_the_empty_form_speaks_english_when_the_worker_asks_for_it(town, client):
    assert "Birth" in client.get(f"/ngoai-tuyen/nop/{BIRTH}?n=en").content.decode()


def test_the_worker_keeps_public_pages_only_and_names_what_it_keeps(town, client):
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    body = answer.content.decode()
    kept = json.loads(body.splitlines()[0].removeprefix("const KEPT = ").rstrip(";"))
    assert f"/ngoai-tuyen/nop/{BIRTH}" in kept["forms"]
    assert len(kept["forms"]) >= 12
    own = ("/ho-so", "/ca-nhan", "/hop-thu", "/nop/ban-nhap", "/ban-lam-viec")
    assert not [url for url in [*kept["forms"], *kept["shell"], kept["outside"]] if url.startswith(own)]
    visitor = client.get(kept["outside"])
    assert visitor.status_code == 200
    assert "sessionid" not in visitor.cookies
    assert 'credentials: "omit"' in body


def test_the_manifest_has_a_vietnamese_name_and_icons_that_are_there(town, client):
    found = client.get("/manifest.webmanifest")
    assert found["Content-Type"] == "application/manifest+json"
    said = found.json()
    assert said["name"].startswith("Một Cửa")
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    for icon in said["icons"]:
        picture = client.get(icon["src"])
        assert picture.status_code == 200
        picture.close()


def test_a_device_learns_a_mark_of_the_account_and_nothing_else(town, client):
    nobody = client.get("/ngoai-tuyen/toi").json()
    assert (nobody["signed_on"], nobody["tag"]) == (False, "")
    me, again = town.browser.get("/ngoai-tuyen/toi").json(), town.browser.get("/ngoai-tuyen/toi").json()
    assert me["tag"] == again["tag"] != ""
    assert me["tag"] != town.signed_on(town.stranger).get("/ngoai-tuyen/toi").json()["tag"]
    assert set(me) == {"signed_on", "tag", "shared", "csrf"}


@pytest.mark.parametrize("code", [BIRTH, COPY])
def test_receiving_asks_the_database_a_bounded_number_of_times(town, code, django_assert_max_num_queries):
    data = {**typed(town), "_draft": str(uuid.uuid4()), "_code": code}
    with django_assert_max_num_queries(27):
        assert town.browser.post(SYNC, data).status_code == 200
