"""An editor sees a workflow as a diagram, takes it away as BPMN, and brings it back changed."""

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation import clock
from motcua.procedures.authoring import working
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.bpmn import from_bpmn, to_bpmn
from motcua.procedures.catalogue import publishing
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures.people import BIRTH, officer
from tests.sites.access_city import BACKEND

NOW = hanoi("2026-03-02 09:00")

pytestmark = pytest.mark.django_db


def signed_in(role: str) -> Client:
    clock.set_for_test(NOW)
    client = Client()
    client.force_login(account_of(role), backend=BACKEND)
    return client


@pytest.fixture
def editor() -> Client:
    return signed_in("editor")


@pytest.fixture
def copy() -> WorkingCopy:
    version = publishing.version_for(BIRTH, NOW)
    return working.start_from(version, by=officer("editor", NOW), at=NOW)


def page_of(copy: WorkingCopy) -> str:
    return reverse("editor:diagram", args=[copy.uuid])


def workflow(copy: WorkingCopy) -> dict:
    return WorkingCopy.objects.get(pk=copy.pk).tree["workflow"]


def with_change(copy: WorkingCopy, old: str, new: str) -> str:
    xml = to_bpmn(copy.tree["workflow"])
    assert old in xml
    return xml.replace(old, new)


def test_the_page_shows_the_workflow_without_scripts_and_says_that_it_is_sound(
    editor, copy, django_assert_max_num_queries
):
    editor.get(page_of(copy))
    with django_assert_max_num_queries(9):
        page = editor.get(page_of(copy)).content.decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="wf"' in page
    assert 'data-step="check"' in page and "Công chức tư pháp - hộ tịch" in page
    assert "Quy trình thông suốt" in page
    assert "style=" not in page


def test_the_file_taken_away_says_the_same_workflow(editor, copy):
    answer = editor.get(reverse("editor:diagram_file", args=[copy.uuid]))
    assert answer["Content-Disposition"] == f'attachment; filename="{BIRTH}.bpmn"'
    assert from_bpmn(answer.content).workflow == copy.tree["workflow"]


def test_what_was_drawn_is_saved_and_the_rest_of_the_copy_stays(editor, copy):
    xml = with_change(copy, 'name="Thẩm tra hồ sơ"', 'name="Thẩm tra kỹ hồ sơ"')
    assert editor.post(page_of(copy), {"xml": xml, "seen": copy.revision}).status_code == 302
    saved = WorkingCopy.objects.get(pk=copy.pk)
    assert saved.tree["workflow"]["steps"]["check"]["title"]["vi"] == "Thẩm tra kỹ hồ sơ"
    assert {k: v for k, v in saved.tree.items() if k != "workflow"} == {
        k: v for k, v in copy.tree.items() if k != "workflow"
    }
    assert saved.revision == copy.revision + 1


def test_a_step_that_nothing_leads_to_is_told_and_shown(editor, copy):
    tree = {**copy.tree, "workflow": {**copy.tree["workflow"]}}
    tree["workflow"]["steps"] = {**tree["workflow"]["steps"], "lost": {
        "kind": "process", "title": {"vi": "Bước lạc", "en": "Lost"}, "post": "specialist", "next": [
            {"id": "on", "label": {"vi": "Ký", "en": "Sign"}, "to": "sign"}]}}  # fmt: skip
    working.save(copy.uuid, tree, seen=1, by=officer("editor", NOW), at=NOW)
    page = editor.get(page_of(copy) + "?loi=1").content.decode()
    assert "Quy trình chưa thể công bố" in page and "Step-lost" in page
    assert 'class="wf-node wf-task is-danger" data-step="lost"' in page


def test_a_file_is_shown_before_it_takes_the_place_of_the_workflow(editor, copy):
    xml = with_change(copy, 'name="Thẩm tra hồ sơ"', 'name="Xem xét"').encode()
    answer = editor.post(page_of(copy), {"file": BytesIO(xml), "seen": copy.revision})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Chưa có gì thay đổi" in page and "Xem xét" in page
    assert workflow(copy) == copy.tree["workflow"]
    sent = {"xml": answer.context["source"], "uploaded": 1, "confirmed": 1, "seen": copy.revision}
    assert editor.post(page_of(copy), sent).status_code == 302
    assert workflow(copy)["steps"]["check"]["title"]["vi"] == "Xem xét"


def test_what_is_not_understood_is_named_and_nothing_is_changed_until_the_editor_agrees(editor, copy):
    strange = '<bpmn:complexGateway id="Gateway_1" name="Rất lạ"/></bpmn:process>'
    xml = with_change(copy, "</bpmn:process>", strange)
    answer = editor.post(page_of(copy), {"xml": xml, "seen": copy.revision})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Rất lạ" in page and "Gateway_1" in page and "complexGateway" in page
    assert workflow(copy) == copy.tree["workflow"]
    back = editor.post(page_of(copy), {"xml": xml, "seen": copy.revision, "resume": 1})
    assert "Rất lạ" in back.context["xml"] and back.context["unsaved"]
    editor.post(page_of(copy), {"xml": xml, "seen": copy.revision, "confirmed": 1})
    assert workflow(copy) == copy.tree["workflow"]


@pytest.mark.parametrize(
    "sent", ["<bpmn:definitions", "<html/>", "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", ""]
)
def test_what_is_no_bpmn_is_refused_with_a_reason_and_kept_on_the_page(editor, copy, sent):
    answer = editor.post(page_of(copy), {"xml": sent, "seen": copy.revision})
    assert answer.status_code == 422
    assert answer.context["error"]
    assert workflow(copy) == copy.tree["workflow"]


def test_the_later_of_two_editors_merges_and_loses_nothing(editor, copy):
    first = with_change(copy, 'name="Thẩm tra hồ sơ"', 'name="Một"')
    second = with_change(copy, 'name="Trả kết quả"', 'name="Hai"')
    editor.post(page_of(copy), {"xml": first, "seen": copy.revision})
    answer = editor.post(page_of(copy), {"xml": second, "seen": copy.revision}, follow=True)
    assert "Gộp hai bản sửa" in answer.content.decode()


def test_the_one_who_approves_sees_the_picture_but_no_way_to_change_it(copy):
    issuer = signed_in("issuer")
    page = issuer.get(page_of(copy)).content.decode()
    assert 'class="wf"' in page and "dg-editor" not in page
    assert issuer.post(page_of(copy), {"xml": "<x/>"}).status_code == 403


def test_a_copy_that_waits_for_approval_is_not_changed(editor, copy):
    WorkingCopy.objects.filter(pk=copy.pk).update(state="submitted")
    xml = with_change(copy, 'name="Thẩm tra hồ sơ"', 'name="Một"')
    assert editor.post(page_of(copy), {"xml": xml, "seen": copy.revision}).status_code == 409
    assert workflow(copy) == copy.tree["workflow"]


def test_the_way_that_takes_too_long_is_told_and_drawn(editor, copy):
    xml = with_change(copy, 'hours="4.0"', 'hours="400"')
    page = editor.post(page_of(copy), {"xml": xml, "seen": copy.revision}, follow=True).content.decode()
    assert "Quy trình chưa thể công bố" in page
    shown = editor.get(page_of(copy) + "?loi=1").content.decode()
    assert 'class="wf-way wf-forward is-way" data-step="check" data-way="submit"' in shown
    assert 'class="wf-node wf-task is-way" data-step="check"' in shown
