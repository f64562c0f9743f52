"""A ward with people in its population register, and a certificate authority in a temporary folder."""

import io
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from motcua.city.models import Agency, Person, Unit, WorkCalendar
from motcua.foundation.text import fold, sort_key
from motcua.records.population.models import CitizenRecord
from motcua.records.signing.demo_authority import DemoAuthority

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=HANOI)


@dataclass
class Ward:
    agency: Agency
    unit: Unit

    def person(self, name, *, born=date(1990, 3, 12), sex="female", pin="", **record):
        person = Person.objects.create(
            full_name=name,
            search_key=fold(name),
            sort_key=sort_key(name),
            birth_date=born,
            sex=sex,
            pin=pin,
        )
        if record or pin:
            CitizenRecord.objects.create(person=person, updated_at=NOON, **record)
        return person


@pytest.fixture
def ward(db):
    unit = Unit.objects.create(
        code="99901",
        level=3,
        kind="ward",
        name_vi="Hồng Hà",
        full_name_vi="Phường Hồng Hà",
        name_en="Hong Ha",
        slug="hong-ha",
        search_key="hong ha",
        sort_key=sort_key("Hồng Hà"),
        code_list="2025",
        valid_from=date(2025, 7, 1),
    )
    calendar = WorkCalendar.objects.create(key="office", name_vi="Lịch", name_en="Calendar", data={})
    agency = Agency.objects.create(
        key="phuong-hong-ha",
        code="H26.100",
        kind="commune",
        name_vi="Ủy ban nhân dân phường Hồng Hà",
        name_en="Hong Ha ward",
        sort_key="",
        path="phuong-hong-ha/",
        unit=unit,
        calendar=calendar,
        seal_name="Ủy ban nhân dân phường Hồng Hà",
        valid_from=date(2025, 7, 1),
    )
    return Ward(agency, unit)


@pytest.fixture(scope="session")
def authority(tmp_path_factory) -> DemoAuthority:
    return DemoAuthority(Path(tmp_path_factory.mktemp("ca")))


@pytest.fixture
def storage(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        }
    }
    return tmp_path / "files"


@pytest.fixture
def picture() -> bytes:
    """A photograph of a paper, as a phone takes one."""
    out = io.BytesIO()
    Image.effect_noise((600, 800), 40).convert("RGB").save(out, "JPEG")
    return out.getvalue()
