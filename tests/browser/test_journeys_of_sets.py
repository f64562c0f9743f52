"""The linked sets as journeys: one filing on the portal, parts at their agencies and bodies, results in the resident's hands.

The birth set and the transfer of land have journeys of their own, with every officer's page (`test_journey_birth_set`, `_land`).
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from motcua.foundation.worktime import VN
from tests.browser import pages, set_walk
from tests.browser.test_journey_birth_set import parts_of, status_of, uuid_of
from tests.reading_pdf import text_of
from tests.services import linked_cases, linked_cases_b

pytestmark = [pytest.mark.browser, pytest.mark.long]
RESIDENT = "Nguyễn Thị Minh Anh"
TODAY = datetime.now(VN).date()


def day(days: int) -> str:
    """A day so many days from today."""
    return (TODAY + timedelta(days=days)).isoformat()


@dataclass(frozen=True)
class Walk:
    """A set: what is typed and entered, which parts come of it, where the last result is and what it says."""

    code: str
    answers: dict[str, Any]
    entered: dict[str, dict[str, Any]]
    parts: set[str]
    last: str
    says: tuple[str, ...] = field(default=())


WALKS = {
    "death": Walk(
        "2.002913", {**linked_cases.DEATH_SET.answers, "death_date": day(-3)}, linked_cases.DEATH_SET.officers,
        {"death", "residence", "funeral_insurance", "survivor"}, "survivor", ("Bảo hiểm xã hội",),
    ),
    "adoption": Walk(
        "9.000300", {**linked_cases.ADOPTION_SET.answers, "consent_date": day(-20), "child_birth_date": day(-70)},
        {"check": {"way": "opinions"}, "opinions": {"proposal": "grant", "heard_on": day(0), "all_agree": True}},
        {"record", "adoption"}, "adoption", ("LÊ BẢO CHÂU", "TRẦN ĐỨC LONG"),
    ),
    "building": Walk(
        "9.000400", dict(linked_cases.BUILDING_SET.answers),
        {"look_up": linked_cases.PLAN, "extract": linked_cases.EXTRACT,
         **linked_cases.BUILDING_SET.officers,
         "site_check": {**linked_cases.BUILDING_SET.officers["site_check"], "visited_on": day(0)}},
        {"planning", "extract", "permit"}, "permit", ("64 m²", "Thửa đất số 112"),
    ),
    "foreign investment": Walk(
        "9.000600", dict(linked_cases_b.INVESTMENT_SET.answers), linked_cases_b.INVESTMENT_SET.officers,
        {"investment", "company"}, "company", ("Công ty TNHH Thiết bị Mẫu", "2345678901"),
    ),
    "karaoke": Walk(
        "9.000700", {**linked_cases_b.KARAOKE_SET.answers, "start_date": day(14), "fire_on": day(-60)},
        {**linked_cases_b.KARAOKE_SET.officers,
         "team": {"team_decision": "30/QĐ", "visit_planned": day(0)},
         "inspect": {**linked_cases_b.KARAOKE_SET.officers["inspect"], "inspected_on": day(0)}},
        {"business", "security", "licence"}, "licence", ("Số phòng được phép",),
    ),
    "disability": Walk(
        "9.000800", dict(linked_cases_b.DISABILITY_SET.answers),
        {**linked_cases_b.DISABILITY_SET.officers,
         "convene": {**linked_cases_b.DISABILITY_SET.officers["convene"], "meeting_on": day(0)}},
        {"disability", "allowance", "card"}, "allowance", ("975.000",),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def resident(city_site, chromium):
    page = city_site.resident(chromium, RESIDENT)
    yield page
    assert page.complaints == []
    page.context.close()


@pytest.mark.parametrize("name", WALKS)
def test_one_filing_brings_every_part_to_its_result(name, city_site, resident):
    walk = WALKS[name]
    code = set_walk.file_set(resident, RESIDENT, walk.code, walk.answers)
    set_walk.officers_work(city_site, code, walk.entered)
    parts = parts_of(city_site, code)
    assert set(parts) == walk.parts and status_of(city_site, code) == 9
    resident.goto(f"/ho-so/{uuid_of(city_site, code)}")
    told = resident.text_content("main")
    assert code in told and not pages.too_wide(resident)
    resident.goto(f"/ho-so/{uuid_of(city_site, parts[walk.last])}")
    with resident.expect_download() as downloading:
        resident.get_by_role("button", name="Tải kết quả").click()
    paper = text_of(downloading.value.path().read_bytes())
    assert [words for words in walk.says if words not in paper] == []
