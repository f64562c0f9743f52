"""What other rooms show of digitising: an entry of the desk's rail, and a line on a dossier's page."""

from datetime import datetime
from typing import Any

from motcua.procedures.dossiers.models import Dossier
from motcua.sites.scanning import standing
from motcua.sites.shell.dossier_page import Part

PAPER_CHANNELS = ("counter", "postal")


def digitises(officer: Any) -> bool:
    """For menus: whoever does any step of dossiers, or reads their figures. No query."""
    return officer.handles or officer.powers.holds_any("see_statistics")


def of_dossier(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """How many papers are digital, and the way to the rest. Two queries, only for dossiers that came on paper."""
    if dossier.channel not in PAPER_CHANNELS:
        return None
    sums = standing.sums(standing.rows(dossier))
    if not sums.papers:
        return None
    return Part("scanning/_part.html", {"sums": sums, "code": dossier.code})
