"""The advice tab: what to mend stands where it is, and one press mends it."""

from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from motcua.foundation import clock
from motcua.procedures.authoring import working
from motcua.project.demo import account_of
from tests.conftest import hanoi
from tests.procedures.people import officer
from tests.sites.access_city import BACKEND

NOW = hanoi("2026-03-02 09:00")

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    clock.set_for_test(NOW)
    client = Client()
    client.force_login(account_of("editor"), backend=BACKEND)
    return client


@pytest.fixture
def draft(editor):
    tree = yaml.safe_load((Path(__file__).parents[1] / "procedures" / "sheet.yaml").read_text())
    tree["form"]["pages"][0]["fields"].append(
        {"id": "applicant_phone", "kind": "phone", "label": {"vi": "Số điện thoại *", "en": ""}}
    )
    return working.start("1.999997", tree, by=officer("editor", NOW), at=NOW)


def test_advice_is_mended_one_by_one_and_then_all_at_once(editor, draft):
    address = reverse("editor:advice", args=[draft.uuid])
    page = editor.get(address)
    assert page.status_code == 200 and "Chưa có tiếng Anh." in page.content.decode()
    keys = [row["key"] for group in page.context["groups"] for row in group["rows"] if row["advice"].mend]
    mark = next(key for key in keys if key.startswith("QUESTION_MARK"))
    editor.post(address, {"mend": mark, "seen": "1"})
    draft.refresh_from_db()
    assert (
        draft.revision == 2 and draft.tree["form"]["pages"][0]["fields"][6]["label"]["vi"] == "Số điện thoại"
    )
    editor.post(address, {"mend": "*", "seen": "2"})
    after = editor.get(address)
    assert after.context["safe"] == 0 and after.context["count"] < page.context["count"]


def test_a_draft_that_is_sound_in_shape_only_is_advised_on(editor, draft):
    fee = {
        "code": "x", "name": {"vi": "Phí", "en": "Fee"}, "kind": "phi", "set_by": "BTC", "amount": "hives * nobody",
        "unit": {"vi": "lần", "en": "time"}, "legal_ref": "x",
    }  # fmt: skip
    tree = draft.tree | {"fees": [fee]}
    working.save(str(draft.uuid), tree, seen=1, by=officer("editor", NOW), at=NOW)
    assert editor.get(reverse("editor:advice", args=[draft.uuid])).context["count"]


def test_who_approves_reads_advice_and_does_not_mend(draft):
    client = Client()
    client.force_login(account_of("issuer"), backend=BACKEND)
    address = reverse("editor:advice", args=[draft.uuid])
    page = client.get(address)
    assert page.status_code == 200 and "Sửa ngay" not in page.content.decode()
    assert client.post(address, {"mend": "*", "seen": "1"}).status_code == 403
