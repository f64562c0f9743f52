"""Files with data of people leave the city only after the second factor was shown once more."""

import uuid

import pytest
from django.urls import reverse

from motcua.sites.security import marks
from tests.sites.desk_people import at_desk

pytestmark = pytest.mark.django_db
NUMBER = uuid.uuid4()
FILES = [
    ("city", "privacy:export-file", [NUMBER]),
    ("city", "privacy:breach-document", [NUMBER, "report"]),
    ("justice", "books:excel", [NUMBER]),
    ("justice", "books:pdfs", [NUMBER]),
    ("city", "quality:batch", ["population", 1]),
    ("justice", "authority:book-print", ["chung-thuc", 2026]),
    ("society", "payouts:sheet", [NUMBER]),
    ("society", "payouts:paper", [NUMBER, 1]),
]


@pytest.mark.parametrize(("role", "route", "args"), FILES, ids=[route for _, route, _ in FILES])
def test_a_file_about_people_waits_for_a_fresh_proof(city, monkeypatch, role, route, args):
    desk, address = at_desk(role), reverse(route, args=args)
    monkeypatch.setattr(marks, "fresh", lambda *_: False)
    answer = desk.get(address)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("security:confirm"))
    monkeypatch.undo()
    assert desk.get(address).status_code != 302, "with a fresh proof the page answers by itself"
