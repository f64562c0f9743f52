"""What a dossier's page offers an officer who takes its fee: card, display, paper. Cash stays with the desk's own act."""

from datetime import datetime
from typing import Any

from motcua.city.contracts.reading import under_contract
from motcua.money.bank import config
from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import Finance
from motcua.sites.shell.dossier_page import Part


def at_the_counter(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """Ways to pay here while something is owed. No query."""
    if dossier.finance != Finance.DUE or officer is None:
        return None
    if under_contract(officer.powers) or not officer.powers.holds(
        "receive", dossier.procedure_code, dossier.field_key, dossier.intake_agency_id
    ):
        return None
    return Part("till/_part.html", {"code": dossier.code, "transfers": config.account() is not None})
