"""The demo's old book of births: drawn pages in every phase, the first lot in the register."""

from datetime import date

import pytest

from motcua.city.models import Person
from motcua.project.demo import old_books
from motcua.records import registers
from motcua.records.books import progress
from motcua.records.books.models import Entry, Project
from motcua.records.population.models import CitizenRecord
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
NOW = hanoi("2026-03-02 09:15")


def test_the_book_stands_in_every_phase_and_its_first_lot_in_the_register():
    for number in range(1, 10):
        people = [
            Person.objects.create(full_name=name, birth_date=born, sex=sex)
            for name, born, sex in (
                (f"Lương Gia {'ABCDEFGHIK'[number]}", date(2012, number, 5), "male"),
                (f"Vi Thị Mẹ {'ABCDEFGHIK'[number]}", date(1985, 1, 1), "female"),
                (f"Lương Văn Cha {'ABCDEFGHIK'[number]}", date(1983, 1, 1), "male"),
            )
        ]
        CitizenRecord.objects.create(person=people[0], mother=people[1], father=people[2], updated_at=NOW)
    assert old_books.fill(NOW, seed=2026) == old_books.PAGES
    assert old_books.fill(NOW, seed=2026) == 0
    project = Project.objects.get()
    standing = progress.of_projects([project])[project.pk]
    assert (standing.pages, standing.images, standing.once, standing.twice) == (12, 11, 10, 9)
    assert (standing.published, standing.state["differs"], standing.state["doubtful"]) == (
        old_books.LOT,
        1,
        1,
    )
    assert {"A", "B", "C", "D", "F"} & set(standing.quality)
    entry = Entry.objects.filter(project=project, state="published").order_by("number").first()
    assert entry is not None
    record = registers.get("births", entry.record_id)
    assert record is not None
    assert record.data["birth_place_words"] == "Bệnh viện Phụ sản Hà Nội"
    assert record.data["child_nationality"] == "VN"
    assert record.origin == "book"
