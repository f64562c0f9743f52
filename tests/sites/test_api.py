"""Partner systems at /api/v1: what a token lets them do, and what they are told when it does not."""

import uuid

import msgspec
import orjson
import pytest

from motcua.city import partners
from motcua.foundation import clock
from motcua.foundation.models import AccessLog, Event
from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures.binding import Context
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.submission import compute_fees
from motcua.project.demo import account_of
from motcua.sites.api import filing, pace
from motcua.sites.api.interface import description
from tests.conftest import hanoi
from tests.sites.api_calls import COPY, Caller, copy_request, officer_token, revoke_all, token_for

MORNING = hanoi("2026-03-02 08:30")


@pytest.fixture(autouse=True)
def at_work(city):
    """Monday morning in the small city."""
    clock.set_for_test(MORNING)
    partners.forget()
    filing.forget()
    pace.forget()


@pytest.fixture
def hospital() -> Caller:
    return Caller(token_for())


RECEIVED = {"ticked": ["original_seen", "no_ground_to_refuse"]}


def code_of(response) -> str:
    return response.json()["error"]["code"]


def filed(caller: Caller, **changed) -> dict:
    response = caller.post("/dossiers", copy_request(**changed))
    assert response.status_code == 201, response.content.decode()
    return response.json()


# ---- tokens


def test_without_a_token_nothing_is_told():
    for path in ("/procedures", f"/procedures/{COPY}", "/tasks", "/dossiers?code=H26.1-260302-0001"):
        response = Caller(None).get(path)
        assert (response.status_code, code_of(response)) == (401, "no-token")
        assert response["WWW-Authenticate"].startswith("Bearer")
    assert Caller("mc_wrong").get("/procedures").status_code == 401
    assert Caller(None).post("/dossiers", copy_request()).status_code == 401


def test_only_the_hash_of_a_token_is_kept():
    clear = token_for()
    from motcua.city.models import PartnerToken

    assert not any(clear in str(value) for row in PartnerToken.objects.values() for value in row.values())


def test_a_token_without_the_scope_is_refused():
    reader = Caller(token_for("catalogue:read"))
    assert reader.get("/procedures").status_code == 200
    assert code_of(reader.post("/dossiers", copy_request())) == "not-in-scope"
    assert reader.get("/dossiers", purpose="kiem tra", code="X").status_code == 403
    assert not Dossier.objects.exists()


def test_a_token_for_one_procedure_files_no_other():
    caller = Caller(token_for("dossiers:submit", procedures=["1.001193"]))
    assert caller.post("/dossiers", copy_request()).status_code == 403


def test_a_revoked_and_an_expired_token_open_nothing():
    clear = token_for(days=1)
    assert Caller(clear).get("/procedures").status_code == 200
    clock.set_for_test(hanoi("2026-03-04 08:30"))
    assert Caller(clear).get("/procedures").status_code == 401
    other = token_for()
    revoke_all()
    assert Caller(other).get("/procedures").status_code == 401


def test_a_token_costs_no_query_a_second_time(hospital, django_assert_num_queries):
    hospital.get("/procedures")
    with django_assert_num_queries(1):
        hospital.get("/procedures")


# ---- catalogue


def test_the_shelf_is_turned_page_by_page_and_search_finds_by_everyday_words(hospital):
    page = hospital.get("/procedures").json()
    assert COPY in [item["code"] for item in page["items"]] and page["next"] is None
    found = hospital.get("/procedures", q="sao y bản chính").json()["items"]
    assert found[0]["code"] == COPY
    assert hospital.get("/procedures", level="moon").status_code == 422


def test_a_procedure_comes_with_the_definition_that_a_form_is_built_from(hospital):
    found = hospital.get(f"/procedures/{COPY}").json()
    ids = [field["id"] for page in found["definition"]["form"]["pages"] for field in page.get("fields", ())]
    assert "copy_form" in ids and found["version"] == 1 and len(found["definition_hash"]) == 64
    assert hospital.get("/procedures/9.999999").status_code == 404


def test_letters_travel_as_they_are(hospital):
    assert "Chứng thực" in hospital.get(f"/procedures/{COPY}").content.decode()


# ---- filing


def test_a_filed_dossier_has_its_number_its_task_its_fee_and_names_the_partner(hospital):
    answer = filed(hospital)
    dossier = Dossier.objects.get(uuid=answer["id"])
    assert (dossier.code, dossier.status, dossier.channel) == (answer["code"], 1, "online")
    assert dossier.owner_id == account_of("resident").person_id
    assert Task.objects.filter(dossier=dossier, closed_at=None).count() == 1
    assert Order.objects.get(subject_id=dossier.uuid).payer_amount == answer["fee"]
    event = orjson.loads(Event.objects.get(chain=dossier.chain).body)
    assert event["actor"]["kind"] == "partner" and event["actor"]["name"] == "Bệnh viện Phụ sản"


def test_the_order_of_the_one_statement_is_the_order_that_money_writes(hospital):
    by_statement = Order.objects.get(subject_id=filed(hospital)["id"])
    dossier = Dossier.objects.get(uuid=by_statement.subject_id)
    plain = orders.open_order(
        subject=dossier.code,
        subject_id=dossier.uuid,
        fee=_fee_of(dossier),
        payer_name=dossier.applicant_name,
        channel=dossier.channel,
        at=dossier.submitted_at,
        person_id=dossier.applicant_id,
        collector=dossier.competent_agency.name_vi,
        agency_id=dossier.competent_agency_id,
    )
    left_out = {"id", "public_id"}
    one, other = (Order.objects.filter(id=row.id).values().get() for row in (by_statement, plain))
    assert {key: one[key] for key in one if key not in left_out} == {
        key: other[key] for key in other if key not in left_out
    }


def _fee_of(dossier):
    compiled = compiled_version(dossier.version_id)
    context = Context(today=MORNING.date(), channel="online", applicant={}, case=dossier.case_id)
    return compute_fees(compiled, dossier.answers, context)


def test_the_same_id_again_is_the_same_dossier(hospital):
    request = copy_request()
    first = hospital.post("/dossiers", request)
    again = hospital.post("/dossiers", request)
    broken = hospital.post("/dossiers", {**request, "answers": {}})
    assert (first.status_code, again.status_code, broken.status_code) == (201, 200, 200)
    assert first.json() == again.json() == broken.json()
    assert Dossier.objects.count() == 1


def test_the_id_of_another_partner_tells_nothing(hospital):
    request = copy_request()
    hospital.post("/dossiers", request)
    other = Caller(token_for(username="partner.school"))
    response = other.post("/dossiers", request)
    assert (response.status_code, code_of(response)) == (409, "id-taken")
    assert "H26" not in response.content.decode()


def test_every_fault_is_named_at_its_field_in_both_languages(hospital):
    response = hospital.post(
        "/dossiers", copy_request(answers={"copy_form": "stone", "applicant_phone": "12"})
    )
    assert response.status_code == 422
    fields = response.json()["error"]["fields"]
    assert {"applicant_name", "applicant_phone", "copy_form", "originals"} <= set(fields)
    assert all(fault["vi"] and fault["en"] for fault in fields.values())


def test_a_number_with_another_name_is_refused_and_the_look_is_logged(hospital):
    request = copy_request()
    request["applicant"]["full_name"] = "Trần Văn Khác"
    response = hospital.post("/dossiers", request)
    assert "applicant.full_name" in response.json()["error"]["fields"]
    assert AccessLog.objects.get().person_id == account_of("resident").person_id


def test_a_birth_date_beside_the_number_has_to_agree_as_far_as_it_is_known(hospital):
    person = account_of("resident").person
    right, wrong = person.birth_date, person.birth_date.replace(year=1950)

    def filing_with(day):
        request = copy_request(id=str(uuid.uuid4()))
        request["applicant"]["birth_date"] = day.isoformat()
        return hospital.post("/dossiers", request).status_code

    assert (filing_with(right), filing_with(wrong)) == (201, 422)
    type(person).objects.filter(pk=person.pk).update(birth_precision="year")
    assert (filing_with(right.replace(month=12, day=31)), filing_with(wrong)) == (201, 422)


def test_a_person_whom_no_register_knows_files_by_name(hospital):
    request = copy_request(applicant={"full_name": "Nguyễn Thị Lạ", "unit": "00160"})
    request["answers"]["applicant_name"] = "Nguyễn Thị Lạ"
    answer = hospital.post("/dossiers", request).json()
    assert Dossier.objects.get(uuid=answer["id"]).owner_id is None


def test_a_file_of_somebody_else_is_not_taken(hospital):
    papers = [{"component": "original", "files": [str(uuid.uuid4())]}]
    response = hospital.post("/dossiers", copy_request(papers=papers))
    assert "papers.original" in response.json()["error"]["fields"]


def test_filing_costs_ten_statements_at_most(hospital, django_assert_max_num_queries):
    filed(hospital)
    request = copy_request()
    # the two that psycopg prepares are not counted; in a test there is a savepoint around
    with django_assert_max_num_queries(3):
        assert hospital.post("/dossiers", request).status_code == 201


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'"x"', b"\xff", b'{"id": 1}', b"[" * 100_000, b"null"])
def test_a_body_that_is_no_request_is_told_so(hospital, raw):
    response = hospital.post("/dossiers", raw=raw)
    assert response.status_code in (400, 422) and code_of(response) in ("bad-json", "not-valid")


@pytest.mark.parametrize("evil", ["a\x00b", "x" * 100_000, "\u202e", "9" * 400])
def test_odd_text_is_refused_wherever_it_stands(hospital, evil):
    answers = {**copy_request()["answers"], "applicant_name": evil}
    assert hospital.post("/dossiers", copy_request(answers=answers)).status_code == 422
    assert hospital.post("/dossiers", copy_request(procedure=evil)).status_code == 422
    for field in ("full_name", "pin", "unit", "address"):
        party = {**copy_request()["applicant"], field: evil}
        assert hospital.post("/dossiers", copy_request(applicant=party)).status_code == 422, field
    assert hospital.get("/procedures", q=evil).status_code in (200, 422)
    assert hospital.get("/dossiers", purpose="kiem tra", code=evil).status_code in (404, 422)


def test_the_documented_shape_of_a_request_is_the_one_that_is_decoded():
    told = description()["components"]["schemas"]
    assert set(told["DossierIn"]["properties"]) == {
        field.name for field in msgspec.structs.fields(filing.Body)
    }
    party = {field.name for field in msgspec.structs.fields(filing.applicants.Given)}
    assert set(told["PartyIn"]["properties"]) == party


# ---- reading


def test_a_look_at_a_dossier_needs_a_purpose_and_is_logged(hospital):
    answer = filed(hospital)
    assert hospital.get(f"/dossiers/{answer['id']}").status_code == 422
    seen = hospital.get(
        f"/dossiers/{answer['id']}", purpose="Tr%E1%BA%A3%20l%E1%BB%9Di%20s%E1%BA%A3n%20ph%E1%BB%A5"
    )
    assert seen.json()["status"]["vi"] == "Mới đăng ký"
    look = AccessLog.objects.get()
    assert (look.purpose, look.dossier_code) == ("Trả lời sản phụ", answer["code"])
    assert look.person_id == account_of("resident").person_id
    assert hospital.get("/dossiers", purpose="kiem tra", code=answer["code"]).status_code == 200


def test_a_dossier_of_another_partner_does_not_exist(hospital):
    answer = filed(hospital)
    other = Caller(token_for(username="partner.school"))
    assert other.get(f"/dossiers/{answer['id']}", purpose="tò mò".encode().hex()).status_code == 404
    assert not AccessLog.objects.exists()


def test_an_officer_sees_the_answers_of_what_concerns_the_agency_only(hospital):
    answer = filed(hospital)
    seen = Caller(officer_token("counter")).get(f"/dossiers/{answer['id']}", purpose="xu ly ho so")
    assert seen.json()["answers"]["copy_form"] == "paper"
    builder = Caller(officer_token("construction"))
    assert builder.get(f"/dossiers/{answer['id']}", purpose="xu ly ho so").status_code == 404


# ---- tasks


def test_a_partner_without_a_post_has_no_tasks(hospital):
    with pytest.raises(ValueError, match="post"):
        token_for("tasks:read")
    assert hospital.get("/tasks").status_code == 403


def test_an_officer_accepts_and_examines_through_the_interface(hospital):
    answer = filed(hospital)
    counter = Caller(officer_token("counter"))
    (task,) = counter.get("/tasks").json()["items"]
    assert task["code"] == answer["code"] and "name" not in " ".join(task)
    claimed = counter.post(f"/tasks/{task['id']}/claim")
    assert claimed.status_code == 200
    refused = counter.post(f"/tasks/{task['id']}/accept")
    assert (refused.status_code, code_of(refused)) == (422, "not-complete")
    assert set(refused.json()["error"]["fields"]) == {"check.original_seen", "check.no_ground_to_refuse"}
    accepted = counter.post(f"/tasks/{task['id']}/accept", RECEIVED).json()
    assert accepted["status"] == 2 and accepted["open_task"] != task["id"] and accepted["due_at"]


def test_what_was_done_already_is_a_conflict_in_words(hospital):
    filed(hospital)
    counter = Caller(officer_token("counter"))
    (task,) = counter.get("/tasks").json()["items"]
    counter.post(f"/tasks/{task['id']}/accept", RECEIVED)
    late = counter.post(f"/tasks/{task['id']}/accept")
    assert (late.status_code, code_of(late)) == (409, "somebody-was-faster")
    assert "Đặng Thu Trang" in late.json()["error"]["vi"]


def test_a_task_for_another_post_does_not_exist(hospital):
    filed(hospital)
    task = Task.objects.get()
    for path in (f"/tasks/{task.id}/accept", "/tasks/999999/accept", "/tasks/9223372036854775807/claim"):
        assert Caller(officer_token("justice")).post(path).status_code == 404
    assert Caller(officer_token("justice")).post("/tasks/9223372036854775808/claim").status_code == 422


def test_a_step_is_refused_with_its_reason(hospital):
    filed(hospital)
    counter = Caller(officer_token("counter"))
    task = Task.objects.get().id
    assert code_of(counter.post(f"/tasks/{task}/act", {"action": "fly"})) == "wrong-state"
    assert (
        code_of(counter.post(f"/tasks/{task}/refuse-intake", {"reason": "duplicate", "words": " "}))
        == "note-needed"
    )
    refused = counter.post(f"/tasks/{task}/refuse-intake", {"reason": "duplicate", "words": "Đã có hồ sơ"})
    assert refused.json()["status"] == 3


def test_an_officer_who_left_the_post_can_do_nothing(hospital):
    from motcua.city import authority
    from motcua.city.models import Appointment

    clear = officer_token("counter")
    Appointment.objects.filter(account=account_of("counter")).update(valid_to="2026-03-01")
    authority.forget()
    assert code_of(Caller(clear).get("/tasks")) == "post-not-held"


def test_a_restricted_officers_token_reaches_no_other_procedure(hospital):
    filed(hospital)
    counter = Caller(officer_token("counter", procedures=["1.001193"]))
    assert counter.get("/tasks").json()["items"] == []
    assert counter.post(f"/tasks/{Task.objects.get().id}/claim").status_code == 404


# ---- around it


def test_an_unknown_address_answers_in_json(hospital):
    response = hospital.get("/nothing")
    assert (response.status_code, code_of(response)) == (404, "not-found")


def test_the_documentation_shows_every_operation_and_runs_no_script_of_others(client):
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200 and "'unsafe-inline'" not in page["Content-Security-Policy"]
    for path in description()["paths"]:
        assert path.removeprefix("/api/v1") in text
    assert "https://" not in text.replace("https://localhost", "")


def test_machines_pass_without_a_session_and_pages_keep_it(hospital):
    from django.test import RequestFactory

    from motcua.project import slim

    assert slim.for_machines("/api/v1/procedures") and not slim.for_machines("/api/v1/docs")
    assert not slim.for_machines("/healthz")
    handler = slim.SlimHandler()
    request = RequestFactory().get("/api/v1/procedures", headers=hospital.headers)
    answer = handler.get_response(request)
    assert answer.status_code == 200 and not hasattr(request, "session")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_command_issues_lists_and_revokes_a_token(capsys):
    from motcua.project.commands import main

    assert (
        main(["api-token", "create", "Bệnh viện", "--scopes", "catalogue:read", "--organisation", "0101"])
        == 0
    )
    clear = capsys.readouterr().out.split()[-1]
    assert Caller(clear).get("/procedures").status_code == 200
    assert main(["api-token", "list"]) == 0
    listed = capsys.readouterr().out
    assert "partner.0101" in listed and clear not in listed
    assert main(["api-token", "revoke", listed.split()[0]]) == 0
    partners.forget()
    assert Caller(clear).get("/procedures").status_code == 401


def test_the_command_binds_a_token_to_a_post_that_the_officer_holds(capsys):
    from motcua.project.commands import main

    username = account_of("counter").username
    scopes = "tasks:read,tasks:act"
    assert main(["api-token", "create", "Quầy", "--scopes", scopes, "--officer", username]) == 0
    assert Caller(capsys.readouterr().out.split()[-1]).get("/tasks").status_code == 200
    assert (
        main(["api-token", "create", "Quầy", "--scopes", scopes, "--officer", username, "--post", "1"]) == 1
    )
    assert main(["api-token", "create", "Quầy", "--scopes", scopes]) == 1
    assert main(["api-token", "create", "Quầy", "--scopes", "everything"]) == 1


def test_a_wrong_method_is_told_in_json(hospital):
    response = hospital.post("/procedures", {})
    assert (response.status_code, code_of(response), response["Allow"]) == (405, "wrong-method", "GET")


def test_the_documentation_speaks_vietnamese_and_english(client):
    from motcua.sites.api.words import OPERATIONS

    vietnamese = client.get("/api/v1/docs").content.decode()
    client.cookies["django_language"] = "en"
    english = client.get("/api/v1/docs").content.decode()
    assert OPERATIONS["waiting"] in vietnamese and OPERATIONS["waiting"] not in english
    assert "Names no person" in english and "Names no person" not in vietnamese


# ---- how fast a token may call


def test_a_token_that_calls_too_fast_waits_and_the_others_do_not(hospital, settings):
    settings.API_CALLS_PER_MINUTE = 3
    pace.forget()
    assert [hospital.get("/procedures").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = hospital.get("/procedures")
    assert (refused.status_code, code_of(refused)) == (429, "too-fast")
    assert 1 <= int(refused["Retry-After"]) <= 20
    assert "Retry-After" in refused.json()["error"]["vi"]
    assert Caller(token_for()).get("/procedures").status_code == 200
    assert Caller(None).get("/procedures").status_code == 401, "no token: not slowed down, but not let in"


def test_filing_counts_like_every_other_call(hospital, settings):
    settings.API_CALLS_PER_MINUTE = 1
    pace.forget()
    filed(hospital)
    assert hospital.post("/dossiers", copy_request()).status_code == 429
    assert Dossier.objects.count() == 1


def test_a_bucket_fills_evenly_and_never_over_its_brim():
    pace.forget()
    assert [pace.take(7, 60, at) for at in (0.0, 0.0)] == [0, 0]
    for _ in range(58):
        assert pace.take(7, 60, 0.0) == 0
    assert pace.take(7, 60, 0.0) == 1, "one call a second: the next one in a second"
    assert pace.take(7, 60, 0.5) == 1, "a refused call takes nothing out"
    assert pace.take(7, 60, 1.0) == 0
    assert [pace.take(7, 60, 9999.0) for _ in range(61)] == [0] * 60 + [1]
    assert pace.take(8, 2, 0.0) == 0 == pace.take(8, 2, 0.0)
    assert pace.take(8, 2, 0.0) == 30


def test_the_description_says_how_fast_a_token_may_call():
    schema = description()
    assert "3000" in schema["info"]["description"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            answer = {str(code): one for code, one in operation["responses"].items()}["429"]
            assert answer["headers"]["Retry-After"]["schema"]["minimum"] == 1, (method, path)


@pytest.fixture
def kept_line(monkeypatch):
    """The test's own transaction lives on a connection that must not be closed between requests."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    from motcua.project import slim

    monkeypatch.setattr(slim, "close_old_connections", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _straight(handler, body: bytes, headers: dict[str, str], **more):
    """What a web server gets for a filing: status line, headers, body."""
    from io import BytesIO

    begun: list = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/api/v1/dossiers",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/json",
    } | {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    answer = handler(environ | more, lambda status, headers: begun.extend((status, dict(headers))))
    return begun[0], {name.lower(): value for name, value in begun[1].items()}, b"".join(answer)


def test_the_straight_way_of_a_filing_answers_as_the_long_one(hospital, settings, kept_line):
    from django.core.handlers.wsgi import WSGIHandler

    from motcua.project import slim

    handler = slim.SlimHandler()

    def long_way(environ, start_response):
        return WSGIHandler.__call__(handler, environ, start_response)

    for body, headers in (
        (b"{}", hospital.headers),
        (b"{", hospital.headers),
        (b'{"id":"\xff"}', hospital.headers),
        (b"{}", {}),
        (b"{}", {"Authorization": "Bearer mc_nobody"}),
    ):
        straight, long = (_straight(way, body, headers) for way in (handler, long_way))
        assert straight == long, body
        assert straight[0][:3] in {"400", "401", "422"} and straight[1]["x-content-type-options"] == "nosniff"
    slim._security_headers.cache_clear()
    settings.SECURE_SSL_REDIRECT = True
    redirecting = slim.SlimHandler()
    assert _straight(redirecting, b"{}", hospital.headers)[0].startswith("301"), "the long way redirects"
    slim._security_headers.cache_clear()


def test_a_filing_without_a_length_or_too_long_takes_the_long_way(hospital, settings, kept_line):
    from motcua.project import slim

    handler = slim.SlimHandler()
    assert _straight(handler, b"{}", hospital.headers, CONTENT_LENGTH="")[0].startswith("400")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert _straight(handler, b"{" + b" " * 20 + b"}", hospital.headers)[0].startswith("413")
