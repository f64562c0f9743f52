"""Two people publish: each hears of the other, on the page and by mail."""

import pytest
from django.core import mail

from motcua.exchange.models import Message
from motcua.foundation import clock
from motcua.foundation.events import outbox
from motcua.procedures.review import changes as reviews
from motcua.project.demo import account_of
from tests.procedures.editors import editor as review_editor
from tests.sites.desk_people import MONDAY, at_desk
from tests.sites.test_editor_publishing import BIRTH, ROOM, TERMS, opened, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(MONDAY)
    for key in ("editor", "issuer"):
        account = account_of(key)
        account.email = f"{key}@city.example.vn"
        account.save(update_fields=["email"])


def heard(key: str) -> list[Message]:
    outbox.drain("publication-notices", MONDAY)
    return list(Message.objects.filter(address=f"{key}@city.example.vn").order_by("id"))


def submitted(client):
    copy = opened(client)
    name = client.get(f"{ROOM}{copy.uuid}/cong-bo/").context["copy"].name
    copy.tree["name"]["en"] = "Register a birth, once more"
    from motcua.procedures.authoring import working

    working.save(copy.uuid, copy.tree, seen=1, by=review_editor(MONDAY), at=MONDAY)
    assert client.post(f"{ROOM}{copy.uuid}/cong-bo/viec/trinh/", {**TERMS, "seen": "2"}).status_code == 302
    return copy, name


def test_who_may_approve_hears_that_a_procedure_waits_and_its_author_does_not():
    client = at_desk("editor")
    copy, name = submitted(client)
    (letter,) = heard("issuer")
    assert name in letter.subject and "chờ anh/chị duyệt" in letter.subject
    assert TERMS["reason"] in letter.body and letter.link.endswith(f"{ROOM}{copy.uuid}/cong-bo/")
    assert letter.mail != "none" and not heard("editor")
    page = text(at_desk("issuer").get(ROOM))
    assert "Dành cho anh/chị" in page and "trình duyệt" in page
    assert "Dành cho anh/chị" not in text(client.get(ROOM)) and not mail.outbox


@pytest.mark.parametrize(
    ("act", "said", "told"),
    [("duyet", "Đúng hạn khác.", "đã được công bố"), ("tra-lai", "Thiếu phí.", "được trả lại để sửa")],
)
def test_who_put_it_forward_hears_the_answer_once(act, said, told):
    client = at_desk("editor")
    copy, _ = submitted(client)
    issuer = at_desk("issuer")
    answer = issuer.post(f"{ROOM}{copy.uuid}/cong-bo/viec/{act}/", {"seen": "2", "words": said})
    assert answer.status_code == 302
    (letter,) = heard("editor")
    assert told in letter.subject and said in letter.body
    assert heard("editor") == [letter]
    page = text(client.get(ROOM))
    assert said in page and ("đã trả lại để sửa" if act == "tra-lai" else "đã duyệt và công bố") in page


def test_a_review_is_told_to_who_decides_and_its_outcome_to_who_proposed_it():
    from motcua.procedures.catalogue.models import Procedure
    from tests.procedures.editors import issuer
    from tests.procedures.test_review import proposed

    review = reviews.begin(Procedure.objects.get(code=BIRTH), by=review_editor(MONDAY), at=MONDAY)
    reviews.save(review.uuid, proposed(), seen=1, by=review_editor(MONDAY), at=MONDAY)
    reviews.submit(review.uuid, seen=2, by=review_editor(MONDAY), at=MONDAY)
    (letter,) = heard("issuer")
    assert letter.link.endswith(f"/ra-soat/{review.uuid}/") and "Nhiều người phải chờ." in letter.body
    reviews.decide(
        review.uuid,
        "draft",
        seen=2,
        number="",
        decided_on=None,
        words="Tính lại.",
        by=issuer(MONDAY),
        at=MONDAY,
    )
    (back,) = heard("editor")
    assert "được trả lại" in back.subject and "Tính lại." in back.body
