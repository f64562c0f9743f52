"""Why may I not do this step, and who may: the open task of a dossier, asked of `authority_why`."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.city import authority_why
from motcua.city.authority_signature import block
from motcua.city.authority_why import Ground, Question
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import posts
from motcua.procedures.dossiers.models import Task
from motcua.sites.authority.frame import FIELD_NAMES, frame, power_words
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page


@officer_page
def dossier(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The grounds for one's own answer, and everybody for whom it is yes. Seven queries. Strangers' dossiers: 404."""
    found = rights.dossier_for(officer.powers, code)
    task = Task.objects.select_related("agency").filter(id=found.open_task_id or 0).first()
    if task is None:
        raise Http404
    task.dossier = found
    question = question_of(task)
    answer = authority_why.why(officer.powers, question)
    others = authority_why.who_may(question, officer.now)
    step = compiled_version(found.version_id).steps.get(task.step)
    context = frame(
        officer,
        "",
        d=found,
        title=step.step.title if step else None,
        powers=power_words(question.powers[:1]),
        answer=answer,
        grounds=[_named(one) for one in answer.grounds],
        signs=task.kind == "sign",
        holders=[
            {"one": one, "block": block(one.grant) if task.kind == "sign" else None, "me": one.account_id == officer.account.pk}
            for one in others
        ],
        place=task.agency,
    )  # fmt: skip
    return render(request, "authority/grounds.html", context)


def _named(ground: Ground) -> dict[str, Any]:
    """A ground as the page tells it: fields by their names."""
    vi, en = ground.vi, ground.en
    for key, name in FIELD_NAMES.items():
        if ground.kind == "field":
            vi = vi.replace(f"lĩnh vực {key}", f"lĩnh vực {name}")
    return {"vi": vi, "en": en, "holds": ground.holds}


def question_of(task: Task) -> Question:
    """What one has to be asked about to do a task."""
    return Question(
        powers=posts.POWERS[task.kind],
        procedure_code=task.procedure_code,
        field=task.field_key,
        agency_id=task.agency_id,
        case=task.dossier.case_id,
        posts=frozenset({task.post_kind}) if task.post_kind else frozenset(),
        deputies=tuple(posts.DEPUTIES.items()),
    )
