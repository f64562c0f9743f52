"""Asking for a stronger or fresher proof of who files, exactly when a form that needs it is begun or sent."""

from datetime import datetime

from django.http import HttpRequest

from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.sites.portal.resident import Resident
from motcua.sites.shell.signon import step_up

CONSENTED = "portal-consented"
"""Key of the session: the draft whose owner had ticked the statement when the proof was asked for."""


def lacking(
    request: HttpRequest, resident: Resident, version: ProcedureVersion, next_url: str, at: datetime
) -> str:
    """Where the person proves who she is and comes back to `next_url`; empty when what she proved is enough. No query.

    A helper of a team has seen the client's card or code, and the client sits beside: as at the counter.
    """
    if resident.helper is not None and resident.helper.assisted:
        return ""
    level = publishing.compiled(version).definition.auth_number
    return "" if step_up.enough(request, level, at) else step_up.address(level, next_url)
