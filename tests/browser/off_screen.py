"""Officers of a running city at their desks, off the screen: run as a process of the city's own settings.

    python -m tests.browser.off_screen CODE '{"step": {"field": …}}'

They do every open step of a linked set by the functions that the desk's pages call, until the set has its result. What bodies
outside answer comes by message from the sandbox; what is handed over stays at the counter.
"""

import json
import sys
import time
from typing import Any

WITHIN_S = 100


def main(code: str, entered: dict[str, dict[str, Any]]) -> int:
    import django

    django.setup()
    from motcua.foundation import clock
    from motcua.procedures.dossiers.models import Dossier, Task
    from motcua.procedures.dossiers.status import Status
    from motcua.procedures.linked.models import LinkedItem

    limit = time.monotonic() + WITHIN_S
    while time.monotonic() < limit:
        parent = Dossier.objects.get(code=code)
        if parent.status in (Status.DONE, Status.RETURNED):
            return 0
        ids = [
            parent.id,
            *LinkedItem.objects.filter(case__parent=parent).values_list("dossier_id", flat=True),
        ]
        for task in Task.objects.filter(dossier_id__in=ids, closed_at=None).order_by("id"):
            _work(task, entered, clock.now())
        time.sleep(0.5)
    open_ = Task.objects.filter(dossier_id__in=ids, closed_at=None).values_list(
        "dossier__code", "step", "post_kind"
    )
    print(f"still open: {list(open_)}", file=sys.stderr)
    return 1


def _work(task: Any, entered: dict[str, dict[str, Any]], at: Any) -> None:
    from motcua.procedures.catalogue.versions import compiled_version
    from motcua.procedures.dossiers import changes
    from tests.services.walking import officer_for

    step = compiled_version(task.dossier.version_id).step(task.step)
    if step.kind in ("external", "return"):
        return
    by, ticked = officer_for(task, at), frozenset(item.id for item in step.step.checklist)
    if step.kind == "receive":
        changes.accept(task.id, by=by, at=at, ticked=ticked)
        return
    answers = dict(entered.get(task.step, {}))
    way = answers.pop("way", None) or next(one.id for one in step.actions if one.kind == "forward")
    changes.act(task.id, way, by=by, at=at, answers=answers, ticked=ticked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], json.loads(sys.argv[2])))
