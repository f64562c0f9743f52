"""Acting for an organisation: its representative authorises others, who act within that and until it ends."""

import json
from datetime import timedelta

import pytest
from django.test import Client

from motcua.city import identities
from motcua.city.mandates import reading
from motcua.city.mandates.models import OrganisationMandate
from motcua.city.mandates.scope import Right, Scope
from motcua.city.models import Account, Organisation
from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import NotYours
from motcua.procedures.dossiers.models import Dossier, Draft
from motcua.procedures.dossiers.status import Status
from tests.sites.portal_town import (  # noqa: F401
    BIRTH,
    COPY,
    MONDAY,
    asked,
    build,
    errors_on,
    fill_birth,
    photo,
    town,
)

pytestmark = pytest.mark.django_db
NUMBER = "0109999991"
HOME = "/to-chuc-cua-toi/"
OURS = f"{HOME}{NUMBER}"
LAST = {"until-day": "31", "until-month": "12", "until-year": "2026"}
FIRST = {"since-day": "23", "since-month": "11", "since-year": "2026"}


@pytest.fixture
def firm(town):
    """The mother represents a company; the stranger works there."""
    town.firm = Organisation.objects.create(
        number=NUMBER, name="Công ty Mẫu", kind="enterprise", representative=town.mother.person
    )
    town.clerk = town.signed_on(town.stranger)
    return town


def authorise(firm, **changed):
    wanted = {"pin": firm.stranger.person.pin, "powers": ["file", "see"], "reach": "all", **FIRST, **LAST}
    return firm.browser.post(OURS, wanted | changed)


def accepted(firm, **changed):
    answer = authorise(firm, **changed)
    assert answer.status_code == 302, errors_on(answer)
    mandate = OrganisationMandate.objects.latest("id")
    assert firm.clerk.post(f"{HOME}uy-quyen/{mandate.pk}/nhan").status_code == 302
    return mandate


def act(firm, browser=None):
    answer = (browser or firm.clerk).post(f"{OURS}/thay-mat")
    assert answer.status_code == 302
    return browser or firm.clerk


def stop_of(answer):
    assert answer.status_code == 403, answer.status_code
    return answer.content.decode().split('data-stop="')[1].split('"')[0]


def filed(firm, browser):
    """A birth handed in by whoever acts in this browser, on its account's own number."""
    draft = firm.begin(browser=browser)
    mine, firm.browser = firm.browser, browser
    fill_birth(firm, draft)
    firm.browser = mine
    browser.post(f"/nop/ban-nhap/{draft.id}/giay-to", {"paper-birth_notice": photo()})
    answer = browser.post(f"/nop/ban-nhap/{draft.id}/xem-lai", {"delivery": "online", "consent": "yes"})
    assert answer.status_code == 302, errors_on(answer)
    return Dossier.objects.get(uuid=draft.id)


@pytest.mark.parametrize(
    ("scope", "power", "covered"),
    [
        (Scope(frozenset({"file"})), "file", True),
        (Scope(frozenset({"file"})), "pay", False),
        (Scope(frozenset({"file"}), frozenset({"1.1"})), "file", True),
        (Scope(frozenset({"file"}), frozenset({"9.9"})), "file", False),
        (Scope(frozenset({"file"}), frozenset(), frozenset({"land"})), "file", True),
        (Scope(frozenset({"file"}), frozenset({"9.9"}), frozenset({"land"})), "file", True),
        (Scope(frozenset({"file"}), frozenset(), frozenset({"tax"})), "file", False),
    ],
)
def test_a_mandate_covers_what_it_names_and_no_more(scope, power, covered):
    assert scope.covers(power, "1.1", "land") is covered


def test_several_mandates_add_up_but_each_power_only_as_far_as_its_own_reaches():
    right = Right(
        1,
        (
            Scope(frozenset({"see"}), frozenset({"1.1"})),
            Scope(frozenset({"pay"}), frozenset(), frozenset({"tax"})),
        ),
    )
    assert right.covers("see", "1.1", "land") and right.covers("pay", "2.2", "tax")
    assert not right.covers("pay", "1.1", "land")
    assert (right.reach("see"), right.reach("pay"), right.reach("file")) == (
        (["1.1"], []), ([], ["tax"]), ([], []),
    )  # fmt: skip


def test_the_representative_by_the_register_acts_for_the_company_without_any_paper(firm):
    assert "Công ty Mẫu" in firm.browser.get(HOME).content.decode()
    act(firm, firm.browser)
    assert "Đang thay mặt <strong>Công ty Mẫu" in firm.browser.get("/ca-nhan").content.decode().replace(
        "\n", ""
    )
    assert firm.browser.session["signon"]["acting"]["org_code"] == NUMBER
    firm.browser.post(f"{HOME}thoi")
    assert firm.browser.session["_auth_user_id"] == str(firm.mother.pk)
    assert firm.browser.session["signon"]["acting"]["org_code"] == ""


def test_an_employee_is_authorised_accepts_and_acts_under_both_names(firm):
    mandate = accepted(firm)
    assert [one.person for one in Message.objects.order_by("id")] == [
        firm.stranger.person,
        firm.mother.person,
    ]
    clerk = act(firm)
    account = Account.objects.get(person=firm.stranger.person, organisation=firm.firm)
    draft = firm.begin(COPY, browser=clerk)
    assert draft.account == account
    events = Event.objects.filter(chain=f"organisation/{firm.firm.pk}").order_by("seq")
    assert [one.kind for one in events] == ["organisation.mandate-given", "organisation.mandate-accepted"]
    assert mandate.scope == Scope(frozenset({"file", "see"}))


def test_what_is_filed_for_the_company_carries_the_person_and_the_company(firm):
    accepted(firm)
    dossier = filed(firm, act(firm))
    assert (dossier.owner_organisation, dossier.applicant) == (firm.firm, firm.stranger.person)
    actor = json.loads(Event.objects.filter(chain=dossier.chain).earliest("seq").body)["actor"]
    assert (actor["person_id"], actor["for_organisation_id"]) == (firm.stranger.person.pk, firm.firm.pk)


def test_the_company_sees_what_its_people_filed_and_its_people_not_in_their_own_name(firm):
    accepted(firm)
    dossier = filed(firm, act(firm))
    act(firm, firm.browser)
    assert dossier.code in firm.browser.get("/ho-so").content.decode()
    assert firm.browser.get(f"/ho-so/{dossier.uuid}").status_code == 200
    firm.clerk.post(f"{HOME}thoi")
    assert dossier.code not in firm.clerk.get("/ho-so").content.decode()
    assert stop_of(firm.clerk.get(f"/ho-so/{dossier.uuid}")) == "theirs"
    assert Client().get(f"/ho-so/{dossier.uuid}")["Location"].startswith("/dang-nhap")


@pytest.mark.long
def test_the_representative_goes_on_with_what_an_employee_filed(firm):
    accepted(firm)
    dossier = filed(firm, act(firm))
    act(firm, firm.browser)
    by = firm.mother.person
    with pytest.raises(NotYours):
        changes.withdraw(dossier.uuid, "x", by=Actor("resident", 1, by.pk, by.full_name), at=MONDAY)
    firm.browser.post(f"/ho-so/{dossier.uuid}/rut", {"words": "Nộp nhầm"})
    dossier.refresh_from_db()
    assert dossier.status == Status.WITHDRAWN


@pytest.mark.long
def test_ones_own_matter_is_not_opened_while_acting_for_the_company(firm):
    dossier = filed(firm, firm.browser)
    assert dossier.owner_organisation is None
    act(firm, firm.browser)
    assert dossier.code not in firm.browser.get("/ho-so").content.decode()
    assert stop_of(firm.browser.get(f"/ho-so/{dossier.uuid}")) == "own"
    assert firm.clerk.get(f"/ho-so/{dossier.uuid}").status_code == 404


def test_a_mandate_that_ends_stops_the_next_request_and_keeps_what_was_typed(firm):
    mandate = accepted(firm)
    clerk = act(firm)
    draft = firm.begin(browser=clerk)
    firm.browser.post(f"{HOME}uy-quyen/{mandate.pk}/dung")
    typed = asked({"situation": "ordinary", "relation": "mother"})
    assert stop_of(clerk.post(f"/nop/ban-nhap/{draft.id}/situation", typed)) == "over"
    assert Draft.objects.get(id=draft.id).answers["situation"] == "ordinary"
    assert stop_of(clerk.get("/ca-nhan")) == "over"
    assert clerk.post(f"{OURS}/thay-mat").status_code == 404
    clerk.post(f"{HOME}thoi")
    assert clerk.get("/ca-nhan").status_code == 200
    assert clerk.get(f"/nop/ban-nhap/{draft.id}/situation").status_code == 404
    accepted(firm)
    act(firm)
    assert clerk.get(f"/nop/ban-nhap/{draft.id}/situation").status_code == 200


@pytest.mark.parametrize("days", [39, 400])
def test_a_mandate_that_has_run_out_stops_the_next_request(firm, days):
    accepted(firm)
    clerk = act(firm)
    clock.set_for_test(MONDAY + timedelta(days=38))
    assert clerk.get("/ca-nhan").status_code == 200
    clock.set_for_test(MONDAY + timedelta(days=days))
    assert stop_of(clerk.get("/ca-nhan")) == "over"


def test_a_mandate_of_a_later_day_does_not_count_before(firm):
    accepted(firm, **{"since-day": "24"})
    assert firm.clerk.post(f"{OURS}/thay-mat").status_code == 404
    clock.set_for_test(MONDAY + timedelta(days=1))
    act(firm)


def test_what_the_mandate_does_not_name_is_refused_with_a_clear_page(firm):
    accepted(firm, reach="procedures", procedures=[COPY])
    clerk = act(firm)
    assert clerk.post(f"/nop/{COPY}").status_code == 302
    assert stop_of(clerk.post(f"/nop/{BIRTH}")) == "scope"
    assert Draft.objects.count() == 1


@pytest.mark.long
def test_who_may_not_pay_is_told_so(firm):
    accepted(firm)
    clerk = act(firm)
    dossier = filed(firm, clerk)
    assert stop_of(clerk.post(f"/ho-so/{dossier.uuid}/thanh-toan")) == "scope"


@pytest.mark.long
def test_who_may_only_file_sees_what_she_filed_and_nothing_else_of_the_company(firm):
    accepted(firm, powers=["file"])
    theirs = filed(firm, act(firm, firm.browser))
    clerk = act(firm)
    own = filed(firm, clerk)
    page = clerk.get("/ho-so").content.decode()
    assert own.code in page and theirs.code not in page
    assert clerk.get(f"/ho-so/{own.uuid}").status_code == 200
    assert stop_of(clerk.get(f"/ho-so/{theirs.uuid}")) == "scope"


def test_a_new_representative_ends_what_the_former_one_gave(firm):
    accepted(firm)
    clerk = act(firm)
    third = Account.objects.filter(kind="resident", person__isnull=False).order_by("id")[2:3]
    new = third[0].person if third else firm.stranger.person
    firm.firm.representative = new
    firm.firm.save()
    if new == firm.stranger.person:
        assert clerk.get("/ca-nhan").status_code == 200  # she represents it herself now
    else:
        assert stop_of(clerk.get("/ca-nhan")) == "over"
    assert reading.given_for(firm.firm, MONDAY.date()) == []
    assert len(reading.past_of(firm.firm, MONDAY.date())) == 1
    assert firm.browser.get(OURS).status_code == 404


def signed_on_for(firm, claimed):
    """The stranger as the national identity signs her on with the account of the company."""
    account = identities.organisation_account(firm.stranger.person, firm.firm)
    browser = firm.signed_on(account)
    session = browser.session
    session["signon"] = session["signon"] | {"claimed": claimed}
    session.save()
    return browser


def test_the_word_of_the_national_identity_counts_where_no_register_names_a_representative(firm):
    Organisation.objects.update(representative=None)
    firm.firm.refresh_from_db()
    assert signed_on_for(firm, NUMBER).get("/ca-nhan").status_code == 200
    assert stop_of(signed_on_for(firm, "").get("/ca-nhan")) == "over"
    assert signed_on_for(firm, NUMBER).get(OURS).status_code == 404


def test_whom_the_register_does_not_name_needs_a_mandate_whatever_the_identity_says(firm):
    browser = signed_on_for(firm, NUMBER)
    assert stop_of(browser.get("/ca-nhan")) == "over"
    accepted(firm)
    assert browser.get("/ca-nhan").status_code == 200


def test_nobody_but_the_representative_authorises_or_sees_who_may_act(firm):
    accepted(firm)
    assert firm.clerk.get(OURS).status_code == 404
    assert firm.clerk.post(OURS, {}).status_code == 404
    act(firm)
    assert firm.clerk.get(OURS).status_code == 404


def test_nobody_accepts_or_ends_what_is_somebody_elses(firm):
    authorise(firm)
    mandate = OrganisationMandate.objects.get()
    for way in ("nhan", "dung"):
        if way == "nhan":
            assert firm.browser.post(f"{HOME}uy-quyen/{mandate.pk}/{way}").status_code == 404
        assert firm.browser.post(f"{HOME}uy-quyen/{mandate.pk + 1}/{way}").status_code == 404
    mandate.refresh_from_db()
    assert mandate.accepted_at is None and mandate.ended_at is None


@pytest.mark.long
def test_an_invitation_can_be_declined(firm):
    authorise(firm)
    mandate = OrganisationMandate.objects.get()
    assert "Chờ bạn trả lời" in firm.clerk.get(HOME).content.decode()
    firm.clerk.post(f"{HOME}uy-quyen/{mandate.pk}/dung")
    mandate.refresh_from_db()
    assert mandate.ended_how == "holder"
    assert firm.clerk.post(f"{HOME}uy-quyen/{mandate.pk}/nhan").status_code == 404
    assert "Người ấy thôi nhận" in firm.browser.get(OURS).content.decode()


def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_lost(firm):
    answer = firm.browser.post(
        OURS, {"pin": "123", "reach": "fields", "until-day": "31", "until-month": "2", "until-year": "2027"}
    )
    assert answer.status_code == 422
    wrong = {href for href, _ in errors_on(answer)}
    assert len(wrong) == 5, errors_on(answer)
    page = answer.content.decode()
    assert 'value="123"' in page and 'value="2027"' in page
    assert not OrganisationMandate.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"since-day": "22"}, {"until-year": "2030"}, {"until-day": "1", "until-month": "11"}, {"powers": ["rule"]},
        {"reach": "procedures", "procedures": ["no such"]}, {"pin": ""}, {"reach": "world"},
    ],
)  # fmt: skip
def test_a_mandate_that_makes_no_sense_is_not_given(firm, change):
    assert authorise(firm, **change).status_code == 422
    assert not OrganisationMandate.objects.exists()


@pytest.mark.long
def test_the_same_mandate_is_not_given_twice_nor_to_oneself(firm):
    assert authorise(firm).status_code == 302
    assert authorise(firm).status_code == 422
    assert authorise(firm, pin=firm.mother.person.pin).status_code == 422
    assert OrganisationMandate.objects.count() == 1


def test_whether_the_number_is_known_to_the_city_is_not_told(firm):
    known, unknown = authorise(firm), authorise(firm, pin="001090000017")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert firm.stranger.person.full_name not in firm.browser.get(OURS).content.decode()


def test_authorising_asks_for_a_fresh_proof_and_keeps_what_was_typed(firm):
    session = firm.browser.session
    session["signon"] = session["signon"] | {"proved_at": (MONDAY - timedelta(hours=1)).isoformat()}
    session.save()
    answer = authorise(firm)
    assert answer["Location"].startswith("/dang-nhap/xac-thuc?muc=3")
    page = firm.browser.get(OURS).content.decode()
    assert firm.stranger.person.pin in page and "Đã xác thực" in page
    assert firm.stranger.person.pin not in firm.browser.get(OURS).content.decode()
    assert not OrganisationMandate.objects.exists()


def test_the_pages_keep_their_budgets(firm, django_assert_max_num_queries):
    accepted(firm)
    firm.browser.get(OURS)
    with django_assert_max_num_queries(14):
        assert firm.browser.get(OURS).status_code == 200
    with django_assert_max_num_queries(10):
        assert firm.clerk.get(HOME).status_code == 200
    act(firm)
    with django_assert_max_num_queries(10):
        assert firm.clerk.get("/ho-so").status_code == 200
