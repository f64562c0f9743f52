"""Whose scan it is: whoever does work on its dossier. Everything else does not exist."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from motcua.procedures.dossiers.changes.digitising import may_digitise
from motcua.procedures.dossiers.models import Dossier
from motcua.records.scanning.models import Scan
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer

HERE = "/so-hoa/"


def dossier_of(officer: Officer, code: str) -> Dossier:
    """The dossier of this code, for an officer who works on it. Raises: Http404; PermissionDenied for mere readers."""
    found = rights.dossier_for(officer.powers, code)
    if not may_digitise(officer.powers, found):
        raise PermissionDenied
    return found


def scan_of(officer: Officer, number: UUID) -> tuple[Scan, Dossier]:
    """The scan and its dossier. Two queries. Raises: Http404, PermissionDenied."""
    scan = Scan.objects.select_related("agency", "owner", "file", "paper").filter(uuid=number).first()
    if scan is None:
        raise Http404
    return scan, dossier_of(officer, scan.dossier_code)
