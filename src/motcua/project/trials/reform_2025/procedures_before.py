"""The executable procedures as they were before the reform: the same definitions, in force from early 2025.

What districts decided and departments decide after has a version of its own for that time, whose steps name posts that both
have: a dossier stays on its version wherever it goes.
"""

from datetime import datetime

import msgspec

from motcua import services
from motcua.foundation.actor import SYSTEM
from motcua.foundation.clock import VN
from motcua.procedures.catalogue import publishing
from motcua.procedures.definition import ProcedureDefinition
from motcua.project.trials.reform_2025.plan import AT_COMMUNE, AT_DISTRICT, TO_DEPARTMENT

SINCE, AFTER = datetime(2025, 1, 1, tzinfo=VN), datetime(2025, 7, 1, tzinfo=VN)
POSTS_OF_DISTRICTS = {"land_officer": "specialist", "chair": "deputy_leader"}


def publish() -> None:
    """Publish what the trial uses; calling it again changes nothing."""
    for definition in services.load_all():
        if definition.code in TO_DEPARTMENT:
            publishing.publish(_of_districts(definition), by=SYSTEM, at=SINCE)
            publishing.publish(definition, by=SYSTEM, at=AFTER)
        elif definition.code in (*AT_COMMUNE, *AT_DISTRICT):
            publishing.publish(definition, by=SYSTEM, at=SINCE)


def _of_districts(definition: ProcedureDefinition) -> ProcedureDefinition:
    steps = {
        name: msgspec.structs.replace(step, post=POSTS_OF_DISTRICTS.get(step.post or "", step.post))
        for name, step in definition.workflow.steps.items()
    }
    workflow = msgspec.structs.replace(definition.workflow, steps=steps)
    return msgspec.structs.replace(definition, workflow=workflow)
