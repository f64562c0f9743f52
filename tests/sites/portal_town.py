"""A small city with published procedures and a resident who is signed on, for the tests of the portal."""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from PIL import Image

from motcua.city.models import Account, Appointment, Person, Unit
from motcua.foundation import clock
from motcua.foundation.actor import Actor
from motcua.money.models import Order
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Draft, Task
from motcua.records.population.models import CitizenRecord
from tests.conftest import load_city

VN = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=VN)
BIRTH, COPY = "1.001193", "2.000815"
HOME = "00166"


@dataclass
class Town:
    """`mother` lives in the ward of `HOME`; `browser` is signed on as her."""

    mother: Account
    stranger: Account
    browser: Client

    def begin(self, code=BIRTH, browser=None):
        """Begin a form; the draft."""
        answer = (browser or self.browser).post(f"/nop/{code}")
        assert answer.status_code == 302, answer.content.decode()
        return Draft.objects.order_by("-created_at", "-id").get(id=answer["Location"].split("/")[3])

    def signed_on(self, account):
        browser = Client(headers={"host": "localhost"})
        browser.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return browser


def build() -> Town:
    """Put everything into the test's database."""
    load_city()
    mother, stranger = Account.objects.filter(kind="resident", person__isnull=False).order_by("id")[:2]
    home = Unit.objects.get(code=HOME, code_list="2025")
    person = mother.person
    Person.objects.filter(pk=person.pk).update(phone="0912345678", email="me@example.vn", unit=home)
    CitizenRecord.objects.update_or_create(
        person=person,
        defaults={
            "ethnic_code": "01",
            "nationality": "VN",
            "permanent_unit": home,
            "permanent_line": "Số 12, ngõ 34",
            "updated_at": MONDAY,
        },
    )
    mother = Account.objects.select_related("person").get(pk=mother.pk)
    town = Town(mother, stranger, Client())
    town.browser = town.signed_on(mother)
    return town


@pytest.fixture
def town(db):
    clock.set_for_test(MONDAY)
    yield build()
    clock.set_for_test(None)


def photo(name="giay.jpg", kind="JPEG"):
    """A small picture as an upload."""
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, kind)
    buffer.seek(0)
    buffer.name = name
    return buffer


BIRTH_PAGES = {
    "situation": {"situation": "ordinary", "relation": "mother"},
    "requester": {
        "requester_name": "Nguyễn Thị Minh Anh",
        "requester_pin": "",
        "requester_residence-province": "01",
        "requester_residence-commune": HOME,
        "requester_residence-line": "Số 12, ngõ 34",
        "requester_phone": "0912345678",
        "requester_email": "",
    },
    "child": {
        "child_name": "Nguyễn Hoài Ẵng",
        "child_birth_date-day": "3",
        "child_birth_date-month": "11",
        "child_birth_date-year": "2026",
        "child_sex": "female",
        "birth_place": "facility",
        "facility_name": "Bệnh viện Mẫu",
        "birth_unit-province": "01",
        "birth_unit-commune": HOME,
        "birth_unit-line": "Số 1 đường Mẫu",
        "child_ethnic_group": "01",
        "child_nationality": "VN",
        "child_home_town-province": "01",
        "child_home_town-commune": HOME,
    },
    "mother": {
        "mother_name": "Nguyễn Thị Minh Anh",
        "mother_birth_date-day": "2",
        "mother_birth_date-month": "5",
        "mother_birth_date-year": "1996",
        "mother_pin": "",
        "mother_ethnic_group": "01",
        "mother_nationality": "VN",
        "mother_residence-province": "01",
        "mother_residence-commune": HOME,
        "mother_residence-line": "Số 12, ngõ 34",
    },
    "father": {"father_known": "no"},
    "evidence": {"birth_proof": "notice"},
    "copies": {"wants_copies": "no"},
}
"""Good answers of the birth form, page by page, as a browser posts them."""


def asked(answers):
    """The posted answers with the hidden names of the questions that were on the page."""
    return {**answers, "_asked": sorted({name.split("-")[0] for name in answers})}


def fill_birth(town, draft):
    """Answer every page of the birth form; the last answer of the server."""
    answer = None
    for page, answers in BIRTH_PAGES.items():
        pins = {name: town.mother.person.pin for name in answers if name.endswith("_pin")}
        answer = town.browser.post(f"/nop/ban-nhap/{draft.id}/{page}", asked(answers | pins))
        assert answer.status_code == 302, (page, errors_on(answer))
    return answer


def errors_on(answer):
    """The words of the error summary."""
    found = re.search(r'class="mc-errors".*?</ul>', answer.content.decode(), re.S)
    return re.findall(r'<a href="([^"]*)">([^<]*)', found[0]) if found else []


def file_birth(town):
    """Begin, answer, upload the birth notice and hand in; the dossier's page."""
    draft = town.begin()
    fill_birth(town, draft)
    uploaded = town.browser.post(f"/nop/ban-nhap/{draft.id}/giay-to", {"paper-birth_notice": photo()})
    assert uploaded.status_code == 302, errors_on(uploaded)
    return draft, town.browser.post(
        f"/nop/ban-nhap/{draft.id}/xem-lai", {"delivery": "online", "consent": "yes"}
    )


def ask(dossier, items=("Giấy chứng sinh (bản rõ nét)",)):
    """The officer of the counter asks for a supplement."""
    task = Task.objects.get(dossier=dossier, closed_at=None)
    post = Appointment.objects.filter(post__agency_id=task.agency_id, post__kind="reception").first()
    officer = Actor("officer", post.account_id, None, "Đặng Thu Trang", post.post_id, task.agency_id)
    changes.ask_supplement(task.id, list(items), "Ảnh mờ", by=officer, at=MONDAY)


def owe(dossier):
    """Let the dossier owe a fee of 24,000 đồng; the order."""
    Order.objects.filter(subject_id=dossier.uuid).delete()
    Dossier.objects.filter(pk=dossier.pk).update(finance="due", fee_total=24_000)
    line = {
        "code": "birth_copy", "name": {"vi": "Phí cấp bản sao", "en": "Copies"}, "kind": "phi", "set_by": "BTC",
        "is_appraisal": False, "unit_count": "bản", "base": 24_000, "payer": 24_000, "supported": 0, "waived": 0,
        "rule": None, "legal_ref": "", "explanation": {"vi": "Thu theo mức quy định", "en": "Charged as set"},
    }  # fmt: skip
    return Order.objects.create(
        subject=dossier.code, subject_id=dossier.uuid, payer_name=dossier.owner_name, person_id=dossier.owner_id,
        lines=[line], base_amount=24_000, payer_amount=24_000, supported=0, waived=0, status="pending",
        channel="online", created_at=MONDAY,
    )  # fmt: skip
