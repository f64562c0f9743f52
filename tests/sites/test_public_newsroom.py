"""The newsroom: officers write, others let out; what was typed is never lost; files come out with their article."""

import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from motcua.exchange.publishing import changes
from motcua.exchange.publishing.facts import Words
from motcua.exchange.publishing.models import Article, ArticleFile, Translation
from motcua.foundation import clock
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.exchange.test_publishing import AT, centre, news, officer
from tests.sites.access_city import BACKEND
from tests.sites.typed_boxes import day

pytestmark = pytest.mark.django_db
ROOM = "/ban-bien-tap/"


@pytest.fixture(autouse=True)
def _city(city):
    cache.clear()
    clock.set_for_test(AT)


def at_work(key: str) -> Client:
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


def typed(**more) -> dict[str, str]:
    return {"title": "Quầy mới", "summary": "Một quầy thấp.", "source": "Quầy **số 3**.", "why": "sửa"} | more


def test_from_the_first_word_to_the_portal_through_four_eyes():
    clerk, leader = at_work("clerk"), at_work("leader")
    assert "Ban biên tập" in text(clerk.get("/ban-lam-viec/"))
    place = clerk.post(f"{ROOM}moi/news/", typed())["Location"]
    page = text(clerk.get(place))
    assert "Gửi duyệt bản" in page and "<strong>số 3</strong>" in page and "Duyệt bản" not in page
    clerk.post(f"{place}viec/gui/")
    assert "Duyệt bản" in text(leader.get(place))
    leader.post(f"{place}viec/duyet/")
    assert "Quầy mới" in text(Client().get("/tin-tuc"))
    assert "Quầy mới" in text(clerk.get(f"{ROOM}?xem=published"))


def test_everything_that_is_wrong_is_said_at_once_and_nothing_typed_is_lost():
    answer = at_work("clerk").post(
        f"{ROOM}moi/legal/",
        typed(title="", source="![](tep:x)", number="", issuer="UBND", subject="")
        | day("issued_on", "2026-02-31")
        | day("effect_from", "2026-01-01"),
    )
    page = text(answer)
    assert answer.status_code == 422 and not Article.objects.exists()
    for words in ("Hãy điền mục này.", "Ngày không có trong lịch.", "Hãy chọn lĩnh vực.", "Dòng 1:"):
        assert words in page
    assert 'value="31"' in page and "![](tep:x)" in page and 'value="UBND"' in page


def test_a_preview_saves_nothing():
    clerk = at_work("clerk")
    answer = clerk.post(f"{ROOM}moi/news/", typed(_preview="1"))
    assert (
        answer.status_code == 200 and "<strong>số 3</strong>" in text(answer) and not Article.objects.exists()
    )
    part = text(clerk.post(f"{ROOM}xem-truoc/", typed(source="> [!lưu ý]\n> Chú ý")))
    assert "mc-notice--info" in part and "<html" not in part


def test_an_announcement_needs_its_hours_and_may_be_put_off():
    clerk, leader = at_work("clerk"), at_work("leader")
    hours = (
        day("begins", "2026-10-05") | day("ends", "2026-10-06") | {"begins-at": "08:00", "ends-at": "12:00"}
    )
    wrong = clerk.post(
        f"{ROOM}moi/announcement/", typed(**(hours | day("ends", "2026-10-05") | {"ends-at": "07:00"}))
    )
    assert wrong.status_code == 422 and "Phải sau lúc bắt đầu." in text(wrong)
    place = clerk.post(f"{ROOM}moi/announcement/", typed(urgent="1", **hours))["Location"]
    clerk.post(f"{place}viec/gui/")
    leader.post(f"{place}viec/duyet/", day("on", "2026-10-05") | {"on-hour": "10:00"})
    article = Article.objects.get()
    assert article.state == "scheduled" and article.publish_at == hanoi("2026-10-05 10:00")


def test_versions_lie_beside_one_another():
    clerk = at_work("clerk")
    place = clerk.post(f"{ROOM}moi/news/", typed())["Location"]
    clerk.post(place, typed(source="Quầy **số 4**.", after="1", why="Số quầy sai"))
    page = text(clerk.get(f"{place}ban/"))
    assert (
        "<del>Quầy **số 3**.</del>" in page and "<ins>Quầy **số 4**.</ins>" in page and "Số quầy sai" in page
    )
    assert clerk.get(f"{place}ban/?tu=1&den=99").status_code == 404


def test_who_saves_over_somebody_elses_version_is_told_and_keeps_the_words():
    clerk = at_work("clerk")
    place = clerk.post(f"{ROOM}moi/news/", typed())["Location"]
    clerk.post(place, typed(after="1"))
    late = clerk.post(place, typed(source="Lời của tôi", after="1"))
    assert late.status_code == 409 and "Lời của tôi" in text(late)


def test_the_english_words_belong_to_a_version():
    clerk = at_work("clerk")
    place = clerk.post(f"{ROOM}moi/news/", typed())["Location"]
    assert clerk.post(f"{place}tieng-anh/", {"title": "", "source": ""}).status_code == 422
    clerk.post(f"{place}tieng-anh/", {"title": "New counter", "summary": "", "source": "Counter **3**."})
    assert Translation.objects.get().version.number == 1
    clerk.post(place, typed(after="1"))
    assert "Dịch sang tiếng Anh" in text(clerk.get(place))


def test_a_picture_is_seen_by_editors_first_and_by_everybody_when_its_article_is_out():
    clerk, leader, visitor = at_work("clerk"), at_work("leader"), Client()
    place = clerk.post(f"{ROOM}moi/news/", typed())["Location"]
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(out, "PNG")
    clerk.post(f"{place}tep/", {"file": SimpleUploadedFile("quay.png", out.getvalue(), "image/png")})
    number = ArticleFile.objects.get().number
    clerk.post(place, typed(source=f"![Quầy thấp](tep:{number})", after="1"))
    assert clerk.get(f"{place}tep/{number}/").status_code == 200
    assert visitor.get(f"/tep-cong-khai/{number}").status_code == 404
    clerk.post(f"{place}viec/gui/")
    leader.post(f"{place}viec/duyet/")
    answer = visitor.get(f"/tep-cong-khai/{number}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    b"".join(answer.streaming_content)
    assert 'alt="Quầy thấp"' in text(visitor.get(f"/tin-tuc/quay-moi-{Article.objects.get().pk}"))
    leader.post(f"{place}viec/go/", {"words": "Ảnh sai."})
    assert visitor.get(f"/tep-cong-khai/{number}").status_code == 404


def test_what_is_not_an_upload_of_a_picture_or_pdf_is_refused_in_words():
    clerk = at_work("clerk")
    place = clerk.post(f"{ROOM}moi/news/", typed())["Location"]
    clerk.post(f"{place}tep/", {"file": SimpleUploadedFile("a.png", b"<script>", "image/png")})
    assert not ArticleFile.objects.exists()


def test_other_bodies_articles_do_not_exist_for_an_editor_and_most_officers_have_no_newsroom():
    article = changes.begin("news", centre(), None, news(), by=officer("editor"), at=AT)
    clerk = at_work("clerk")
    for address in ("", "ban/", "tieng-anh/"):
        assert clerk.get(f"{ROOM}{article.pk}/{address}").status_code == 404
    assert clerk.post(f"{ROOM}{article.pk}/viec/gui/").status_code == 404
    assert at_work("justice").get(ROOM).status_code == 403
    assert "Ban biên tập" not in text(at_work("justice").get("/ban-lam-viec/"))
    assert at_work("chair").post(f"{ROOM}moi/news/", typed()).status_code == 403


def test_the_list_needs_a_few_queries_whatever_its_length(django_assert_max_num_queries):
    for number in range(5):
        article = changes.begin("news", centre(), None, news(f"Tin {number}"), by=officer("editor"), at=AT)
        changes.translate(article.pk, Words("News", "", "x"), by=officer("editor"), at=AT)
    editor = at_work("editor")
    editor.get(ROOM)
    with django_assert_max_num_queries(5):
        page = text(editor.get(ROOM))
    assert page.count("Tin ") >= 5
