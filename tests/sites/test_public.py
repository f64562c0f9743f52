"""What everybody may read: articles in both languages, feeds and cards, a page for each commune."""

import io
import json
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from PIL import Image

from motcua.exchange.publishing import changes, outlines, urgent
from motcua.exchange.publishing.facts import Draft, Validity, Words
from motcua.foundation import clock
from motcua.project.demo import account_of, facts
from tests.conftest import hanoi
from tests.exchange.test_publishing import AT, centre, legal, news, officer, published
from tests.sites.access_city import BACKEND

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _city(city):
    cache.clear()
    clock.set_for_test(AT)


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def resident():
    client = Client()
    client.force_login(account_of("resident"), backend=BACKEND)
    return client


def text(answer) -> str:
    return answer.content.decode()


def test_news_are_in_the_menu_in_the_list_and_on_a_page_of_their_own(visitor, django_assert_max_num_queries):
    article = published()
    assert 'href="/tin-tuc"' in text(visitor.get("/"))
    with django_assert_max_num_queries(1):
        page = text(visitor.get("/tin-tuc"))
    assert "Mở cửa sáng thứ Bảy" in page and f"/tin-tuc/mo-cua-sang-thu-bay-{article.pk}" in page
    with django_assert_max_num_queries(3):
        page = text(visitor.get(f"/tin-tuc/mo-cua-sang-thu-bay-{article.pk}"))
    assert "<strong>sáng thứ Bảy</strong>" in page and "Ủy ban nhân dân phường Nghĩa Đô" in page
    moved = visitor.get(f"/tin-tuc/ten-cu-{article.pk}")
    assert (moved.status_code, moved["Location"]) == (301, f"/tin-tuc/mo-cua-sang-thu-bay-{article.pk}")
    assert visitor.get(f"/huong-dan/mo-cua-sang-thu-bay-{article.pk}").status_code == 404


def test_nothing_of_a_draft_can_be_read(visitor):
    article = changes.begin("news", centre(), None, news("Điều chưa công bố"), by=officer("editor"), at=AT)
    assert visitor.get(f"/tin-tuc/dieu-chua-cong-bo-{article.pk}").status_code == 404
    assert "Điều chưa công bố" not in text(visitor.get("/tin-tuc"))
    assert "Điều chưa công bố" not in text(visitor.get("/tin-tuc/atom.xml"))


def test_an_english_reader_is_told_when_the_translation_is_of_an_earlier_version(visitor):
    visitor.get("/ngon-ngu/en/")
    article = changes.begin("news", centre(), None, news(), by=officer("editor"), at=AT)

    def out() -> str:
        changes.send(article.pk, by=officer("editor"), at=AT)
        changes.approve(article.pk, by=officer("city"), at=AT)
        article.refresh_from_db()
        return text(visitor.get(f"/tin-tuc/{article.slug}-{article.pk}"))

    assert "has not been translated" in out()
    changes.translate(
        article.pk, Words("Open on Saturdays", "", "Open **now**."), by=officer("editor"), at=AT
    )
    page = out()
    assert "<h1>Open on Saturdays</h1>" in page and "earlier version" not in page
    changes.write(article.pk, news("Mở cửa cả Chủ nhật"), after=1, by=officer("editor"), at=AT)
    page = out()
    assert "<h1>Open on Saturdays</h1>" in page and "Translation of an earlier version" in page


def test_what_was_withdrawn_answers_gone_and_why(visitor):
    article = published()
    changes.withdraw(article.pk, "Nhầm ngày.", by=officer("leader"), at=AT)
    answer = visitor.get(f"/tin-tuc/mo-cua-sang-thu-bay-{article.pk}")
    assert (
        answer.status_code == 410
        and "Nhầm ngày." in text(answer)
        and "sáng thứ Bảy</strong>" not in text(answer)
    )


def test_words_cannot_become_markup_anywhere(visitor):
    bad = '<img src=x onerror=alert(1)> </script><script>alert(2)</script> "'
    article = published(Draft(Words(bad, bad, f"{bad}\n\n| {bad} |\n|---|\n| {bad} |"), "bản đầu"))
    for address in ("/tin-tuc", f"/tin-tuc/{article.slug}-{article.pk}"):
        page = text(visitor.get(address))
        assert "<img src=x" not in page and "<script>alert" not in page
    data = page.split('ld+json">')[1].split("</script>")[0]
    assert json.loads(data)["headline"] == bad[:110]


def test_the_feed_is_valid_atom_and_names_the_lasting_address(visitor):
    article = published()
    answer = visitor.get("/tin-tuc/atom.xml")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.content)
    assert feed.tag == f"{ATOM}feed" and feed.findtext(f"{ATOM}id") and feed.findtext(f"{ATOM}updated")
    entry = feed.find(f"{ATOM}entry")
    assert entry is not None and entry.findtext(f"{ATOM}title") == "Mở cửa sáng thứ Bảy"
    lasting = entry.findtext(f"{ATOM}id")
    assert lasting and lasting.endswith(f"/bai/{article.pk}")
    assert visitor.get(f"/bai/{article.pk}")["Location"].endswith(f"-{article.pk}")
    assert "Mở cửa sáng thứ Bảy" in text(visitor.get("/phuong-xa/nghia-do/atom.xml"))
    assert "Mở cửa sáng thứ Bảy" not in text(visitor.get("/phuong-xa/hoan-kiem/atom.xml"))


def test_a_shared_link_shows_a_picture_with_the_title(visitor):
    article = published()
    page = text(visitor.get(f"/tin-tuc/{article.slug}-{article.pk}"))
    assert 'property="og:title" content="Mở cửa sáng thứ Bảy"' in page
    path = page.split('property="og:image" content="')[1].split('"')[0].partition("/the-chia-se/")[2]
    answer = visitor.get(f"/the-chia-se/{path}")
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.size == (1200, 630) and len(answer.content) < 100_000
    assert (
        len(set(picture.convert("L").crop((80, 150, 1100, 260)).tobytes())) > 5
    )  # something is written there
    assert visitor.get(f"/the-chia-se/{article.pk}-999999.png").status_code == 404


def test_the_site_map_names_articles_and_communes(visitor, django_assert_max_num_queries):
    article = published()
    with django_assert_max_num_queries(2):
        page = text(visitor.get("/sitemap.xml"))
    addresses = [
        one.text for one in ET.fromstring(page).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert any(one.endswith(f"-{article.pk}") for one in addresses)
    assert any(one.endswith("/phuong-xa/nghia-do") for one in addresses)
    assert "/sitemap.xml" in text(visitor.get("/robots.txt"))


def test_legal_notices_are_found_by_number_field_and_whether_they_count(
    visitor, django_assert_max_num_queries
):
    published(legal("12/2025/QĐ-UBND", "2025-03-01"), "legal")
    published(legal("7/2026/QĐ-UBND", "2026-09-01", replaces=("12/2025/QĐ-UBND",)), "legal")
    with django_assert_max_num_queries(3):  # one of them for urgent announcements, in half a minute
        page = text(visitor.get("/van-ban"))
    assert "12/2025/QĐ-UBND" in page and "Hết hiệu lực" in page and "Còn hiệu lực" in page

    def numbers(query: str) -> list[str]:
        page = text(visitor.get(f"/van-ban?{query}"))
        return [number for number in ("12/2025", "7/2026") if f'mc-code">{number}' in page]

    assert numbers("hieu-luc=con") == ["7/2026"]
    assert numbers("q=12/2025") == ["12/2025"]
    assert numbers("nam=2025") == ["12/2025"]
    assert numbers("linh-vuc=y-te") == []
    assert numbers("linh-vuc=khong-co&nam=abc") == ["12/2025", "7/2026"]


def test_an_urgent_announcement_stands_above_every_page_while_it_counts_and_where(visitor, resident):
    validity = Validity(AT - timedelta(hours=1), AT + timedelta(hours=5), urgent=True)

    def announced(title: str, agency=None):
        draft = Draft(Words(title, "Tránh đi qua.", "Nước sâu."), "khẩn", validity=validity)
        return published(draft, "announcement", agency)

    announced("Ngập tại phường Nghĩa Đô")
    urgent.forget()
    assert "Ngập tại phường" not in text(visitor.get("/"))
    assert "Ngập tại phường Nghĩa Đô" in text(resident.get("/thu-tuc"))
    assert "Ngập tại phường Nghĩa Đô" in text(visitor.get("/phuong-xa/nghia-do"))
    clock.set_for_test(AT + timedelta(hours=6))
    assert "Ngập tại phường Nghĩa Đô" not in text(resident.get("/thu-tuc"))


def test_communes_are_found_by_name_and_ones_own_comes_first(visitor, resident):
    page = text(visitor.get("/phuong-xa"))
    assert "Hoàn Kiếm" in page and "Nơi bạn cư trú" not in page
    assert visitor.get("/phuong-xa?q=hoan kiem")["Location"] == "/phuong-xa/hoan-kiem"
    assert "Không có phường, xã nào" in text(visitor.get("/phuong-xa?q=atlantis"))
    assert "Nơi bạn cư trú" in text(resident.get("/phuong-xa"))
    assert visitor.get("/phuong-xa/00160")["Location"] == "/phuong-xa/nghia-do"
    assert visitor.get("/phuong-xa/khong-co").status_code == 404


def test_the_page_of_a_commune_says_when_it_is_open_and_what_is_too_little_to_say(
    visitor, django_assert_max_num_queries
):
    outlines.load(facts.boundaries("hanoi"), AT.date())
    clock.set_for_test(hanoi("2026-10-05 09:00"))
    with django_assert_max_num_queries(14):
        page = text(visitor.get("/phuong-xa/nghia-do"))
    assert "Đang mở cửa, đến 12:00" in page and "Ủy ban nhân dân phường Nghĩa Đô" in page
    assert "cần ít nhất 30 lượt đánh giá" in page and "không có hồ sơ nào đang giải quyết" in page
    assert "<path d=" in page and "/phuong-xa/cau-giay" in page and "/thu-tuc/1.001193" in page
    with django_assert_max_num_queries(4):  # two of them for mobile teams and drives
        visitor.get("/phuong-xa/nghia-do")
    for moment, words in (
        ("2026-10-05 12:30", "Đang nghỉ trưa, mở lại lúc 13:00"),
        ("2026-10-05 17:30", "Đang đóng cửa, mở lúc 08:00 ngày mai"),
        ("2026-02-13 18:00", "Đang đóng cửa, mở lúc 08:00 Thứ Hai 23/02"),
    ):
        clock.set_for_test(hanoi(moment))
        cache.clear()
        assert words in text(visitor.get("/phuong-xa/nghia-do"))
    assert "Tết Nguyên đán" in text(visitor.get("/phuong-xa/nghia-do"))


def test_ratings_of_communes_stand_side_by_side_in_a_few_queries(visitor, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        page = text(visitor.get("/danh-gia"))
    assert "Phường Nghĩa Đô" in page and "Chưa đủ" in page
    assert visitor.get("/danh-gia?xep=ten").status_code == visitor.get("/danh-gia?xep=x").status_code == 200
