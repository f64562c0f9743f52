"""Dossiers of the invented procedure that asks the police and the tax office."""

import io
from datetime import datetime
from pathlib import Path

import pikepdf

from motcua.foundation.actor import SYSTEM
from motcua.foundation.definitions import load_text
from motcua.procedures.catalogue import publishing
from motcua.procedures.definition import ProcedureDefinition
from motcua.procedures.dossiers import changes
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.submission import GivenPaper
from motcua.records import papers
from tests.conftest import hanoi
from tests.procedures.at_work import HOME, now, open_task, seat
from tests.procedures.people import officer, resident, submission, upload

CODE = "1.999997"


def page() -> bytes:
    """A PDF of one empty page."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out)
    return out.getvalue()


ANSWERS = {"person_name": "Trần Bảo An", "secret_remark": "chỉ mình tôi biết", "price": 1_000_000_000}


def publish() -> None:
    text = Path(__file__).with_name("asked_outside.yaml").read_text()
    publishing.publish(load_text(text, ProcedureDefinition).value, by=SYSTEM, at=hanoi("2026-01-01 00:00"))


def at_police(at: datetime) -> Dossier:
    """A dossier that waits for the police."""
    by = resident(at)
    lease = papers.store_made(
        page(), name="hop-dong.pdf", purpose="dossier", owner_id=by.person_id, at=at, by=by.account_id
    )
    given = submission(
        CODE, ANSWERS, by, at, papers=(GivenPaper("lease", "upload", (lease.uuid,)), upload("diary"))
    )
    dossier = changes.file(given, by=by, at=at)
    changes.accept(open_task(dossier).id, by=officer("counter", at), at=at)
    changes.act(open_task(dossier).id, "ask", by=seat(HOME, "justice_officer", at), at=at)
    return now(dossier)


def at_tax(at: datetime) -> Dossier:
    """A dossier whose registration is granted and that waits for the tax office."""
    dossier = at_police(at)
    answers = {"granted": True, "register_number": "0001/DK", "registered_on": f"{at:%Y-%m-%d}"}
    changes.external.answer(dossier.id, "police-residence", answers, "by-hand", by=SYSTEM, at=at)
    return now(dossier)


def acted(dossier: Dossier, action: str, at: datetime, **more) -> Dossier:
    changes.act(open_task(dossier).id, action, by=seat(HOME, "justice_officer", at), at=at, **more)
    return now(dossier)
