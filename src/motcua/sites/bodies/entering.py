"""An officer enters a notice to pay that came on paper, because the body has no line or the line is down."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.city import authority
from motcua.exchange.bodies import connectors
from motcua.foundation import audit
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes, posts
from motcua.procedures.dossiers.changes.duties import MOST, Notice
from motcua.procedures.dossiers.errors import ChangeRefused
from motcua.procedures.dossiers.models import Task
from motcua.sites.desk import rights
from motcua.sites.desk.officer import Officer, officer_page, page_context
from motcua.sites.portal.wrong import named_errors
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field
from motcua.sites.shell.typed import day as typed_day
from motcua.sites.shell.typed import whole_number

AMOUNT_WRONG = {"vi": "Hãy ghi số tiền bằng đồng, lớn hơn 0.", "en": "Write the amount in đồng, more than 0."}
PURPOSE_NEEDED = {"vi": "Hãy ghi nội dung khoản nộp.", "en": "Say what the payment is for."}
DAY_WRONG = {"vi": "Ngày không hợp lệ.", "en": "This day does not exist."}
NUMBER_NEEDED = {"vi": "Hãy ghi số thông báo.", "en": "Write the number of the notice."}


@require_http_methods(["GET", "HEAD", "POST"])
@officer_page
def notice(request: HttpRequest, officer: Officer, code: str) -> HttpResponse:
    """The notice, field by field; then the dossier rests. Raises: Http404 where no such notice is waited for."""
    found = rights.dossier_for(officer.powers, code)
    procedure = compiled_version(found.version_id)
    step = procedure.steps.get(found.step)
    external = step.step.external if step else None
    connector = connectors.of(external.system) if external else None
    if connector is None or not connector.asks_money or found.open_task_id is None:
        raise Http404
    task = Task.objects.select_related("dossier").get(id=found.open_task_id)
    try:
        posts.require(officer.actor, task, officer.now)
    except authority.NotAllowed:
        raise Http404 from None
    fields, told = _read(request)
    if request.method == "POST" and told is not None:
        try:
            changes.duties.enter(task.id, told, by=officer.actor, at=officer.now)
        except ChangeRefused as refusal:
            messages.error(request, language.pick(refusal))
        else:
            messages.success(
                request,
                language.say("Đã ghi thông báo; hồ sơ tạm dừng chờ nộp tiền.", "Noted; the dossier rests."),
            )
        return redirect("desk:dossier", code)
    errors = named_errors(fields)
    audit.log_read(
        officer.actor, [found.owner_id], purpose="Ghi thông báo của cơ quan ngoài", what="dossier",
        code="outside-body", at=officer.now, dossier_code=found.code,
    )  # fmt: skip
    context = page_context(
        officer,
        "",
        d=found,
        procedure=procedure.definition,
        body=connector.name,
        fields=fields,
        errors=errors,
    )
    return render(request, "bodies/notice.html", context, status=422 if errors else 200)


def _read(request: HttpRequest) -> tuple[list[Field], Notice | None]:
    """The four fields as typed, with their faults after a POST; the notice when there are none."""
    post = request.POST
    number = Field(
        "number", "text", {"vi": "Số thông báo", "en": "Number of the notice"}, value=post.get("number", ""),
        max_length=60,
    )  # fmt: skip
    amount = Field(
        "amount",
        "money",
        {"vi": "Số tiền phải nộp", "en": "Amount"},
        value=post.get("amount", ""),
        suffix="đồng",
    )
    purpose = Field(
        "purpose", "text", {"vi": "Nội dung khoản nộp", "en": "What it is for"}, value=post.get("purpose", ""),
        max_length=300, example="Lệ phí trước bạ 0,5%",
    )  # fmt: skip
    until = Field(
        "pay_by", "date", {"vi": "Nộp chậm nhất", "en": "Pay by"}, required=False,
        value={part: post.get(f"pay_by-{part}", "") for part in ("day", "month", "year")},
    )  # fmt: skip
    fields = [number, amount, purpose, until]
    if request.method != "POST":
        return fields, None
    sum_ = _dong(amount.value)
    if not number.value.strip():
        number.error = NUMBER_NEEDED
    if not 0 < sum_ <= MOST:
        amount.error = AMOUNT_WRONG
    if not purpose.value.strip():
        purpose.error = PURPOSE_NEEDED
    typed: Any = any(until.value.values())
    day: date | None = typed_day(post, "pay_by") if typed else None
    if typed and day is None:
        until.error = DAY_WRONG
    if any(one.error for one in fields):
        return fields, None
    return fields, Notice(sum_, purpose.value.strip(), number.value.strip(), day)


def _dong(typed: str) -> int:
    """Digits, with points, commas or blanks between; 0 for everything else."""
    bare = typed.replace(".", "").replace(",", "").replace(" ", "")
    return whole_number(bare, 15) or 0
