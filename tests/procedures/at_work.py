"""Dossiers brought to the place where a test begins: at the counter, at a desk, at the signature."""

from datetime import datetime

import msgspec

from motcua.city import authority
from motcua.city.models import Account
from motcua.foundation.actor import Actor
from motcua.money import orders
from motcua.money.models import Order
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier, Task
from tests.procedures.people import (
    COPY,
    PERMIT,
    RECEIVED,
    filed_birth,
    officer,
    party,
    resident,
    submission,
    upload,
)

HOME = "ubnd-phuong-nghia-do"
NGHIA_DO = "00160"
CHECKED = frozenset({"not_registered", "name_lawful"})
SITE_CHECKED = frozenset({"boundary_checked", "not_started"})
APPRAISED = frozenset({"use_agrees", "design_competent"})
WORKS = {
    "owner_name": "Nguyễn Thị Minh Anh",
    "owner_pin": "001196000011",
    "owner_phone": "0912345678",
    "owner_address": {"unit": NGHIA_DO, "line": "Số 5 ngõ 12"},
    "site_address": {"unit": NGHIA_DO, "line": "Lô 7 đường Bưởi"},
    "parcel_number": 112,
    "map_sheet": 8,
    "parcel_area": 300,
    "land_certificate": "CS 123456",
    "beside_neighbours": False,
    "building_kind": "works",
    "storeys": 4,
    "basements": 0,
    "floor_area": 800,
    "footprint": 200,
    "height_cm": 1500,
    "project_decision": "12/QĐ, 05/01/2026",
    "designer": "Công ty Thiết kế Mẫu",
    "designer_certificate": "HAN-00012345",
    "expected_months": 10,
}
WORKS_PAPERS = tuple(
    upload(name) for name in ("land_certificate", "drawings", "fire_approval", "project_decision")
)


def seat(agency: str, post: str, at: datetime, number: int = 1) -> Actor:
    """The officer on a post of an agency, by the agency's key."""
    username = f"{agency}.{post.replace('_', '-')}-{number}"
    return authority.actor_for(Account.objects.get(username=username), at)


def open_task(dossier: Dossier) -> Task:
    return Task.objects.get(dossier=dossier, closed_at=None)


def now(dossier: Dossier) -> Dossier:
    """The dossier as the database has it now."""
    return Dossier.objects.get(id=dossier.id)


def order_of(dossier: Dossier) -> Order:
    return Order.objects.get(subject_id=dossier.uuid)


def pay(dossier: Dossier, at: datetime) -> Order:
    """The owner pays in cash at the counter."""
    return orders.mark_cash_paid(order_of(dossier), "Đặng Thu Trang", at)


def accepted_birth(at: datetime, **changed) -> Dossier:
    dossier = filed_birth(at, **changed)
    return changes.accept(open_task(dossier).id, by=officer("counter", at), at=at, ticked=RECEIVED)


def filed_works(at: datetime, **other) -> Dossier:
    """A permit for a building (10 working days) that came by post: unlike online, its fee is 150,000 đồng."""
    by = resident(at)
    given = {"papers": WORKS_PAPERS, "channel": "postal", **other}
    return changes.file(submission(PERMIT, WORKS, by, at, **given), by=by, at=at)


def works_at_counter(at: datetime, **other) -> Dossier:
    """The same on paper at the counter: accepted at once, the fee may be paid later."""
    by = officer("counter", at)
    owner = party(resident(at))
    given = {
        "channel": "counter",
        "applicant": owner,
        "owner": owner,
        "intake_agency_id": by.agency_id,
        **other,
    }
    return changes.take_in(
        submission(PERMIT, WORKS, resident(at), at, papers=WORKS_PAPERS, **given),
        by=by,
        at=at,
        ticked=RECEIVED,
    )


def works_at_site_check(at: datetime, **other) -> Dossier:
    """A building's permit that the division leader has assigned: it waits for the visit of the site."""
    dossier = works_at_counter(at, **other)
    changes.act(open_task(dossier).id, "assign", by=seat(HOME, "division_leader", at), at=at)
    return now(dossier)


def works_consulted(at: datetime) -> Dossier:
    """A building's permit on which the Department of Construction has been asked."""
    dossier = works_at_site_check(at)
    changes.act(
        open_task(dossier).id, "consult", by=seat(HOME, "land_officer", at), at=at, ticked=SITE_CHECKED,
        answers={"visited_on": f"{at:%Y-%m-%d}", "site_findings": "Đất trống", "needs_opinion": True},
    )  # fmt: skip
    return now(dossier)


def certified_copies(at: datetime, channel: str = "counter", pages: int = 5, copies: int = 3) -> Dossier:
    """Copies of one original: three copies of five pages unless said otherwise."""
    person = resident(at)
    answers = {
        "applicant_name": person.name,
        "applicant_pin": "001196000011",
        "applicant_phone": "0912345678",
        "copy_form": "paper",
        "originals": [
            {"title": "Bằng đại học", "pages": pages, "copies": copies, "issued_by_foreign": False}
        ],
    }
    if channel == "online":
        return changes.file(submission(COPY, answers, person, at), by=person, at=at)
    by, owner = officer("counter", at), party(person)
    given = {"channel": channel, "applicant": owner, "owner": owner, "intake_agency_id": by.agency_id}
    return changes.take_in(submission(COPY, answers, person, at, **given), by=by, at=at, ticked=RECEIVED)


def examined(dossier: Dossier, at: datetime) -> Dossier:
    """The justice officer passes a birth on to the chair."""
    changes.act(
        open_task(dossier).id, "submit", by=officer("justice", at), at=at,
        answers={"proposal": "grant"}, ticked=CHECKED,
    )  # fmt: skip
    return now(dossier)


def signed_birth(at: datetime) -> Dossier:
    """A birth that the chair has signed; the clerk has not sealed it yet."""
    dossier = examined(accepted_birth(at), at)
    changes.act(open_task(dossier).id, "sign", by=officer("chair", at), at=at)
    return now(dossier)


def ready_birth(at: datetime) -> Dossier:
    """A birth certificate that waits to be handed over."""
    dossier = signed_birth(at)
    changes.act(open_task(dossier).id, "entered", by=officer("clerk", at), at=at)
    return now(dossier)


def replaced[T](part: T, **changed) -> T:
    """A piece of a definition with something changed."""
    return msgspec.structs.replace(part, **changed)  # type: ignore[type-var]
