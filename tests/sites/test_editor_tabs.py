"""An editor writes a procedure in the browser: its facts, form, papers, fees and steps."""

import json
import re

import pytest

from motcua.city import authority
from motcua.foundation import clock
from motcua.procedures.authoring import changes, working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.project.demo import account_of
from tests.sites.desk_people import MONDAY, at_desk

pytestmark = pytest.mark.django_db

TABS = {"thong-tin": 9, "bieu-mau": 9, "giay-to": 9, "phi": 9, "cac-buoc": 9}


@pytest.fixture(autouse=True)
def _city(city):
    clock.set_for_test(MONDAY)


@pytest.fixture
def copy():
    version = ProcedureVersion.objects.filter(procedure__code="1.001193").latest("number")
    actor = authority.actor_for(account_of("editor"), MONDAY)
    return working.start_from(version, by=actor, at=MONDAY)


class Editor:
    """Somebody at one page of the editor, who sends what the page holds with what they change."""

    def __init__(self, copy, tab, part="", who="editor"):
        self.client = at_desk(who)
        self.address = f"/soan-thu-tuc/{copy.uuid}/{tab}/"
        self.copy = copy
        self.page = self.client.get(self.address, {"o": part} if part else {}).content.decode()

    def fields(self):
        """What a browser would send from the page's form as it stands."""
        form = re.search(r'<form id="ed-form".*?</form>', self.page, re.DOTALL).group()
        sent = {}
        for tag in re.finditer(
            r"<(input|select|textarea)\b([^>]*)>(.*?)(?=<(?:input|select|textarea|button)\b|$)",
            form,
            re.DOTALL,
        ):
            kind, attributes, rest = tag.groups()
            name = re.search(r'\bname="([^"]*)"', attributes)
            if name is None or "disabled" in attributes:
                continue
            value = re.search(r'\bvalue="([^"]*)"', attributes)
            if kind == "input":
                ticked = re.search(r'type="(checkbox|radio)"', attributes)
                if ticked and not re.search(r"\bchecked\b", attributes):
                    continue
                sent.setdefault(plain(name[1]), []).append(plain(value[1]) if value else "")
            elif kind == "select":
                options = re.findall(r'<option value="([^"]*)"( selected)?', rest.split("</select>")[0])
                chosen = [value for value, selected in options if selected] or [
                    value for value, _ in options[:1]
                ]
                sent.setdefault(plain(name[1]), []).append(plain(chosen[0]) if chosen else "")
            else:
                sent.setdefault(plain(name[1]), []).append(plain(rest.split("</textarea>")[0]))
        return sent

    def send(self, status=200, **changed):
        """Press a button or change a field; the answer becomes the page."""
        sent = self.fields() | {
            name: value if isinstance(value, list) else [value] for name, value in changed.items()
        }
        answer = self.client.post(self.address, sent, headers={"HX-Request": "true"})
        assert answer.status_code == status, answer.content.decode()[:600]
        self.page = answer.content.decode()
        return self

    def change(self, path, value, **more):
        return self.send(**{path: value, **more})

    @property
    def tree(self):
        return WorkingCopy.objects.get(id=self.copy.pk).tree

    def at(self, path, default=None):
        return changes.read(self.tree, path, default)


def plain(text):
    for entity, sign in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


@pytest.mark.parametrize("tab", TABS)
def test_a_page_of_the_editor_takes_few_queries(tab, copy, django_assert_max_num_queries):
    client = at_desk("editor")
    client.get(f"/soan-thu-tuc/{copy.uuid}/{tab}/")
    with django_assert_max_num_queries(TABS[tab]):
        assert client.get(f"/soan-thu-tuc/{copy.uuid}/{tab}/").status_code == 200


PARTS = {
    "thong-tin": ["name", "competent", "limit", "legal_bases", "cases[0]", "cases[2]"],
    "bieu-mau": [
        "form.pages[0]",
        "form.pages[2].fields[0]",
        "form.pages[2].fields[1]",
        "form.pages[3].fields[0]",
        "form.pages[2].fields[5]",
    ],
    "giay-to": ["components[0]", "components[6]"],
    "phi": ["fees[0]", "fees[1]", "payment"],
    "cac-buoc": ["workflow.steps.check", "workflow.steps.sign", "workflow.steps.check.fields[0]"],
}


@pytest.mark.parametrize(("tab", "part"), [(tab, part) for tab, parts in PARTS.items() for part in parts])
def test_saving_a_page_as_it_stands_changes_nothing(tab, part, copy):
    before = json.dumps(copy.tree, sort_keys=True)
    editor = Editor(copy, tab, part)
    assert f'name="o" value="{part}"' in editor.page
    editor.send()
    assert json.dumps(editor.tree, sort_keys=True) == before
    assert WorkingCopy.objects.get(id=copy.pk).revision == 1
