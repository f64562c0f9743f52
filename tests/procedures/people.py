"""Who acts in tests, and the dossiers they act on."""

import uuid
from datetime import datetime

from motcua.city import authority
from motcua.city.models import Person
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue import publishing
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.submission import GivenPaper, Party, Submission
from motcua.project.demo import account_of

BIRTH = "1.001193"
COPY = "2.000815"
PERMIT = "1.013225"
RECEIVED = frozenset(
    {"form_complete", "papers_match", "original_seen", "no_ground_to_refuse", "drawings_complete"}
)
"""Every point that the counter confirms for the three procedures above."""
BORN = {
    "situation": "ordinary",
    "relation": "mother",
    "child_name": "Trần Bảo An",
    "child_birth_date": "2026-02-20",
    "child_sex": "female",
    "birth_place": "facility",
    "facility_name": "Bệnh viện Phụ sản",
    "birth_unit": {"unit": "00160", "line": "Số 1 Đê La Thành"},
    "child_ethnic_group": "01",
    "child_nationality": "VN",
    "child_home_town": "00160",
    "mother_name": "Nguyễn Thị Minh Anh",
    "mother_birth_date": "1996-05-04",
    "mother_pin": "001196000011",
    "mother_ethnic_group": "01",
    "mother_nationality": "VN",
    "mother_residence": {"unit": "00160", "line": "Số 5 ngõ 12"},
    "father_known": False,
    "birth_proof": "notice",
    "wants_copies": False,
}


def officer(key: str, at: datetime) -> Actor:
    """A demo officer in its post: counter, justice, land, leader, chair, clerk …"""
    return authority.actor_for(account_of(key), at)


def resident(at: datetime, key: str = "resident") -> Actor:
    return authority.actor_for(account_of(key), at)


def party(by: Actor) -> Party:
    person = Person.objects.select_related("unit").get(id=by.person_id)
    return Party(
        name=person.full_name,
        person_id=person.id,
        unit_code=person.unit.code,
        address=person.address_line,
        email="minh.anh@example.vn",
        phone="0912345678",
        facts={
            "kind": "citizen",
            "full_name": person.full_name,
            "residence_unit": person.unit.code,
            "exemptions": [],
        },
    )


def submission(code: str, answers: dict, by: Actor, at: datetime, **other) -> Submission:
    """What a resident hands in for this procedure."""
    version = publishing.version_for(code, at)
    assert version is not None
    values = {
        "id": uuid.uuid4(),
        "version_id": version.id,
        "compiled": publishing.compiled(version),
        "channel": "online",
        "answers": answers,
        "papers": (),
        "applicant": party(by),
        "owner": party(by),
        "known_sources": frozenset({"population.identity", "population.residence", "health.birth_notice"}),
    }
    return Submission(**{**values, **other})


def filed_birth(at: datetime, **changed) -> Dossier:
    by = resident(at)
    return changes.file(submission(BIRTH, {**BORN, **requester(by), **changed}, by, at), by=by, at=at)


def requester(by: Actor) -> dict:
    """The answers of the page about the person who files."""
    person = Person.objects.select_related("unit").get(id=by.person_id)
    return {
        "requester_name": person.full_name,
        "requester_pin": person.pin,
        "requester_phone": "0912345678",
        "requester_residence": {"unit": person.unit.code, "line": person.address_line},
    }


def upload(component_id: str) -> GivenPaper:
    return GivenPaper(component_id, "upload", (uuid.uuid4(),))
