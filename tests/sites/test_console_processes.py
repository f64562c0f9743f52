"""Leaders and editors see the real path of dossiers, and take it along for other tools without anybody's name."""

import json
import re
from datetime import date
from pathlib import Path

import jsonschema_rs
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from motcua.city.models import Agency, Person
from motcua.foundation import clock
from motcua.foundation.models import AccessLog, Event
from motcua.insight import names
from motcua.insight.process.models import FlowFigure, PathFigure, SlowStay, StepFigure
from motcua.insight.process.sight import CITY, Sight, sight
from motcua.insight.scope import EVERYTHING, Reach, Scope
from motcua.procedures.dossiers.models import Dossier
from motcua.project.demo import account_of, history
from tests.conftest import hanoi
from tests.standing import standing

NOW = hanoi("2026-11-20 10:00")
COPIES = "2.000815"
HERE = f"/dieu-hanh/quy-trinh/{COPIES}"
YEAR = {"ky": "12"}
SINCE = date(2025, 12, 1)
"""The first of the twelve months; the invented history begins some weeks before it."""
BEGINNING = hanoi("2025-12-01 00:00")
SCHEMAS = Path(__file__).parents[1] / "insight" / "schemas"
XES = "{http://www.xes-standard.org/}"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def dossiers_of_a_year(django_db_setup, django_db_blocker):
    with standing(django_db_blocker):
        history.generate(260, 3, NOW)
        yield


@pytest.fixture
def past(dossiers_of_a_year, city):
    clock.set_for_test(NOW)


def signed_on(key: str) -> Client:
    client = Client()
    client.force_login(account_of(key), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_procedure_that_loses_most_time_comes_first(past):
    lost: dict = {}
    for row in FlowFigure.objects.filter(level="all", month__gte=SINCE):
        lost[row.procedure_code] = lost.get(row.procedure_code, 0) + row.over
    page = text(signed_on("city").get("/dieu-hanh/quy-trinh", YEAR))
    listed = re.findall(r'href="/dieu-hanh/quy-trinh/([\d.]+)\?', page)
    assert listed == sorted(lost, key=lambda code: (-lost[code], listed.index(code)))


def test_the_diagram_and_the_table_carry_the_same_numbers(past):
    page = text(signed_on("city").get(HERE, YEAR))
    assert page.count("<h1") == 1
    assert 'class="wf"' in page and "wf-badge" in page
    receive = StepFigure.objects.filter(level="all", procedure_code=COPIES, step="receive", month__gte=SINCE)
    visits = sum(row.visits for row in receive)
    assert f">{visits}<" in page[page.index('id="steps-title"') :]
    assert "Điều cần biết" in page and "định mức" in page


def test_pages_cost_a_fixed_number_of_queries_and_count_no_dossiers(past):
    client = signed_on("city")
    names.city()
    for path, most in (("/dieu-hanh/quy-trinh", 5), (HERE, 14), (f"{HERE}/ho-so?buoc=receive&ky=12", 9)):
        client.get(path)
        with CaptureQueriesContext(connection) as spent:
            text(client.get(path))
        asked = [query["sql"].lower() for query in spent.captured_queries]
        assert len(asked) <= most, (path, asked)
        assert not any("count(" in sql for sql in asked)


def test_the_lists_hold_as_many_dossiers_as_their_figures_say(past):
    client = signed_on("city")
    counted = {"level": "all", "procedure_code": COPIES, "month__gte": SINCE}
    step = SlowStay.objects.filter(procedure_code=COPIES, left_at__gte=BEGINNING).first().step
    late = sum(row.late for row in StepFigure.objects.filter(**counted, step=step))
    assert listed(client, f"{HERE}/ho-so?ky=12&buoc={step}") == late
    path = PathFigure.objects.filter(**counted).order_by("-dossiers").first()
    many = PathFigure.objects.filter(**counted, path_id=path.path_id)
    assert listed(client, f"{HERE}/ho-so?ky=12&duong={path.path_id}") == sum(row.dossiers for row in many)


def listed(client: Client, address: str) -> int:
    found = 0
    while address:
        page = text(client.get(address))
        found += len(re.findall(r'<th scope="row"><span class="mc-code">', page))
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        address = onward[1].replace("&amp;", "&") if onward else ""
    return found


def test_names_in_a_list_are_shown_to_who_may_see_them_and_that_is_written_down(past):
    home = Agency.objects.get(key="ubnd-phuong-nghia-do").id
    late = SlowStay.objects.filter(agency_id=home, left_at__gte=BEGINNING).first()
    assert late is not None
    address = f"/dieu-hanh/quy-trinh/{late.procedure_code}/ho-so?ky=12&buoc={late.step}"
    owner = Dossier.objects.get(uuid=late.uuid).owner_name
    assert owner not in text(signed_on("city").get(address))
    before = AccessLog.objects.count()
    assert owner in text(signed_on("chair").get(address))
    assert AccessLog.objects.count() > before


def test_editors_see_the_pictures_of_the_whole_city_and_no_dossier(past):
    editor = signed_on("editor")
    page = text(editor.get(HERE, YEAR))
    assert "/ho-so?" not in page and "nhat-ky" not in page
    assert editor.get(f"{HERE}/ho-so", {"buoc": "receive"}).status_code == 403
    assert editor.post(f"{HERE}/nhat-ky", {"dinh-dang": "xes"}).status_code == 403


def test_what_is_not_there_is_not_found_and_nonsense_is_not_chosen(past):
    client = signed_on("city")
    assert client.get("/dieu-hanh/quy-trinh/9.999999").status_code == 404
    assert client.get(f"{HERE}/ho-so").status_code == 404
    for query in ("thang=x&ky=0&co-quan=nope&phien-ban=-1", "thang=0000-13", "phien-ban=" + "9" * 30):
        assert client.get(f"{HERE}?{query}").status_code == 200
    for cursor in ("x", "1e400_1", "_", "nan_1", "12.5_x"):
        assert client.get(f"{HERE}/ho-so", {"buoc": "receive", "sau": cursor}).status_code == 200
        assert client.get(f"{HERE}/ho-so", {"duong": "12", "sau": cursor}).status_code == 200


WARD, BRANCH = frozenset({7}), frozenset({9})
KINDS = {7: "commune", 9: "centre_branch"}


@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (EVERYTHING, CITY),
        (Scope((Reach(WARD),)), Sight("deciding", WARD)),
        (Scope((Reach(BRANCH),)), Sight("doing", BRANCH)),
        (Scope((Reach(WARD), Reach(None, COPIES))), CITY),
        (Scope((Reach(WARD, "1.001193"),)), None),
        (EVERYTHING.narrowed(Reach(WARD)), Sight("deciding", WARD)),
        (Scope((Reach(WARD),)).narrowed(Reach(BRANCH)), None),
        (Scope(()), None),
        (Scope((Reach(field="civil-status"),)), None),
    ],
)
def test_a_leader_sees_what_lies_in_the_powers(scope, seen):
    assert sight(scope, COPIES, "certification", KINDS) == seen


def taken(form: str, client: Client | None = None, **query) -> bytes:
    address = f"{HERE}/nhat-ky?" + "&".join(f"{k}={v}" for k, v in {**YEAR, **query}.items())
    response = (client or signed_on("city")).post(
        address, {"dinh-dang": form, "muc-dich": "Đánh giá quy trình chứng thực"}
    )
    assert response.status_code == 200, response.content[:300]
    return b"".join(response.streaming_content)


def test_the_xes_log_is_valid_and_tells_every_dossier_with_its_steps_in_order(past):
    log = etree.fromstring(taken("xes"))
    etree.XMLSchema(file=str(SCHEMAS / "xes.xsd")).assertValid(log)
    traces = log.findall(f"{XES}trace")
    filed = Dossier.objects.filter(procedure_code=COPIES, submitted_at__gte=BEGINNING)
    assert len(traces) == filed.count() > 20
    names_of_cases = {trace.find(f"{XES}string[@key='concept:name']").get("value") for trace in traces}
    assert len(names_of_cases) == len(traces)
    for trace in traces:
        moments = [date.get("value") for date in trace.iterfind(f".//{XES}date[@key='time:timestamp']")]
        assert moments and moments == sorted(moments)


def test_the_object_centred_log_is_valid_as_json_and_as_xml_and_both_say_the_same(past):
    log = json.loads(taken("ocel-json"))
    jsonschema_rs.Draft7Validator(
        json.loads((SCHEMAS / "ocel.schema.json").read_text()), validate_formats=True
    ).validate(log)
    objects = {one["id"]: one for one in log["objects"]}
    assert len(objects) == len(log["objects"])
    types = {kind["name"] for kind in log["eventTypes"]}
    for event in log["events"]:
        assert event["type"] in types
        assert all(relation["objectId"] in objects for relation in event["relationships"])
    for one in log["objects"]:
        assert all(relation["objectId"] in objects for relation in one.get("relationships", ()))
    assert {"dossier", "task", "agency"} <= {one["type"] for one in log["objects"]}
    xml = etree.fromstring(taken("ocel-xml"))
    etree.XMLSchema(file=str(SCHEMAS / "ocel.xsd")).assertValid(xml)
    assert {one.get("id") for one in xml.iterfind("objects/object")} == set(objects)
    assert [one.get("id") for one in xml.iterfind("events/event")] == [event["id"] for event in log["events"]]


def test_nobody_can_be_found_in_a_log(past):
    dossiers = Dossier.objects.filter(procedure_code=COPIES)
    people = set(Person.objects.filter(id__in=dossiers.values("owner_id")).values_list("full_name", "pin"))
    for form in ("xes", "ocel-json", "ocel-xml"):
        told = taken(form).decode()
        for dossier in dossiers:
            assert dossier.code not in told and str(dossier.uuid) not in told
        assert not any(name in told or pin in told for name, pin in people)


def test_a_log_holds_what_its_reader_may_see_and_taking_it_is_written_down(past):
    ward = Agency.objects.get(key="ubnd-phuong-nghia-do").id
    log = etree.fromstring(taken("xes", signed_on("chair")))
    own = Dossier.objects.filter(procedure_code=COPIES, competent_agency_id=ward, submitted_at__gte=BEGINNING)
    assert len(log.findall(f"{XES}trace")) == own.count()
    event = Event.objects.filter(kind="event-log-taken").last()
    body = json.loads(event.body)
    assert body["data"]["purpose"] == "Đánh giá quy trình chứng thực"
    assert body["actor"]["kind"] == "officer"


def test_without_a_purpose_nothing_is_taken_and_nothing_typed_is_lost(past):
    response = signed_on("city").post(f"{HERE}/nhat-ky", {"dinh-dang": "ocel-json", "muc-dich": "thử"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "ít nhất mười chữ cái" in page and 'value="thử"' in page
    assert not Event.objects.filter(kind="event-log-taken").exists()
