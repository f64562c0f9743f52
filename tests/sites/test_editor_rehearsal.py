"""The rehearsal tab: asked for by an editor, done by a job, read by whoever approves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from motcua.foundation import clock
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.rehearsal import jobs, running
from motcua.procedures.rehearsal.models import Rehearsal
from motcua.project.demo import account_of
from tests.procedures.people import filed_birth
from tests.procedures.test_rehearsal import NOW, draft_of_birth
from tests.sites.access_city import BACKEND

pytestmark = pytest.mark.django_db


def signed_on(key: str) -> Client:
    clock.set_for_test(NOW + timedelta(days=10))
    client = Client()
    client.force_login(account_of(key), backend=BACKEND)
    return client


@pytest.fixture
def copy():
    for minutes in range(2):
        dossier = filed_birth(NOW + timedelta(minutes=minutes))
        Dossier.objects.filter(id=dossier.id).update(
            accepted_at=NOW, due_at=NOW + timedelta(days=1), ended_at=NOW
        )
    return draft_of_birth()


def test_an_editor_rehearses_and_reads_what_would_be_refused(copy, django_assert_max_num_queries):
    editor = signed_on("editor")
    address = reverse("editor:rehearse", args=[copy.uuid])
    assert "Bắt đầu diễn tập" in editor.get(address).content.decode()
    assert editor.post(address).status_code == 302
    run = Rehearsal.objects.get(copy=copy)
    waiting = editor.get(address).content.decode()
    assert "Đang chờ tới lượt" in waiting
    progress = reverse("editor:rehearse-progress", args=[copy.uuid, run.uuid])
    assert "HX-Redirect" not in editor.get(progress)
    jobs.rehearse(run.id)
    assert editor.get(progress)["HX-Redirect"] == address
    with django_assert_max_num_queries(12):
        page = editor.get(address).content.decode()
    assert (
        "Họ, chữ đệm, tên của trẻ" in page
        and "Dài quá 5 ký tự." in page
        and "không hiện câu trả lời riêng tư" in page
    )
    assert "Trần Bảo An" not in page


def test_who_approves_reads_it_too_and_is_told_when_the_draft_has_changed_since(copy):
    run = running.ask(copy, by=running.Actor("system", name="x"), at=NOW + timedelta(days=10))
    while running.go_on(run.id, at=NOW + timedelta(days=10)):
        pass
    type(copy).objects.filter(id=copy.id).update(revision=copy.revision + 1)
    page = signed_on("issuer").get(reverse("editor:rehearse", args=[copy.uuid])).content.decode()
    assert "Bản nháp đã thay đổi sau lần diễn tập này." in page


def test_a_rehearsal_of_another_copy_is_not_found(copy):
    run = running.ask(copy, by=running.Actor("system", name="x"), at=NOW)
    other = reverse("editor:rehearse-progress", args=["00000000-0000-4000-8000-000000000000", run.uuid])
    assert signed_on("editor").get(other).status_code == 404
