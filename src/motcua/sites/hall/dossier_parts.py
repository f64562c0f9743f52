"""What a dossier's page says of the halls: a time at the counter for its owner, where the papers are for officers."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from motcua.city.hall.models import Transfer
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Status
from motcua.sites.shell.dossier_page import Part


def to_the_counter(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """The way to a booking while something is to be brought, or a result lies at the counter. No query."""
    brings = dossier.status == Status.SUPPLEMENT
    fetches = dossier.status == Status.DONE and dossier.delivery_by != "online"
    if not (brings or fetches):
        return None
    asked = urlencode({"thu-tuc": dossier.procedure_code, "ho-so": dossier.code})
    return Part("hall/_part_book.html", {"href": f"{reverse('hall:book-where')}?{asked}", "fetches": fetches})


def papers_of(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """Where the papers are that were taken in elsewhere. One query, only for dossiers of another place's counter."""
    if dossier.channel == "online" or dossier.intake_agency_id == dossier.competent_agency_id:
        return None
    found = (
        Transfer.objects.select_related("slip", "from_agency", "to_agency")
        .filter(dossier_code=dossier.code)
        .first()
    )
    if found is None:
        return None
    late = found.arrived_at is None and found.due_at < at
    return Part("hall/_part_papers.html", {"row": found, "late": late})
