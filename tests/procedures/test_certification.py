"""Certification in a ward: on whose behalf it is signed, the books, the fees, who may not sign."""

from datetime import date, timedelta

import pytest

from motcua import services
from motcua.city import authority
from motcua.city.authority import NotAllowed
from motcua.city.delegation import changes as lending
from motcua.city.delegation import errors
from motcua.city.delegation.terms import Terms
from motcua.city.models import Account, Agency, Post, Power
from motcua.procedures.certification import books, printing, rules
from motcua.procedures.certification.models import BookLine, BookSum, Declaration
from motcua.procedures.certification.signing import OwnInterest
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.errors import NotComplete, WrongState
from motcua.procedures.dossiers.models import Document, Dossier
from motcua.records.population.models import CitizenRecord
from tests.conftest import hanoi
from tests.procedures.at_work import HOME, certified_copies, now, open_task, pay, seat
from tests.procedures.people import officer
from tests.reading_pdf import text_of
from tests.services import dossiers, walking
from tests.services.walking import result_of

AT = hanoi("2026-03-02 09:15")
TRUE = frozenset({"copy_true", "no_interest"})
DECLARED = frozenset({"no_interest"})


def at_the_signature(at=AT, **more) -> Dossier:
    dossier = certified_copies(at, **more)
    pay(dossier, at)
    changes.act(open_task(dossier).id, "submit", by=officer("justice", at), at=at, ticked=TRUE)
    return now(dossier)


def signed(who="justice", at=AT, **more) -> Dossier:
    dossier = at_the_signature(at, **more)
    by = officer(who, at) if who in ("justice", "chair") else seat(HOME, who, at)
    changes.act(open_task(dossier).id, "sign", by=by, at=at, ticked=DECLARED)
    return now(dossier)


def entered(dossier: Dossier, at=AT) -> Dossier:
    changes.act(open_task(dossier).id, "entered", by=officer("clerk", at), at=at)
    return now(dossier)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "line", "post"),
    [
        ("justice", "TUQ. CHỦ TỊCH", "CÔNG CHỨC TƯ PHÁP - HỘ TỊCH"),
        ("chair", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        ("vice_chair", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ],
)
def test_a_certified_copy_shows_on_whose_behalf_it_was_signed(who, line, post):
    dossier = entered(signed(who))
    document, pdf = result_of(dossier)
    text = text_of(pdf)
    assert line in text and post in text
    kept = document.data["signed"]
    assert kept["authority"] == line
    assert bool(kept["decision"]) is (who == "justice")
    (book_line,) = BookLine.objects.filter(dossier_code=dossier.code)
    assert (book_line.capacity, book_line.authority) == (line.partition(" ")[0], line)


@pytest.mark.django_db
def test_the_certifier_declares_and_the_declaration_is_kept_with_the_power_it_was_signed_by():
    dossier = at_the_signature()
    with pytest.raises(NotComplete) as faulty:
        changes.act(open_task(dossier).id, "sign", by=officer("justice", AT), at=AT)
    assert list(faulty.value.fields) == ["check.no_interest"]
    justice = officer("justice", AT)
    changes.act(open_task(dossier).id, "sign", by=justice, at=AT, ticked=DECLARED)
    (kept,) = Declaration.objects.filter(dossier_code=dossier.code)
    assert kept.account_id == justice.account_id and "người thân" in kept.words
    lent = Power.objects.get(id=kept.power_ids[0])
    assert lent.delegated_by_id is not None and lent.field == "certification"


@pytest.mark.django_db
@pytest.mark.parametrize("relation", ["self", "spouse", "child"])
def test_nobody_certifies_for_himself_or_a_relative(relation):
    dossier = at_the_signature()
    signer = Account.objects.get(id=officer("justice", AT).account_id)
    if relation == "self":
        signer.person_id = dossier.owner_id
        signer.save(update_fields=["person"])
    else:
        record, _ = CitizenRecord.objects.get_or_create(
            person_id=signer.person_id, defaults={"updated_at": AT}
        )
        if relation == "spouse":
            record.marital_status, record.spouse_id = "married", dossier.owner_id
            record.save()
        else:
            CitizenRecord.objects.update_or_create(
                person_id=dossier.owner_id, defaults={"father_id": signer.person_id, "updated_at": AT}
            )
    with pytest.raises(OwnInterest):
        changes.act(open_task(dossier).id, "sign", by=officer("justice", AT), at=AT, ticked=DECLARED)
    assert not Document.objects.filter(dossier=dossier, kind="result").exists()


@pytest.mark.django_db
def test_a_delegation_revoked_a_moment_ago_signs_nothing_any_more_and_the_chair_still_does():
    dossier = at_the_signature()
    justice = officer("justice", AT)
    authority.powers_of(justice.account_id, AT)
    Power.objects.filter(field="certification", delegated_by__isnull=False).update(ended_at=AT)
    with pytest.raises(NotAllowed):
        changes.act(open_task(dossier).id, "sign", by=justice, at=AT, ticked=DECLARED)
    authority.forget()
    changes.act(open_task(dossier).id, "sign", by=officer("chair", AT), at=AT, ticked=DECLARED)


@pytest.mark.django_db
def test_a_delegation_for_paper_copies_does_not_sign_electronic_ones():
    Power.objects.filter(field="certification", delegated_by__isnull=False).update(cases=["electronic"])
    authority.forget()
    dossier = at_the_signature()
    with pytest.raises(NotAllowed):
        changes.act(open_task(dossier).id, "sign", by=officer("justice", AT), at=AT, ticked=DECLARED)


@pytest.mark.django_db
def test_translators_signatures_are_never_lent():
    ward = Agency.objects.get(key=HOME)
    chair, justice = (Post.objects.get(agency=ward, kind=kind) for kind in ("chair", "justice_officer"))
    given = Terms(
        kind="delegation", number="99", decided_on=AT.date(), powers=("sign",), begins=AT.date(),
        until=AT.date() + timedelta(days=90), procedures=(("2.000992", "certification"),), to_post_id=justice.id,
    )  # fmt: skip
    with pytest.raises(errors.Faulty) as faulty:
        lending.write(given, chair.id, by=officer("clerk", AT), at=AT)
    assert "người dịch" in faulty.value.fields["powers"][0]
    assert rules.may_be_lent("process", "2.000992") and rules.may_be_lent("sign", "2.000815")


@pytest.mark.django_db
def test_three_papers_are_three_numbers_of_one_book_and_copies_of_one_share_it(
    django_assert_max_num_queries,
):
    first = entered(walking.walk(dossiers.filed(dossiers.COPY, AT), AT, {}, until="number"))
    several = [{"title": f"Giấy {one}", "pages": 2, "copies": 4, "issued_by_foreign": False} for one in "ABC"]
    second = entered(
        walking.walk(dossiers.filed(dossiers.COPY, AT, originals=several), AT, {}, until="number")
    )
    agency = first.competent_agency_id
    with django_assert_max_num_queries(1):
        lines = books.page(agency, "SCT/BS", 2026)
    assert [(line.number, line.title) for line in lines] == [
        (4, "Giấy C"), (3, "Giấy B"), (2, "Giấy A"), (1, "Bằng tốt nghiệp đại học"),
    ]  # fmt: skip
    assert {line.dossier_code for line in lines[:3]} == {second.code}
    assert sum(line.fee for line in lines[:3]) == second.fee_total
    assert [line.title for line in books.page(agency, "SCT/BS", 2026, words="tot nghiep bang")] == [
        "Bằng tốt nghiệp đại học"
    ]
    assert not books.page(agency, "SCT/BS", 2026, words="khong co")
    assert [line.number for line in books.page(agency, "SCT/BS", 2026, before=3)] == [2, 1]
    total = sum(one.lines for one in BookSum.objects.filter(agency_id=agency, symbol="SCT/BS"))
    assert total == 4 == BookLine.objects.filter(agency_id=agency).count()
    text = text_of(printing.printed(Agency.objects.get(id=agency), "SCT/BS", 2026, 3, AT))
    assert "tháng 03 năm 2026" in text and "Giấy C" in text and "04" in text
    empty = text_of(printing.printed(Agency.objects.get(id=agency), "SCT/HĐ,GD", 2026, None, AT))
    assert "Không có việc chứng thực" in empty


@pytest.mark.django_db
def test_a_new_day_for_a_copy_is_two_working_days_at_most_unless_agreed_in_writing():
    dossier = certified_copies(AT)
    by, due = seat(HOME, "justice_officer", AT), now(dossier).due_at
    with pytest.raises(WrongState, match="agreed in writing"):
        changes.extend(dossier.id, due + timedelta(days=4), "Nhiều trang", by=by, at=AT)
    changes.extend(dossier.id, due + timedelta(days=4), "Nhiều trang", by=by, at=AT, agreed=True)
    other = certified_copies(AT)
    assert changes.extend(other.id, due + timedelta(days=2), "Nhiều trang", by=by, at=AT).extensions == 1


@pytest.mark.parametrize(
    ("pages", "copies", "fee"),
    [(1, 1, 2000), (2, 1, 4000), (3, 1, 5000), (5, 3, 21_000), (250, 1, 200_000), (198, 1, 200_000), (197, 2, 398_000)],
)  # fmt: skip
def test_a_copy_costs_two_thousand_a_page_one_from_the_third_and_two_hundred_at_most(pages, copies, fee):
    assert rules.copy_fee(pages, copies) == fee


def test_six_grounds_four_books_and_how_long_papers_are_kept():
    assert len(rules.REFUSE_A_COPY) == 6 and len(rules.BOOKS) == 4
    line = BookLine(symbol="SCT/HĐ,GD", year=2026)
    assert books.kept_until(line) == date(2047, 1, 1)
    assert books.kept_until(BookLine(symbol="SCT/CK,ĐC", year=2026)) == date(2029, 1, 1)
    assert books.kept_until(BookLine(symbol="SCT/BS", year=2026)) is None
    assert books.parts_of(rules.book_text(1, 2026, "SCT/CK,ĐC")) == (1, 2026, "SCT/CK,ĐC")
    assert rules.signed_when("9h05", AT).minute == 5 and rules.signed_when("", AT) == AT


def test_the_grounds_of_the_definition_are_those_of_the_law():
    copy = next(one for one in services.load_all() if one.code == "2.000815")
    (refuse,) = (way for way in copy.workflow.steps["sign"].next if way.kind == "refuse")
    assert [(one.id, one.vi) for one in refuse.grounds] == [(one.id, one.vi) for one in rules.REFUSE_A_COPY]
