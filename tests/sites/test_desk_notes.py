"""Notes between officers, and who is named in them."""

import pytest
from django.db import DatabaseError, transaction

from motcua.city.models import Account
from motcua.foundation.models import Event
from motcua.procedures.dossiers import inner_notes
from motcua.procedures.dossiers.models import Dossier, Mention, Note
from motcua.procedures.dossiers.reading import timeline
from motcua.project.demo import account_of
from tests.procedures import people
from tests.sites.desk_people import MONDAY, accepted, at_desk, page_of

pytestmark = pytest.mark.django_db


def noted(client, dossier: Dossier, words: str, **more):
    return client.post(page_of(dossier, "ghi-chu/"), {"inner": words, **more}, follow=True)


def test_a_note_is_read_by_colleagues_and_never_by_the_resident():
    dossier = accepted()
    page = noted(at_desk("counter"), dossier, "Người nộp hẹn chiều mai.")
    assert "Người nộp hẹn chiều mai." in page.content.decode()
    assert "Người nộp hẹn chiều mai." in at_desk("justice").get(page_of(dossier)).content.decode()
    portal = at_desk("resident").get(f"/ho-so/{dossier.uuid}")
    assert portal.status_code == 200
    assert "hẹn chiều mai" not in portal.content.decode()
    assert all(one.kind != "note-added" for one in timeline(dossier, for_resident=True))


def test_a_colleague_who_is_named_finds_it_until_the_dossier_was_opened():
    dossier = accepted()
    name = account_of("justice").display_name
    noted(at_desk("counter"), dossier, f"Nhờ @{name}, kiểm tra giúp nơi sinh.")
    desk = at_desk("justice")
    home = desk.get("/ban-lam-viec/")
    assert [m["count"] for m in home.context["desk_menu"] if m.get("count")] == [1]
    inbox = desk.get("/ban-lam-viec/nhac-toi-toi/")
    assert dossier.code in inbox.content.decode()
    assert "is-new" in inbox.content.decode()
    desk.get(page_of(dossier))
    assert [m for m in desk.get("/ban-lam-viec/").context["desk_menu"] if m.get("count")] == []
    assert "is-new" not in desk.get("/ban-lam-viec/nhac-toi-toi/").content.decode()


def test_names_are_found_without_marks_and_an_address_is_no_mention():
    dossier = accepted()
    counter = people.officer("counter", MONDAY)
    note = inner_notes.write(dossier.id, "@vu minh tue xem, thư a@example.vn", by=counter, at=MONDAY)
    assert [one.account_id for one in note.mentions.all()] == [account_of("justice").id]


def test_a_name_that_nobody_there_bears_is_told_at_the_field_and_the_words_are_kept():
    dossier = accepted()
    page = noted(at_desk("counter"), dossier, "Nhờ @Lê Không Có, xem giúp.")
    assert page.status_code == 422
    text = page.content.decode()
    assert "Không có cán bộ tên “Lê Không Có”" in text
    assert "Nhờ @Lê Không Có, xem giúp." in text
    assert not Note.objects.exists()


def test_an_empty_note_is_not_written():
    assert noted(at_desk("counter"), accepted(), "  ").status_code == 422


def test_a_note_is_put_right_by_another_of_the_same_officer_only():
    dossier = accepted()
    first = inner_notes.write(dossier.id, "Hẹn thứ ba.", by=people.officer("counter", MONDAY), at=MONDAY)
    page = noted(at_desk("counter"), dossier, "Hẹn thứ tư.", corrects=first.id)
    assert "đính chính" in page.content.decode()
    assert Note.objects.get(words="Hẹn thứ tư.").corrects_id == first.id
    assert noted(at_desk("justice"), dossier, "Hẹn thứ năm.", corrects=first.id).status_code == 422


def test_a_note_is_taken_back_by_its_author_and_stays_in_the_trail():
    dossier = accepted()
    note = inner_notes.write(dossier.id, "Nhầm hồ sơ.", by=people.officer("counter", MONDAY), at=MONDAY)
    assert at_desk("justice").post(page_of(dossier, f"ghi-chu/{note.id}/rut/")).status_code == 404
    at_desk("counter").post(page_of(dossier, f"ghi-chu/{note.id}/rut/"))
    text = at_desk("justice").get(page_of(dossier)).content.decode()
    assert "đã rút" in text
    assert list(Event.objects.filter(chain=dossier.chain).order_by("seq").values_list("kind", flat=True))[
        -2:
    ] == [
        "note-added",
        "note-withdrawn",
    ]


def test_the_chain_keeps_the_digest_of_a_note_and_not_its_words():
    dossier = accepted()
    note = inner_notes.write(dossier.id, "Bà cụ nói nhỏ.", by=people.officer("counter", MONDAY), at=MONDAY)
    body = Event.objects.filter(chain=dossier.chain).order_by("-seq").first().body
    assert inner_notes.digest(note.words) in body
    assert "Bà cụ" not in body


def test_the_database_refuses_to_change_or_delete_the_words_of_a_note():
    note = inner_notes.write(accepted().id, "Nguyên văn.", by=people.officer("counter", MONDAY), at=MONDAY)
    for change in (lambda: Note.objects.filter(id=note.id).update(words="Khác."), note.delete):
        with pytest.raises(DatabaseError, match="do not change"), transaction.atomic():
            change()
    assert Note.objects.filter(id=note.id).update(withdrawn_at=MONDAY) == 1


def test_colleagues_are_offered_from_the_agencies_of_the_dossier_only():
    dossier = accepted()
    desk = at_desk("counter")
    assert (
        account_of("justice").display_name in desk.get(page_of(dossier, "dong-nghiep/?q=tue")).json()["names"]
    )
    elsewhere = Account.objects.get(username="ubnd-phuong-ha-dong.justice-officer-1").display_name
    assert elsewhere not in desk.get(page_of(dossier, "dong-nghiep/")).json()["names"]


def test_a_mention_on_a_dossier_that_is_no_longer_ones_business_is_not_shown():
    dossier = accepted()
    note = inner_notes.write(dossier.id, "Xem giúp.", by=people.officer("counter", MONDAY), at=MONDAY)
    Mention.objects.create(note=note, account=account_of("construction"))
    page = at_desk("construction").get("/ban-lam-viec/nhac-toi-toi/")
    assert dossier.code not in page.content.decode()
    assert [m for m in page.context["desk_menu"] if m.get("count")] == []


def test_the_inbox_takes_as_many_queries_for_ten_mentions_as_for_one(django_assert_max_num_queries):
    dossier, name = accepted(), account_of("justice").display_name
    for number in range(10):
        inner_notes.write(
            dossier.id, f"@{name} việc {number}", by=people.officer("counter", MONDAY), at=MONDAY
        )
    desk = at_desk("justice")
    desk.get("/ban-lam-viec/nhac-toi-toi/")
    with django_assert_max_num_queries(7):
        assert desk.get("/ban-lam-viec/nhac-toi-toi/").content.decode().count("data-row") == 10
