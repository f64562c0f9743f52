"""A ward at work: dossiers that the demo's officers find on their desks, made by the real changes.

Each is filed by an invented resident of the home ward and walked on by the officers who may, hour by hour, until
the step at which it waits. Nothing is written around the rules: a dossier here has its events, papers and numbers.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from django.db.models import Q

from motcua.city import authority
from motcua.city.agencies import day
from motcua.city.models import Account, Appointment, Person
from motcua.city.models.validity import valid_on
from motcua.foundation import worktime
from motcua.foundation.actor import Actor
from motcua.procedures.applicant import applicant_facts
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.compile import CompiledStep
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.submission import GivenPaper, Party, Submission
from motcua.project.demo.identities import HOME, account_of
from motcua.records import documents, papers
from motcua.records.documents.forms import Letterhead, Signer
from motcua.records.documents.results import Confirmation, Row
from motcua.services.social.allowances import base_amount, monthly_allowance

Answers = dict[str, Any]
NO_PHONE = "0912345678"
CHILDREN = ("Bảo An", "Minh Khôi", "Khánh Vy", "Gia Hân", "Đức Anh", "Tuệ Lâm", "Hải Đăng", "Ngọc Diệp")
STREETS = ("phố Chùa Hà", "đường Hoàng Quốc Việt", "phố Nghĩa Tân", "đường Bưởi", "phố Phùng Chí Kiên")


@dataclass(frozen=True, slots=True)
class Sample:
    """What somebody of the ward asks for. `scans`: component → title of the paper; `entered`: by step."""

    code: str
    answers: Callable[[Person, Random], Answers]
    scans: Mapping[str, str]
    entered: Mapping[str, Answers] = field(default_factory=dict)
    who: Q = field(default_factory=Q)


def _birth(mother: Person, rng: Random) -> Answers:
    here = _home(mother)
    return _requester(mother) | {
        "situation": "ordinary", "relation": "mother",
        "child_name": f"{mother.full_name.split()[0]} {rng.choice(CHILDREN)}",
        "child_birth_date": None, "child_sex": rng.choice(("male", "female")),
        "birth_place": "facility", "facility_name": "Bệnh viện Phụ sản (mẫu)",
        "birth_unit": here, "child_ethnic_group": "01", "child_nationality": "VN",
        "child_home_town": here["unit"], "mother_name": mother.full_name,
        "mother_birth_date": mother.birth_date.isoformat(), "mother_pin": mother.pin, "mother_ethnic_group": "01",
        "mother_nationality": "VN", "mother_residence": here, "father_known": False, "birth_proof": "notice",
        "wants_copies": False,
    }  # fmt: skip


def _signature(person: Person, rng: Random) -> Answers:
    return {
        "signer_name": person.full_name, "signer_pin": person.pin, "signer_phone": person.phone or NO_PHONE,
        "signing_way": "signature", "speaks_vietnamese": True, "paper_kind": "authorisation",
        "paper_title": "Giấy ủy quyền nhận hồ sơ", "unpaid_authority": True, "paper_count": 1, "away": False,
    }  # fmt: skip


def _copy(person: Person, rng: Random) -> Answers:
    paper = {
        "title": "Bằng tốt nghiệp đại học",
        "pages": 2,
        "copies": rng.randint(1, 3),
        "issued_by_foreign": False,
    }
    return {
        "applicant_name": person.full_name, "applicant_phone": person.phone or NO_PHONE, "copy_form": "electronic",
        "originals": [paper],
    }  # fmt: skip


def _permit(owner: Person, rng: Random) -> Answers:
    area = rng.randint(48, 90)
    storeys = rng.randint(3, 5)
    return {
        "owner_name": owner.full_name, "owner_pin": owner.pin, "owner_phone": owner.phone or NO_PHONE,
        "owner_address": _home(owner),
        "site_address": {"unit": _home(owner)["unit"], "line": f"Số {rng.randint(2, 90)} {rng.choice(STREETS)}"},
        "parcel_number": rng.randint(20, 300), "map_sheet": rng.randint(1, 30), "parcel_area": area,
        "land_certificate": f"CS {rng.randint(100000, 999999)}", "beside_neighbours": False,
        "building_kind": "house", "storeys": storeys, "basements": 0, "floor_area": (area - 6) * storeys,
        "footprint": area - 6, "height_cm": 340 * storeys, "designer": "Công ty thiết kế Phương Nam (mẫu)",
        "designer_certificate": "HAN-00012345", "expected_months": 8,
    }  # fmt: skip


def _allowance(person: Person, rng: Random) -> Answers:
    return {
        "request": "grant", "filed_by": "self",
        "filer_name": person.full_name, "filer_phone": person.phone or NO_PHONE,
        "beneficiary_name": person.full_name, "beneficiary_pin": person.pin,
        "beneficiary_birth_date": person.birth_date.isoformat(), "beneficiary_residence": _home(person),
        "group": "disabled", "disability_level": "severe", "pregnant": False, "other_income": False,
        "payout": "account", "bank_name": "Ngân hàng mẫu", "account_number": f"{rng.randrange(10**10):010d}",
        "account_holder": person.full_name,
    }  # fmt: skip


def _business(owner: Person, rng: Random) -> Answers:
    return {
        "founded_by": "person", "owner_name": owner.full_name, "owner_pin": owner.pin,
        "owner_birth_date": owner.birth_date.isoformat(), "owner_residence": _home(owner),
        "owner_phone": owner.phone or NO_PHONE, "owner_email": owner.email or f"{owner.pin}@example.vn",
        "filed_by": "owner",
        "business_name": f"Tạp hóa {owner.full_name.split()[-1]} {rng.randint(2, 99)}",
        "office_address": _home(owner), "capital": rng.randint(5, 40) * 10_000_000, "workers": rng.randint(1, 4),
        "start_date": None, "bookkeeping": "declaration",
        "sectors": [{"sector_code": "4711", "sector_name": "Bán lẻ tổng hợp", "conditional": False}],
    }  # fmt: skip


def _pavement(person: Person, rng: Random) -> Answers:
    return {
        "applicant_name": person.full_name, "applicant_pin": person.pin,
        "applicant_phone": person.phone or NO_PHONE, "use": "wedding",
        "place": {"unit": _home(person)["unit"], "line": f"Trước số {rng.randint(2, 90)} {rng.choice(STREETS)}"},
        "part": ["pavement"], "length_m": rng.randint(4, 9), "width_dm": 25, "left_for_walkers_dm": 15,
        "first_day": None, "last_day": None, "hours_of_day": "6 giờ đến 22 giờ", "restoring_pledge": True,
    }  # fmt: skip


DAYS = {"child_birth_date": (-40, -3), "start_date": (3, 20), "first_day": (4, 5), "last_day": (6, 7)}
"""Answers that are days: how many days from the filing, at least and at most."""
COEFFICIENT = 150
GRANT = {"proposal": "grant"}
WOMEN = Q(sex="female", birth_date__gt="1986-01-01")
SAMPLES = (
    Sample("1.001193", _birth, {"birth_notice": "Giấy chứng sinh"}, {"check": GRANT}, WOMEN),
    Sample("2.000884", _signature, {"paper_to_sign": "Giấy ủy quyền"}),
    Sample("2.000815", _copy, {"original": "Bằng tốt nghiệp đại học"}),
    Sample(
        "1.013225",
        _permit,
        {"drawings": "Bản vẽ thiết kế xây dựng", "land_certificate": "Giấy chứng nhận quyền sử dụng đất"},
        {
            "site_check": {"needs_opinion": False, "way": "appraise"},
            "appraise": GRANT | {"ground_level_cm": 30},
        },
    ),
    Sample(
        "1.001776",
        _allowance,
        {"disability_certificate": "Giấy xác nhận khuyết tật"},
        {"verify": GRANT | {"coefficient_percent": COEFFICIENT}},
    ),
    Sample("1.001612", _business, {}, {"check": GRANT}),
    Sample(
        "1.013274",
        _pavement,
        {"use_plan": "Phương án sử dụng vỉa hè"},
        {"check": {"way": "visit"}, "visit": {"needs_police": True, "way": "ask_police"}},
    ),
)
"""Seven kinds in turn; the stops below are eight, so that every kind comes to wait at every stop."""
STOPS = ("receive", "process", "review", "receive", "process", "sign", "number", "return")
"""Kinds of steps at which a dossier is left waiting, in turn."""


def fill_ward(count: int, *, seed: int, now: datetime) -> int:
    """Make `count` dossiers of the last working days in the home ward; how many were made."""
    rng = Random(seed)
    residents = _residents(rng)
    made = 0
    for number in range(count):
        sample = SAMPLES[number % len(SAMPLES)]
        person = next(who for who in residents if _fits(who, sample))
        stop = STOPS[number % len(STOPS)]
        calendar = worktime.public_offices()
        # most came in within the last hours; every fifth has been lying about and is late
        before = rng.randint(240, 900) if number % 5 == 0 else rng.randint(5, 110)
        begin = worktime.add_working_minutes(now, -before, calendar)
        dossier = _file(sample, person, begin, rng)
        _walk_on(dossier, sample, stop, begin, now, rng)
        made += 1
    return made


def _residents(rng: Random) -> Iterator[Person]:
    ward = Person.objects.select_related("unit").filter(unit__agencies__key=HOME).exclude(pin="")
    grown = list(ward.filter(accounts=None, birth_date__lt=date(2004, 1, 1)).order_by("id"))
    while True:
        yield rng.choice(grown)


def _fits(person: Person, sample: Sample) -> bool:
    return not sample.who or (person.sex == "female" and person.birth_date > date(1986, 1, 1))


def _home(person: Person) -> Answers:
    assert person.unit is not None
    return {"unit": person.unit.code, "line": person.address_line or "Số 5"}


def _requester(person: Person) -> Answers:
    return {
        "requester_name": person.full_name, "requester_pin": person.pin, "requester_residence": _home(person),
        "requester_phone": person.phone or NO_PHONE,
    }  # fmt: skip


def bring_papers(count: int, *, seed: int, now: datetime) -> int:
    """Make `count` dossiers taken in at the counter of the home ward whose papers wait to be digitised; how many.

    Every second one has its papers put in as files already; of the others they lie in the counter's tray.
    """
    rng = Random(seed)
    residents = _residents(rng)
    samples = [sample for sample in SAMPLES if sample.scans]
    counter = account_of("counter")
    for number in range(count):
        sample = samples[number % len(samples)]
        person = next(who for who in residents if _fits(who, sample))
        at = worktime.add_working_minutes(now, -rng.randint(10, 100), worktime.public_offices())
        by = authority.actor_for(counter, at)
        given = tuple(
            GivenPaper(component, "scan", (_paper(title, person, at),) if number % 2 else (), originals=1)
            for component, title in sample.scans.items()
        )
        brought = _submission(sample, person, at, rng, "counter", given, by.agency_id)
        first = brought.compiled.step(brought.compiled.start)
        ticked = frozenset(item.id for item in first.step.checklist)
        changes.take_in(brought, by=by, at=at, ticked=ticked)
    return count


def _file(sample: Sample, person: Person, at: datetime, rng: Random) -> Dossier:
    by = Actor(kind="resident", name=person.full_name, person_id=person.id)
    given = tuple(
        GivenPaper(component, "upload", (_paper(title, person, at),))
        for component, title in sample.scans.items()
    )
    return changes.file(_submission(sample, person, at, rng, "online", given), by=by, at=at)


def _submission(
    sample: Sample,
    person: Person,
    at: datetime,
    rng: Random,
    channel: str,
    given: tuple[GivenPaper, ...],
    intake: int | None = None,
) -> Submission:
    version = publishing.version_for(sample.code, at)
    assert version is not None, sample.code
    answers = sample.answers(person, rng)
    for name in [name for name in DAYS if name in answers]:
        answers[name] = (at.date() + timedelta(days=rng.randint(*DAYS[name]))).isoformat()
    home = _home(person)
    party = Party(
        name=person.full_name,
        person_id=person.id,
        unit_code=home["unit"],
        address=person.address_line,
        phone=person.phone,
        email=person.email or f"{person.pin}@example.vn",
        facts=applicant_facts(
            person.full_name, on=at.date(), pin=person.pin, birth_date=person.birth_date, sex=person.sex,
            residence_unit=home["unit"],
        ),
    )  # fmt: skip
    return Submission(
        id=uuid.UUID(int=rng.getrandbits(128), version=4),
        version_id=version.id,
        compiled=publishing.compiled(version),
        channel=channel,
        answers=answers,
        papers=given,
        applicant=party,
        owner=party,
        intake_agency_id=intake,
        known_sources=frozenset({"population.identity", "population.residence"}),
    )


def _paper(title: str, person: Person, at: datetime) -> uuid.UUID:
    """A sample of a paper, marked as one (TT 01/2018/TT-VPCP Đ5: samples say MẪU)."""
    pdf = documents.render_form(
        Confirmation(
            head=Letterhead(agency="TỔ CHỨC MẪU", number="01/MẪU", place="Hà Nội", on=at.date()),
            signer=Signer(post="Người lập mẫu", name="Người không có thật"),
            title=f"{title} (mẫu)",
            opening="Giấy tờ mẫu của bản trình diễn, không có giá trị pháp lý.",
            rows=[
                Row(label="Họ và tên", value=person.full_name),
                Row(label="Ngày sinh", value=f"{person.birth_date:%d/%m/%Y}"),
                Row(label="Địa chỉ", value=person.address_line),
            ],
        )
    )
    stored = papers.store_made(pdf, name=f"{title}.pdf", purpose="dossier", owner_id=person.id, at=at)
    return stored.uuid


def _walk_on(dossier: Dossier, sample: Sample, stop: str, at: datetime, now: datetime, rng: Random) -> None:
    """Let the officers do their steps until `stop`, or until the present moment is reached."""
    while True:
        dossier.refresh_from_db()
        task = Task.objects.filter(dossier=dossier, closed_at=None).first()
        at = worktime.add_working_minutes(at, rng.randint(4, 30), worktime.public_offices())
        if task is None or task.kind == stop or task.kind == "return" or at >= now:
            return
        by = _officer(task, at)
        step = compiled_version(dossier.version_id).step(task.step)
        ticked = frozenset(item.id for item in step.step.checklist)
        if task.kind == "receive":
            if dossier.finance == "due":
                return
            changes.accept(task.id, by=by, at=at, ticked=ticked)
            continue
        entered = entered_on(step, at) | dict(sample.entered.get(task.step, {}))
        way = entered.pop("way", None) or next(
            action.id for action in step.actions if action.kind == "forward"
        )
        changes.act(task.id, way, by=by, at=at, answers=entered, ticked=ticked)


def entered_on(step: CompiledStep, at: datetime) -> Answers:
    """What officers enter that depends on the day, as far as the step asks for it."""
    today = at.astimezone(worktime.VN).date()
    known = {
        "visited_on": today.isoformat(),
        "site_findings": "Đất trống, đúng mốc giới.",
        "effective_month": today.replace(day=1).isoformat(),
        "monthly_amount": monthly_allowance(base_amount(today), COEFFICIENT),
    }
    return {item.id: known[item.id] for item in step.fields if item.id in known}


def _officer(task: Task, at: datetime) -> Actor:
    held = Appointment.objects.filter(valid_on(day(at)), post__agency_id=task.agency_id)
    if task.post_kind:  # a consultation names none
        held = held.filter(post__kind=task.post_kind)
    account = Account.objects.get(id=held.order_by("id").values_list("account_id", flat=True)[:1].get())
    return authority.actor_for(account, at)
