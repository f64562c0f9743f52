"""The city speaks: nothing comes out that only one person has seen, and what came out can be told apart."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from motcua.city import authority
from motcua.city.models import Account, Agency, Unit
from motcua.exchange.publishing import changes, reading, urgent
from motcua.exchange.publishing.facts import Draft, Legal, Validity, Words
from motcua.exchange.publishing.models import Article, Version
from motcua.foundation.actor import Actor
from motcua.foundation.models import Event
from motcua.project.demo import account_of
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
AT = hanoi("2026-10-05 09:00")


def officer(key: str) -> Actor:
    return authority.actor_for(account_of(key), AT)


def ward() -> Agency:
    return Agency.objects.get(key="ubnd-phuong-nghia-do")


def centre() -> Agency:
    return Agency.objects.get(key="ttpvhcc")


def news(
    title: str = "Mở cửa sáng thứ Bảy",
    source: str = "Từ tháng 10, bộ phận một cửa mở cửa **sáng thứ Bảy**.",
    **more,
) -> Draft:
    return Draft(Words(title, "Bộ phận một cửa mở thêm buổi.", source), "bản đầu", **more)


def published(draft: Draft | None = None, kind: str = "news", agency: Agency | None = None, at=AT) -> Article:
    article = changes.begin(kind, agency or ward(), None, draft or news(), by=officer("clerk"), at=at)
    changes.send(article.pk, by=officer("clerk"), at=at)
    return changes.approve(article.pk, by=officer("leader"), at=at)


@pytest.fixture(autouse=True)
def _city(city):
    urgent.forget()


def titles(page: reading.Page) -> list[str]:
    return [article.title_vi for article in page.articles]


def test_a_news_item_is_written_checked_by_somebody_else_and_then_seen():
    article = changes.begin("news", ward(), None, news(), by=officer("clerk"), at=AT)
    assert titles(reading.listed(reading.Wanted())) == []
    changes.send(article.pk, by=officer("clerk"), at=AT)
    article = changes.approve(article.pk, by=officer("leader"), at=AT)
    assert titles(reading.listed(reading.Wanted())) == ["Mở cửa sáng thứ Bảy"]
    assert (article.state, article.stage, article.slug) == ("published", "settled", "mo-cua-sang-thu-bay")
    told = Event.objects.filter(chain=f"article/{article.pk}").order_by("seq").values_list("kind", flat=True)
    assert list(told) == ["article-written", "article-sent", "article-published"]


def test_who_wrote_it_does_not_approve_it():
    article = changes.begin("news", ward(), None, news(), by=officer("leader"), at=AT)
    changes.send(article.pk, by=officer("leader"), at=AT)
    with pytest.raises(changes.Refused, match="somebody else"):
        changes.approve(article.pk, by=officer("leader"), at=AT)
    assert changes.approve(article.pk, by=officer("chair"), at=AT).state == "published"


def test_who_translated_it_does_not_approve_the_translation():
    article = published()
    changes.translate(article.pk, Words("Open on Saturdays", "", "Open."), by=officer("leader"), at=AT)
    changes.send(article.pk, by=officer("clerk"), at=AT)
    with pytest.raises(changes.Refused, match="somebody else"):
        changes.approve(article.pk, by=officer("leader"), at=AT)


def test_a_ward_does_not_write_for_another_ward_and_its_chair_does_not_approve_there():
    other = Agency.objects.get(key="ubnd-phuong-ha-dong")
    with pytest.raises(authority.NotAllowed):
        changes.begin("news", other, None, news(), by=officer("clerk"), at=AT)
    clerk = authority.actor_for(Account.objects.get(username="ubnd-phuong-ha-dong.clerk-1"), AT)
    article = changes.begin("news", other, None, news(), by=clerk, at=AT)
    changes.send(article.pk, by=clerk, at=AT)
    with pytest.raises(authority.NotAllowed):
        changes.approve(article.pk, by=officer("chair"), at=AT)
    assert changes.approve(article.pk, by=officer("city"), at=AT).unit == other.unit


def test_a_new_version_stays_unseen_until_it_is_approved_and_the_old_one_is_kept():
    article = published()
    changes.write(article.pk, news("Mở cửa cả Chủ nhật"), after=1, by=officer("clerk"), at=AT)
    assert titles(reading.listed(reading.Wanted())) == ["Mở cửa sáng thứ Bảy"]
    changes.send(article.pk, by=officer("clerk"), at=AT)
    changes.approve(article.pk, by=officer("leader"), at=AT + timedelta(hours=1))
    assert titles(reading.listed(reading.Wanted())) == ["Mở cửa cả Chủ nhật"]
    assert [version.title for version in reading.versions(article)] == [
        "Mở cửa cả Chủ nhật",
        "Mở cửa sáng thứ Bảy",
    ]
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(article=article).update(title="khác")


def test_two_editors_at_once_the_second_is_told():
    article = changes.begin("news", ward(), None, news(), by=officer("clerk"), at=AT)
    changes.write(article.pk, news("Bản hai"), after=1, by=officer("leader"), at=AT)
    with pytest.raises(changes.Refused, match="version 2"):
        changes.write(article.pk, news("Bản của tôi"), after=1, by=officer("clerk"), at=AT)


def test_the_translation_of_an_older_version_is_known_as_such():
    article = changes.begin("news", ward(), None, news(), by=officer("clerk"), at=AT)
    changes.translate(article.pk, Words("Open on Saturdays", "", "Open."), by=officer("clerk"), at=AT)
    changes.send(article.pk, by=officer("clerk"), at=AT)
    article = changes.approve(article.pk, by=officer("leader"), at=AT)
    assert not reading.outdated_in_english(article)
    changes.write(article.pk, news("Mở cửa cả Chủ nhật"), after=1, by=officer("clerk"), at=AT)
    changes.send(article.pk, by=officer("clerk"), at=AT)
    article = changes.approve(article.pk, by=officer("leader"), at=AT)
    assert reading.outdated_in_english(article) and article.title_en == "Open on Saturdays"


def test_what_is_scheduled_comes_out_at_its_hour_and_goes_at_its_end():
    article = changes.begin(
        "news", ward(), None, news(expires_at=AT + timedelta(days=3)), by=officer("clerk"), at=AT
    )
    changes.send(article.pk, by=officer("clerk"), at=AT)
    changes.approve(article.pk, by=officer("leader"), at=AT, publish_at=AT + timedelta(days=1))
    assert (
        changes.publish_due(AT + timedelta(hours=23)) == 0 and titles(reading.listed(reading.Wanted())) == []
    )
    assert changes.publish_due(AT + timedelta(days=1)) == 1
    assert titles(reading.listed(reading.Wanted())) == ["Mở cửa sáng thứ Bảy"]
    assert changes.expire_due(AT + timedelta(days=3)) == 1
    assert titles(reading.listed(reading.Wanted())) == []


def test_what_was_approved_for_tomorrow_does_not_come_out_rewritten():
    article = changes.begin("news", ward(), None, news(), by=officer("clerk"), at=AT)
    changes.send(article.pk, by=officer("clerk"), at=AT)
    changes.approve(article.pk, by=officer("leader"), at=AT, publish_at=AT + timedelta(days=1))
    changes.write(article.pk, news("Điều chưa ai duyệt"), after=1, by=officer("clerk"), at=AT)
    assert changes.publish_due(AT + timedelta(days=2)) == 0
    assert Article.objects.get(pk=article.pk).state == "never"


def test_what_is_withdrawn_is_not_listed_and_says_why():
    article = published()
    with pytest.raises(changes.Refused, match="why"):
        changes.withdraw(article.pk, " ", by=officer("leader"), at=AT)
    changes.withdraw(article.pk, "Nhầm ngày.", by=officer("leader"), at=AT)
    assert titles(reading.listed(reading.Wanted())) == []
    found = reading.one(article.pk)
    assert found is not None and (found.state, found.withdrawn_why) == ("withdrawn", "Nhầm ngày.")


def test_the_search_finds_without_marks_half_words_and_other_words_of_the_text():
    published()
    published(news("Tiêm vắc xin cho trẻ", "Trạm y tế mở cửa từ 8 giờ."))

    def found(words: str) -> list[str]:
        return titles(reading.listed(reading.Wanted(words=words)))

    assert found("tiem vac xin") == found("TIÊM") == found("tram y te") == ["Tiêm vắc xin cho trẻ"]
    assert found("bay' & | !") == ["Mở cửa sáng thứ Bảy"]
    assert len(found("mo cua")) == 2 and found("khong co") == []


def test_pages_go_on_where_the_last_one_ended():
    for number in range(5):
        published(news(f"Tin {number}"), at=AT + timedelta(minutes=number // 2))
    seen, after = [], ""
    while True:
        page = reading.listed(reading.Wanted(), after, size=2)
        seen += titles(page)
        if not (after := page.after):
            break
    assert seen == [f"Tin {number}" for number in (4, 3, 2, 1, 0)]
    assert titles(reading.listed(reading.Wanted(), "không phải con trỏ")) == seen


def legal(number: str, effect: str, **more) -> Draft:
    from datetime import date

    day = date.fromisoformat(effect)
    return Draft(
        Words(f"Quyết định {number}", "", "Nội dung."),
        "bản đầu",
        legal=Legal(number, "UBND phường Nghĩa Đô", day, day, **more),
    )


def test_a_legal_notice_that_is_replaced_ends_when_the_new_one_begins():
    old = published(legal("12/2025/QĐ-UBND", "2025-03-01"), "legal")
    new = published(legal("7/2026/QĐ-UBND", "2026-11-01", replaces=("12/2025/qđ-ubnd",)), "legal")
    old.refresh_from_db()
    assert old.replaced_by == new and str(old.effect_to) == "2026-11-01"

    def in_force(day: str) -> list[str]:
        on = hanoi(f"{day} 00:00").date()
        page = reading.listed(reading.Wanted(kinds=("legal",), in_force_on=on))
        return [article.number for article in page.articles]

    assert in_force("2026-10-31") == ["12/2025/QĐ-UBND"] and in_force("2026-11-01") == ["7/2026/QĐ-UBND"]
    by_number = reading.listed(reading.Wanted(kinds=("legal",), words="12/2025"))
    assert [article.number for article in by_number.articles] == ["12/2025/QĐ-UBND"]


def test_an_urgent_announcement_counts_from_its_hour_to_its_hour_and_is_looked_up_once(
    django_assert_num_queries,
):
    validity = Validity(AT + timedelta(hours=1), AT + timedelta(hours=5), urgent=True)
    published(
        Draft(Words("Ngập tại phố Hoàng Quốc Việt", "", "Tránh đi."), "khẩn", validity=validity),
        "announcement",
    )
    assert urgent.now_valid(AT) == []
    with django_assert_num_queries(0):
        assert [row.title_vi for row in urgent.now_valid(AT + timedelta(hours=2))] == [
            "Ngập tại phố Hoàng Quốc Việt"
        ]
        assert urgent.now_valid(AT + timedelta(hours=5)) == []


def test_the_city_speaks_to_one_commune_and_a_commune_only_to_itself():
    place = Unit.objects.get(code="00070", code_list="2025")
    editor = officer("editor")
    assert changes.begin("news", centre(), place, news(), by=editor, at=AT).unit == place
    assert changes.begin("news", centre(), None, news(), by=editor, at=AT).unit is None
    assert changes.begin("news", ward(), place, news(), by=officer("clerk"), at=AT).unit == ward().unit
