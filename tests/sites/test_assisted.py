"""Helpers and relatives act for somebody: the client's rows, the helper's name, and nothing for the next one."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from motcua.city import identities
from motcua.city.acting import sessions
from motcua.city.acting.models import AssistedSession, Hand, Mandate
from motcua.city.models import Appointment, Person
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.models import AccessLog, Event
from motcua.procedures.dossiers import reading
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.records.population.models import CitizenRecord
from tests.sites.portal_town import BIRTH, BIRTH_PAGES, COPY, MONDAY, asked, photo, town

__all__ = ["town"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_cache():
    cache.clear()


@pytest.fixture
def helper(town):
    """An officer of the counter, whose post may assist."""
    held = Appointment.objects.filter(post__kind="reception").select_related("account").first()
    return town.signed_on(held.account)


def card(person: Person) -> str:
    sex = "Nữ" if person.sex == "female" else "Nam"
    return f"{person.pin}||{person.full_name}|{person.birth_date:%d%m%Y}|{sex}|Số 1, Hà Nội|01012022"


def ask_for(browser, person, **changed):
    born = person.birth_date
    data = {
        "pin": person.pin,
        "name": person.full_name,
        "born-day": born.day,
        "born-month": born.month,
        "born-year": born.year,
        "purpose": "Đăng ký khai sinh cho cháu",
        "consent": "spoken",
    }
    return browser.post("/ho-tro/", data | changed)


def sit_with(browser, person):
    """A running session with this person; the answer that began it."""
    asked_for = ask_for(browser, person)
    assert asked_for.status_code == 302, asked_for.content.decode()
    begun = browser.post(asked_for["Location"], {"card": card(person), "seen": "yes"})
    assert begun.status_code == 302, begun.content.decode()
    return begun


def begin(browser, code=BIRTH):
    answer = browser.post(f"/nop/{code}")
    assert answer.status_code == 302, answer.status_code
    return Draft.objects.get(id=answer["Location"].split("/")[3])


def fill_and_send(browser, draft, person):
    for page, answers in BIRTH_PAGES.items():
        pins = {name: person.pin for name in answers if name.endswith("_pin")}
        answer = browser.post(f"/nop/ban-nhap/{draft.id}/{page}", asked(answers | pins))
        assert answer.status_code == 302, (page, answer.status_code)
    browser.post(f"/nop/ban-nhap/{draft.id}/giay-to", {"paper-birth_notice": photo()})
    return browser.post(f"/nop/ban-nhap/{draft.id}/xem-lai", {"delivery": "online", "consent": "yes"})


def test_a_helper_files_in_the_clients_name_and_both_names_stand_on_the_dossier(town, helper):
    sit_with(helper, town.mother.person)
    draft = begin(helper)
    assert draft.account == town.mother
    sent = fill_and_send(helper, draft, town.mother.person)
    assert sent.status_code == 302
    dossier = Dossier.objects.get(uuid=draft.id)
    assert (dossier.applicant, dossier.owner) == (town.mother.person, town.mother.person)
    session = AssistedSession.objects.get()
    hand = Hand.objects.get(subject=dossier.uuid)
    assert (hand.session, hand.client, hand.helper_name) == (session, town.mother.person, session.helper_name)
    filed = reading.timeline(dossier, for_resident=True)[0]
    assert (filed.kind, filed.who) == ("submitted", session.helper_name)
    assert f"{session.helper_name} làm thay {town.mother.person.full_name}" in filed.detail_vi
    assert f'"for_person_id":{town.mother.person_id}' in Event.objects.get(
        chain=dossier.chain, kind="submitted"
    ).body.replace(" ", "")
    assert session.helper_name in town.browser.get(f"/ho-so/{dossier.uuid}").content.decode()


def test_the_client_reads_who_helped_and_why(town, helper):
    sit_with(helper, town.mother.person)
    begin(helper)
    purposes = set(
        AccessLog.objects.filter(person_id=town.mother.person_id).values_list("purpose", flat=True)
    )
    assert "Hỗ trợ: Đăng ký khai sinh cho cháu" in purposes
    page = town.browser.get("/ca-nhan/du-lieu").content.decode()
    assert "Hỗ trợ: Đăng ký khai sinh cho cháu" in page
    assert Message.objects.filter(person=town.mother.person, key__startswith="assisted/").exists()


def test_nothing_of_the_first_client_is_open_to_the_second_session(town, helper):
    first = sit_with(helper, town.mother.person)
    key_of_first = helper.cookies["sessionid"].value
    assert first["Clear-Site-Data"] == '"cache", "storage"'
    draft = begin(helper)
    page = f"/nop/ban-nhap/{draft.id}/{draft.page}"
    shown = helper.get(page)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    sit_with(helper, town.stranger.person)
    assert helper.cookies["sessionid"].value != key_of_first
    assert AssistedSession.objects.filter(ended_by="next").count() == 1
    assert helper.get(page).status_code == 404
    assert helper.post(page, asked({"situation": "ordinary"})).status_code == 404
    assert helper.post(f"/nop/ban-nhap/{draft.id}/bo").status_code == 302
    assert Draft.objects.filter(id=draft.id).exists()
    own = helper.get("/ho-so").content.decode()
    assert str(draft.id) not in own
    assert town.mother.person.full_name not in own


def test_the_helper_sees_only_what_this_session_began(town, helper):
    earlier = town.begin()
    sit_with(helper, town.mother.person)
    assert helper.get(f"/nop/ban-nhap/{earlier.id}/{earlier.page}").status_code == 404
    assert helper.post(f"/nop/{BIRTH}", {"id": earlier.id}).status_code == 404
    assert str(earlier.id) not in helper.get("/ho-so").content.decode()
    assert (
        town.mother.person.full_name
        not in helper.get("/thu-tuc").content.decode().split("</header>")[1].split("<main")[1]
    )


def test_the_clients_inbox_and_own_page_stay_closed(town, helper):
    sit_with(helper, town.mother.person)
    assert helper.get("/hop-thu").status_code == 403
    assert helper.get("/ca-nhan").status_code == 403
    assert helper.get("/ca-nhan/du-lieu").status_code == 403
    assert helper.get("/lam-thay").status_code == 403


def test_the_session_ends_by_its_button_and_leaves_nothing(town, helper):
    sit_with(helper, town.mother.person)
    draft = begin(helper)
    ended = helper.post("/ho-tro/ket-thuc")
    assert ended["Clear-Site-Data"] == '"cache", "storage"'
    assert AssistedSession.objects.get().ended_by == "button"
    assert helper.get(f"/nop/ban-nhap/{draft.id}/{draft.page}").status_code == 404
    assert town.mother.person.full_name not in helper.get("/ho-tro/").content.decode()
    assert town.browser.get(f"/nop/ban-nhap/{draft.id}/{draft.page}").status_code == 200


def test_a_session_left_alone_ends_by_itself(town, helper):
    sit_with(helper, town.mother.person)
    draft = begin(helper)
    clock.set_for_test(MONDAY + sessions.IDLE + timedelta(seconds=31))
    gone = helper.get(f"/nop/ban-nhap/{draft.id}/{draft.page}")
    assert gone["Location"] == "/ho-tro/het"
    assert "Clear-Site-Data" in gone
    assert AssistedSession.objects.get().ended_by == "idle"
    assert helper.get("/ho-tro/het").status_code == 200


def test_a_wrong_name_or_day_shows_nobody_and_is_counted(town, helper):
    person = town.mother.person
    wrong = ask_for(helper, person, name="Người Khác Hẳn")
    assert wrong.status_code == 422
    assert "Không có người nào khớp" in wrong.content.decode()
    for _ in range(9):
        ask_for(helper, person, **{"born-year": 1901})
    assert ask_for(helper, person).status_code == 429
    assert not AssistedSession.objects.exists()


def test_everything_that_is_missing_is_said_at_once(town, helper):
    answer = helper.post("/ho-tro/", {"name": "Vẫn còn đây"})
    assert answer.status_code == 422
    words = answer.content.decode()
    assert words.count("mc-field--wrong") == 4
    assert "Vẫn còn đây" in words


def test_somebody_elses_card_confirms_nothing(town, helper):
    asked_for = ask_for(helper, town.mother.person)
    other = helper.post(asked_for["Location"], {"card": card(town.stranger.person), "seen": "yes"})
    assert other.status_code == 422
    unseen = helper.post(asked_for["Location"], {"card": card(town.mother.person)})
    assert unseen.status_code == 422
    assert AssistedSession.objects.get().started_at is None
    assert helper.get("/hop-thu")["Location"] == "/ban-lam-viec/"


def test_a_code_that_was_sent_begins_the_session_once(town, helper):
    where = ask_for(helper, town.mother.person)["Location"]
    helper.post(where, {"send": "1"})
    letter = Message.objects.get(key__startswith="assist-code/")
    code = letter.body.split("mã ")[1][:6]
    assert letter.address == town.mother.person.email
    assert helper.post(where, {"code": "x"}).status_code == 422
    assert helper.post(where, {"code": code}).status_code == 302
    assert AssistedSession.objects.get().confirmed_by == "code"
    assert helper.post(where, {"code": code}).status_code == 404


def test_guessing_codes_ends_the_attempt(town, helper):
    where = ask_for(helper, town.mother.person)["Location"]
    helper.post(where, {"send": "1"})
    for _ in range(sessions.TRIES):
        helper.post(where, {"code": "not it"})
    assert AssistedSession.objects.get().ended_by == "given-up"
    assert helper.get(where).status_code == 404


def test_an_officer_without_the_power_may_not_assist(town):
    held = Appointment.objects.filter(post__kind="chair").select_related("account").first()
    assert town.signed_on(held.account).get("/ho-tro/").status_code == 403


def invite(town, **changed):
    data = {
        "pin": town.stranger.person.pin,
        "relation": "Con gái",
        "procedure": "",
        "until-day": 31,
        "until-month": 12,
        "until-year": 2026,
    }
    return town.browser.post("/lam-thay", data | changed)


@pytest.fixture
def relative(town):
    """The stranger, invited by the mother, has accepted and acts for her."""
    assert invite(town).status_code == 302
    browser = town.signed_on(town.stranger)
    mandate = Mandate.objects.get()
    browser.post(f"/lam-thay/{mandate.id}/nhan")
    assert browser.post(f"/lam-thay/{mandate.id}/bat-dau").status_code == 302
    return browser


def test_a_relative_files_for_somebody_and_both_see_who_did_it(town, relative):
    draft = begin(relative)
    fill_and_send(relative, draft, town.mother.person)
    dossier = Dossier.objects.get(uuid=draft.id)
    assert dossier.owner == town.mother.person
    for browser in (town.browser, relative):
        page = browser.get(f"/ho-so/{dossier.uuid}").content.decode()
        assert f"{town.stranger.person.full_name} làm thay {town.mother.person.full_name}" in page


def test_a_revoked_relative_opens_nothing_any_more(town, relative):
    draft = begin(relative)
    page = f"/nop/ban-nhap/{draft.id}/{draft.page}"
    assert relative.get(page).status_code == 200
    town.browser.post(f"/lam-thay/{Mandate.objects.get().id}/dung")
    assert relative.get(page)["Location"] == "/lam-thay/het"
    assert relative.get(page).status_code == 404
    assert relative.post(f"/lam-thay/{Mandate.objects.get().id}/bat-dau").status_code == 404
    assert town.browser.get(page).status_code == 200


def test_a_leave_for_one_procedure_opens_that_one_only(town):
    invite(town, procedure=COPY)
    browser = town.signed_on(town.stranger)
    number = Mandate.objects.get().id
    browser.post(f"/lam-thay/{number}/nhan")
    assert browser.post(f"/lam-thay/{number}/bat-dau")["Location"] == f"/nop/{COPY}"
    assert browser.post(f"/nop/{BIRTH}").status_code == 404
    assert browser.post(f"/nop/{COPY}").status_code == 302


def test_a_leave_ends_with_its_last_day(town, relative):
    draft = begin(relative)
    clock.set_for_test(MONDAY.replace(year=2027, month=1, day=1))
    assert relative.get(f"/nop/ban-nhap/{draft.id}/{draft.page}")["Location"] == "/lam-thay/het"


def test_only_the_invited_may_accept_and_nobody_learns_whether_a_number_exists(town):
    known = invite(town)
    unknown = invite(town, pin="001099000001")
    assert (known.status_code, unknown.status_code) == (302, 302)
    number = Mandate.objects.get(helper_pin=town.stranger.person.pin).id
    assert town.browser.post(f"/lam-thay/{number}/nhan").status_code == 404
    somebody = Person.objects.exclude(pk__in=[town.mother.person_id, town.stranger.person_id]).first()
    third = identities.resident_account(somebody, "third")
    assert town.signed_on(third).post(f"/lam-thay/{number}/nhan").status_code == 404
    assert town.signed_on(third).post(f"/lam-thay/{number}/dung").status_code == 404


def test_a_parent_acts_for_a_minor_child_of_the_register_without_an_invitation(town):
    child = Person.objects.exclude(pk__in=[town.mother.person_id, town.stranger.person_id]).first()
    Person.objects.filter(pk=child.pk).update(birth_date=MONDAY.date().replace(year=2015))
    CitizenRecord.objects.update_or_create(
        person=child, defaults={"mother": town.mother.person, "updated_at": MONDAY}
    )
    where = f"/lam-thay/con/{child.pk}/bat-dau"
    assert town.signed_on(town.stranger).post(where).status_code == 404
    assert town.browser.post(where).status_code == 302
    draft = begin(town.browser, COPY)
    assert draft.account.person == child
    town.browser.post("/lam-thay/thoi")
    Person.objects.filter(pk=child.pk).update(birth_date=MONDAY.date().replace(year=2008))
    assert town.browser.post(where).status_code == 404


def test_stopping_brings_back_ones_own_matters(town, relative):
    draft = begin(relative)
    relative.post("/lam-thay/thoi")
    assert relative.get(f"/nop/ban-nhap/{draft.id}/{draft.page}").status_code == 404
    assert relative.get("/ca-nhan").status_code == 200


def test_the_first_page_shows_neither_the_clients_matters_nor_ones_own(town, relative):
    theirs, mine = begin(relative), town.begin(browser=town.signed_on(town.stranger))
    page = relative.get("/").content.decode()
    assert str(theirs.id) not in page
    assert str(mine.id) not in page


def test_acting_for_somebody_costs_three_queries_more_on_a_page(
    town, relative, django_assert_max_num_queries
):
    draft = begin(relative)
    relative.get(f"/nop/ban-nhap/{draft.id}/{draft.page}")
    with django_assert_max_num_queries(14):
        assert relative.get(f"/nop/ban-nhap/{draft.id}/{draft.page}").status_code == 200


def test_the_page_of_relatives_needs_ten_queries_at_most(town, relative, django_assert_max_num_queries):
    with django_assert_max_num_queries(11):
        assert town.browser.get("/lam-thay").status_code == 200
