"""How far a person is with the steps of a life event, from the dossiers they have. Pure on rows that were read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from motcua.procedures.dossiers.models import Dossier
from motcua.procedures.dossiers.status import OPEN, Status
from motcua.sites.portal.guidance.life_events import Guide, Step

RECENT = timedelta(days=365)
"""An older dossier belongs to an earlier event of the same kind (another child): a default of ours."""
FINISHED = frozenset({Status.DONE, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Progress:
    """`state`: todo, open (on its way) or done; `dossier` says why."""

    state: str
    dossier: Dossier | None = None


def progress(step: Step, dossiers: Iterable[Dossier], at: datetime) -> Progress:
    """The newest dossier of the step's procedures that still counts decides; a finished one outdoes an open one."""
    mine = [
        one for one in dossiers if one.procedure_code in step.finished_by and at - one.submitted_at <= RECENT
    ]
    done = next((one for one in mine if Status(one.status) in FINISHED), None)
    if done is not None:
        return Progress("done", done)
    going = next((one for one in mine if Status(one.status) in OPEN), None)
    return Progress("open", going) if going is not None else Progress("todo")


def shown_steps(
    guide: Guide,
    procedures: Mapping[str, Any],
    glances: Mapping[str, Any],
    dossiers: list[Dossier],
    at: datetime,
) -> list[dict[str, Any]]:
    """The steps as the page wants them; a procedure that is no longer published is not offered."""
    steps = []
    for number, step in enumerate(guide.steps, 1):
        offered = procedures.get(step.code) if step.code else None
        if step.code and offered is None:
            continue
        steps.append(
            {
                "number": number,
                "step": step,
                "procedure": offered,
                "glance": glances.get(step.code) if step.code else None,
                "instead": [
                    {"other": other, "procedure": procedures[other.code]}
                    for other in step.instead
                    if other.code in procedures
                ],
                "progress": progress(step, dossiers, at),
            }
        )
    return steps
