"""Doubtful pairs at the desk: the list names nobody, a pair is seen by one officer at a time, merges are previewed."""

import re

import pytest

from motcua.foundation.models import AccessLog
from motcua.records.quality.models import Merge, Opinion, Pair
from motcua.records.quality.pairs import same_person
from motcua.sites.matching import merges
from tests.records.pairs.doubtful import agreed, of_two, person, said, with_source
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db
REGISTERED = {"hometown": "Hà Nội", "household_no": "HK-1"}


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def pairs(city):
    one = person("Trần Thị Hòa", "001190900001", record=REGISTERED)
    return [
        with_source(one, probability, full_name="Trần Thị Hoà", birth="1990-05-03", phone="0912")
        for probability in (0.9, 0.7)
    ]


def test_the_list_names_nobody_and_a_look_at_a_pair_is_noted(pairs, django_assert_max_num_queries):
    desk = at_desk("justice")
    with django_assert_max_num_queries(9):
        listed = desk.get("/doi-khop/")
    assert "Trần Thị" not in text(listed)
    assert "rất có thể là một người" in text(listed)
    assert "Điện thoại: khác nhau" in text(listed)
    began = desk.post("/doi-khop/tiep/")
    assert began["Location"] == f"/doi-khop/cap/{pairs[0].pk}/"
    before = AccessLog.objects.count()
    with django_assert_max_num_queries(16):
        page = desk.get(began["Location"])
    shown = text(page)
    assert "đảo ngày và tháng" in shown
    assert "Vì sao máy phân vân" in shown
    assert '<mark class="mp-mark">' in page.content.decode()
    assert AccessLog.objects.count() == before + 1
    assert AccessLog.objects.latest("id").what == "doubtful-pair"


def test_an_answer_brings_the_next_pair_and_one_laid_aside_comes_last(pairs):
    desk = at_desk("justice")
    first = desk.post("/doi-khop/tiep/")["Location"]
    aside = desk.post("/doi-khop/tiep/", {"cap": str(pairs[0].pk)})["Location"]
    assert (first, aside) == (f"/doi-khop/cap/{pairs[0].pk}/", f"/doi-khop/cap/{pairs[1].pk}/")
    wrong = desk.post(aside, {"verdict": "unknown", "reason": ""})
    assert wrong.status_code == 422
    assert "Ghi lý do." in text(wrong)
    done = desk.post(aside, {"verdict": "different", "reason": "Hai người khác mẹ"})
    assert done["Location"] == "/doi-khop/", "the one laid aside was not given again in this round"
    assert desk.post("/doi-khop/tiep/")["Location"] == first
    assert Opinion.objects.get().reason == "Hai người khác mẹ"


def test_nobody_opens_a_pair_that_another_looks_at_and_the_second_is_blind(pairs):
    one, other = at_desk("justice"), at_desk("society")
    address = f"/doi-khop/cap/{pairs[0].pk}/"
    one.get(address)
    assert other.get(address)["Location"] == "/doi-khop/"
    assert "đang xem: Vũ Minh Tuệ" in text(other.get("/doi-khop/"))
    one.post(address, {"verdict": "same", "reason": "cùng chữ ký của mẹ"})
    blind = text(other.get(address))
    assert "cùng chữ ký" not in blind
    assert "Vũ Minh Tuệ" not in blind
    other.post(address, {"verdict": "different"})
    assert Pair.objects.get(pk=pairs[0].pk).state == Pair.State.DISPUTED
    assert one.get("/doi-khop/y-kien-khac-nhau/").status_code == 404
    leader = at_desk("leader")
    assert f"số {pairs[0].pk}" in text(leader.get("/doi-khop/y-kien-khac-nhau/"))
    both = text(leader.get(address))
    assert "cùng chữ ký của mẹ" in both
    assert leader.post(address, {"verdict": "same"}).status_code == 422
    assert (
        leader.post(address, {"verdict": "same", "reason": "Sổ gốc"})["Location"]
        == "/doi-khop/y-kien-khac-nhau/"
    )
    assert Pair.objects.get(pk=pairs[0].pk).state == Pair.State.SAME


def test_what_else_is_known_is_asked_for_and_noted_by_itself(pairs):
    member = person("Trần Văn Hùng", "001090900002", record={"household_no": "HK-1"})
    desk = at_desk("justice")
    page = desk.get(f"/doi-khop/cap/{pairs[0].pk}/biet-them/")
    assert "Trần Văn Hùng (1990)" in text(page)
    part = desk.get(f"/doi-khop/cap/{pairs[0].pk}/biet-them/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert AccessLog.objects.filter(person_id=member.pk, what="pair-surroundings").count() == 2


def test_two_persons_are_merged_after_a_preview_and_parted_with_a_reason(city, django_assert_max_num_queries):
    keeps = person("Phạm Thị Lan", "001190900010", record=REGISTERED)
    goes = person("Pham Thi Lan", phone="0912345678", record={"hometown": "Hà Đông"})
    pair = agreed(of_two(keeps, goes))
    desk = at_desk("justice")
    assert f"số {pair.pk}" in text(desk.get("/doi-khop/cho-gop/"))
    address = f"/doi-khop/cho-gop/{pair.pk}/"
    with django_assert_max_num_queries(26):
        page = desk.get(address)
    assert "Hà Đông" in text(page) and "để trống" in text(page)
    wrong = desk.post(address, {"survivor": str(keeps.pk), "v-hometown": "absorbed"})
    assert wrong.status_code == 422
    other_way = text(desk.get(f"{address}?giu={goes.pk}"))
    assert "Khác với quy tắc" in other_way
    right = {"survivor": str(keeps.pk), "v-hometown": "absorbed", "reason": "Giấy khai sinh ghi Hà Đông"}
    there = desk.post(address, right)["Location"]
    assert same_person(goes.pk) == tuple(sorted((keeps.pk, goes.pk)))
    shown = text(desk.get(there))
    assert "Giấy khai sinh ghi Hà Đông" in shown and "Hà Đông" in shown
    assert desk.post(there, {"reason": "Nhầm"}).status_code == 403
    leader = at_desk("leader")
    assert leader.post(there, {"reason": ""}).status_code == 422
    leader.post(there, {"reason": "Hai chị em sinh đôi"})
    assert Merge.objects.get().undone_at is not None
    told = text(desk.get("/doi-khop/"))
    assert "Hai chị em sinh đôi" in told
    desk.post("/doi-khop/da-biet/")
    assert "Hai chị em sinh đôi" not in text(desk.get("/doi-khop/"))
    assert "Đã tách" in text(desk.get("/doi-khop/da-gop/"))


def test_a_merge_asks_for_the_second_factor_when_the_last_proof_is_old(city, monkeypatch):
    pair = agreed(of_two(person("Lê Thị Na", "001190900011"), person("Lê Thị Na")))
    monkeypatch.setattr(merges, "fresh_proof", lambda request: False)
    answer = at_desk("justice").post(f"/doi-khop/cho-gop/{pair.pk}/", {})
    assert answer["Location"].startswith("/tai-khoan/")
    assert not Merge.objects.exists()


def test_pairs_of_other_communes_are_nobodys_here_but_the_citys(pairs):
    Pair.objects.filter(pk=pairs[1].pk).update(unit_code="00001")
    desk = at_desk("justice")
    assert desk.get(f"/doi-khop/cap/{pairs[1].pk}/").status_code == 404
    assert said(pairs[0], "justice", "same").state == "first"
    city = at_desk("city")
    assert "Phường, xã" in text(city.get("/doi-khop/"))
    assert city.get(f"/doi-khop/cap/{pairs[1].pk}/").status_code == 200
