"""The search also finds pages that are no procedure, and says plainly what this house does not do."""

from pathlib import Path

import msgspec
import pytest
from django.test import Client
from django.urls import resolve

from motcua.sites.portal.guidance import doors
from tests.procedures.test_catalogue_search_spoken import phrasings

SPOKEN = Path(__file__).parent / "spoken_at_home.yaml"


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One saying and what it should lead to: a door, a word about another house, or procedures and no door."""

    say: str
    door: str = ""
    elsewhere: str = ""
    codes: tuple[str, ...] = ()


SAYINGS = msgspec.yaml.decode(SPOKEN.read_bytes(), type=tuple[Said, ...])


@pytest.mark.parametrize("said", SAYINGS, ids=lambda said: said.say)
def test_what_people_say_opens_the_door_they_look_for(said):
    first = next(iter(doors.meant(said.say)), None)
    assert (first.route, first.elsewhere) == (said.door, said.elsewhere) if first else bool(said.codes)


def test_who_asks_for_a_procedure_is_not_sent_to_another_page():
    asked = [one.say for name in ("tuned.yaml", "held_out.yaml") for one in phrasings(name)]
    assert not {say: [door.vi for door in doors.meant(say)] for say in asked if doors.meant(say)}


def test_every_door_is_a_page_of_this_installation_or_says_that_it_is_not():
    for door in doors.doors():
        assert bool(door.route) != bool(door.elsewhere), door.vi
        (opened,) = doors.opened(door.say[0], most=1)
        assert not opened.href or resolve(opened.href).view_name == opened.door.route


def test_a_word_half_typed_opens_its_door_and_a_bare_beginning_of_many_does_not():
    assert [door.route for door in doors.meant("tra cuu hoa d")][:1] == ["invoices:lookup"]
    assert doors.meant("t") == doors.meant("toi") == doors.meant("   ") == []


def test_the_number_of_a_dossier_leads_to_where_it_is():
    (opened,) = doors.opened(" h26.40.01-261122-0001 ")
    assert opened.href == "/tra-cuu?ma=H26.40.01-261122-0001"


@pytest.mark.django_db
def test_doors_stand_above_the_procedures_with_and_without_script():
    visitor = Client(headers={"accept-language": "vi"})
    page = visitor.get("/thu-tuc?q=lay so thu tu").content.decode()
    assert page.index('href="/xep-hang"') < page.index("Lấy số thứ tự") < page.index("</main>")
    assert 'href="/xep-hang"' in visitor.get("/thu-tuc/goi-y?q=lay so thu tu").content.decode()
    bill = visitor.get("/thu-tuc?q=dong tien nuoc").content.decode()
    assert "không nộp ở đây" in bill and "Chưa tìm thấy thủ tục nào" not in bill
