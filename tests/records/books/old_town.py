"""An old book of births in the small city: a project, a book of a few pages, two clerks, a third person."""

import io
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw

from motcua.city.models import Account, Person
from motcua.foundation.actor import Actor
from motcua.foundation.definitions import load
from motcua.project.demo import account_of
from motcua.records import registers
from motcua.records.books import images, keying, projects
from motcua.records.books.models import Book, Entry, Project, Turn
from motcua.records.population.models import CitizenRecord
from motcua.records.registers.definition import RegisterDefinition
from tests.conftest import hanoi

OLD_BIRTHS = load(Path(__file__).parent / "old_births.yaml", RegisterDefinition)
MONDAY = hanoi("2026-03-02 09:15")
FIRST_CLERK, SECOND_CLERK, THIRD = "clerk", "land", "justice"
CHECKER = "leader"


def account(key: str) -> Account:
    return account_of(key)


def actor(key: str) -> Actor:
    from motcua.city import authority

    return authority.actor_for(account_of(key), MONDAY)


def scan(number: int) -> bytes:
    """A page with its number on it: a picture that no other page equals."""
    picture = Image.new("RGB", (620, 877), "#f4efe2")
    ImageDraw.Draw(picture).text((60, 60), f"So {number}", fill="black")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def a_project(**changed) -> Project:
    registers.bring_in(OLD_BIRTHS, at=MONDAY)
    setup = {
        "register": "old-births",
        "name": "Khai sinh 1998",
        "kind": "civil_status",
        "period": "1998",
        **changed,
    }
    agency_id = actor(THIRD).agency_id
    return projects.open_project(projects.Setup(**setup), agency_id, by=actor(THIRD), at=MONDAY)


def a_book(project: Project, pages: int = 3, scanned: bool = True, **changed) -> Book:
    found = {
        "code": "KS",
        "unit_code": "00160",
        "year": 1998,
        "volume": 2,
        "pages": pages,
        "last_number": pages,
        **changed,
    }
    book = projects.add_book(project, projects.Found(**found), by=actor(THIRD), at=MONDAY)
    if scanned:
        files = [(f"KS_00160_1998_02_{number:04d}.jpg", scan(number)) for number in range(1, pages + 1)]
        brought = images.bring(book, files, by=actor(THIRD), at=MONDAY)
        assert not brought.refused
    return book


def written(number: int, **changed) -> dict[str, str]:
    """What stands in an entry of the book, as a clerk types it."""
    values = {
        "entry_number": str(number),
        "entered_on": f"{number:02d}/04/1998",
        "child_name": f"Đặng Thị Sổ {'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26]}",
        "child_birth_date": f"{number:02d}/03/1998",
        "child_sex": "Nữ",
        "birth_place_words": "Bệnh viện Từ Liêm",
        "child_ethnic_group": "Kinh",
        "mother_name": "Trần Thị Mực",
        "father_name": "Đặng Văn Giấy",
    }
    return {**values, **changed}


def key_page(key: str, project: Project, **changed) -> Turn:
    """The next page of this clerk, typed as it is written; `changed`: what this clerk reads otherwise."""
    who = account_of(key)
    turn = keying.claim(project, who.pk, who.display_name, at=MONDAY)
    assert turn is not None
    return keying.finish_entry(
        turn.pk, who.pk, 1, written(turn.page.position, **changed), at=MONDAY, strokes=120
    )


def keyed(project: Project, pages: int = 3) -> list[Entry]:
    """All pages by both clerks, who read the same."""
    for key in (FIRST_CLERK, SECOND_CLERK):
        for _ in range(pages):
            key_page(key, project)
    return list(Entry.objects.filter(project=project).order_by("number"))


def known_person(number: int = 1, **changed) -> Person:
    """The person of an entry as the population register knows her, with both parents."""
    mother = Person.objects.create(full_name="Trần Thị Mực", birth_date=date(1970, 1, 1), sex="female")
    father = Person.objects.create(full_name="Đặng Văn Giấy", birth_date=date(1968, 1, 1), sex="male")
    values = {
        "full_name": written(number)["child_name"],
        "birth_date": date(1998, 3, number),
        "sex": "female",
        "pin": "001198000123",
    }
    person = Person.objects.create(**{**values, **changed})
    CitizenRecord.objects.create(person=person, mother=mother, father=father, updated_at=MONDAY)
    return person
