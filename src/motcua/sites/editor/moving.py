"""Running dossiers of an older version moved to a newer one: first shown, then done."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import re_path
from django.views.decorators.http import require_http_methods, require_POST

from motcua.city.authority import NotAllowed
from motcua.procedures.authoring import jobs, proposing, rolling
from motcua.procedures.authoring.models import RollForward
from motcua.procedures.catalogue import publishing
from motcua.procedures.catalogue.models import ProcedureVersion
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.frame import ISSUE, editing_page, frame
from motcua.sites.editor.history import CODE
from motcua.sites.editor.publishing import grouped
from motcua.sites.shell import language


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def move(request: HttpRequest, officer: Officer, code: str, number: str) -> HttpResponseBase:
    """What moving the dossiers of one version to the one in force would do; POST does it. Raises: Http404."""
    old = ProcedureVersion.objects.select_related("procedure").filter(
        procedure__code=code, number=int(number)
    ).first()  # fmt: skip
    new = publishing.version_for(code, officer.now)
    if old is None or new is None or new.number <= old.number:
        raise Http404
    refused = None
    if request.method == "POST":
        if not officer.powers.holds_any(ISSUE):
            raise Http404
        try:
            roll = rolling.start(
                old,
                new,
                consented=request.POST.get("consented") == "yes",
                reason=request.POST.get("reason", ""),
                decision=request.POST.get("decision", ""),
                by=officer.actor,
                at=officer.now,
            )
        except (NotAllowed, proposing.Refused) as error:
            refused = error
        else:
            jobs.roll_forward.defer(roll_id=roll.pk)
            messages.success(
                request,
                language.say(
                    "Đang chuyển hồ sơ; kết quả hiện ở đây.", "Dossiers are being moved; see below."
                ),
            )
            return redirect("editor:versions", code)
    found = rolling.preview(old, new)
    context = frame(
        officer,
        procedure=old.procedure,
        old=old,
        new=new,
        preview=found,
        lost=grouped(found.lost),
        for_some=grouped(found.for_some),
        consent=grouped(found.consent),
        safe=grouped(found.safe),
        refused=refused,
        typed=request.POST,
        may_issue=officer.powers.holds_any(ISSUE),
    )
    return render(request, "editor/move.html", context, status=409 if refused else 200)


@require_POST
@editing_page
def undo(request: HttpRequest, officer: Officer, code: str, roll_id: str) -> HttpResponse:
    """Move back the dossiers with which nothing happened since. Raises: Http404."""
    roll = RollForward.objects.filter(id=int(roll_id), new__procedure__code=code).first()
    if roll is None or not officer.powers.holds_any(ISSUE):
        raise Http404
    try:
        rolling.begin_undo(roll.pk, by=officer.actor, at=officer.now)
    except (NotAllowed, proposing.Refused) as refused:
        messages.warning(request, language.say(refused.vi, refused.en))
    else:
        jobs.roll_back.defer(roll_id=roll.pk, account_id=officer.account.pk)
        messages.success(
            request,
            language.say(
                "Đang chuyển lại những hồ sơ chưa có ai xử lý thêm.",
                "Dossiers that nobody has worked on since are being moved back.",
            ),
        )
    return redirect("editor:versions", code)


routes = [
    re_path(rf"ban/{CODE}/chuyen/(?P<number>\d{{1,6}})/$", move, name="move"),
    re_path(rf"ban/{CODE}/hoan-tac/(?P<roll_id>\d{{1,12}})/$", undo, name="move-undo"),
]
