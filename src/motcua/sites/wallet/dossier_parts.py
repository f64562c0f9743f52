"""What a dossier's page says of data that were contested while its form was filled in."""

from datetime import datetime
from typing import Any

from motcua.procedures.dossiers.models import Dossier
from motcua.records.contests import reading
from motcua.sites.shell.dossier_page import Part
from motcua.sites.wallet.contesting import row_of


def of_dossier(dossier: Dossier, at: datetime, officer: Any) -> Part | None:
    """The reports of this form, with what was said and what became of it. One query by its own index."""
    if dossier.channel != "online":
        return None
    rows = [row_of(contest) for contest in reading.of_form(dossier.uuid)]
    return (
        Part("wallet/_part_contests.html", {"rows": rows, "officer": officer is not None}) if rows else None
    )
