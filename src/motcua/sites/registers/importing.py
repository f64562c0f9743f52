"""Files brought into registers: uploaded by one, looked over, released by another, run in the background, taken back whole."""

import csv
import io
import uuid as uuids
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from motcua.city.authority import NotAllowed
from motcua.city.models import Agency
from motcua.foundation import audit
from motcua.records import registers
from motcua.records.registers.definition import RegisterDefinition
from motcua.records.registers.importing import jobs, mapping, preparing, running, tables
from motcua.records.registers.importing.classes import CLASSES
from motcua.records.registers.importing.models import ImportRun
from motcua.sites.desk.officer import Officer
from motcua.sites.registers.frame import Faults, Reader, frame, register_page, told
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, pick, say

PAGE = 50
AT_ONCE = 8_000_000
"""Bytes of a file that is looked over while the officer waits; larger ones by a job."""
State = ImportRun.State
STATES = {
    State.PREPARED: ("info", "pen", "Đang chuẩn bị", "Being prepared"),
    State.ASKED: ("warn", "clock", "Chờ người khác duyệt", "Waits for release"),
    State.RUNNING: ("accent", "refresh", "Đang nhập", "Running"),
    State.DONE: ("ok", "check", "Đã nhập", "Done"),
    State.STOPPED: ("danger", "alert", "Đã dừng", "Stopped"),
    State.WITHDRAWING: ("accent", "undo", "Đang rút", "Being taken back"),
    State.WITHDRAWN: ("quiet", "undo", "Đã rút", "Taken back"),
    State.GIVEN_UP: ("quiet", "cross", "Đã bỏ", "Given up"),
}
LEVELS = {
    "refused": both("Không nhận", "Refused"),
    "doubtful": both("Cần xem lại", "Doubtful"),
    "corrected": both("Đã chỉnh cách viết", "Corrected"),
}


def _holds(officer: Officer, power: str, kept: RegisterDefinition) -> bool:
    return officer.powers.holds(power, "", kept.field, officer.post.agency_id)


def _keeps(reader: Reader, power: str = preparing.UPLOAD) -> list[RegisterDefinition]:
    """The registers into whose field the post may bring files (or which it may release)."""
    return [kept for kept in registers.all_definitions() if _holds(reader.officer, power, kept)]


def _mine(reader: Reader) -> list[RegisterDefinition]:
    both_powers = {
        one.register: one for power in (preparing.UPLOAD, preparing.RELEASE) for one in _keeps(reader, power)
    }
    return list(both_powers.values())


def _run(reader: Reader, uuid: uuids.UUID) -> ImportRun:
    """An import into a register of the post's field, of its own agency or of all. Raises: Http404."""
    run = ImportRun.objects.select_related("agency").filter(uuid=uuid).first()
    if run is None or run.register not in {one.register for one in _mine(reader)}:
        raise Http404
    if run.agency_id is not None and run.agency_id != reader.officer.post.agency_id:
        raise Http404
    return run


@require_safe
@register_page
def listing(request: HttpRequest, reader: Reader) -> HttpResponse:
    """Imports of the post's registers at its agency, newest first. One query."""
    mine = {one.register: one for one in _mine(reader)}
    rows = ImportRun.objects.filter(register__in=mine, agency_id=reader.officer.post.agency_id).order_by(
        "-id"
    )
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(id__lt=int(before))
    found = list(rows.defer("layout", "profile", "kept")[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    context = frame(
        reader,
        rows=[{"run": one, "kept": mine[one.register], "state": _state(one)} for one in found],
        may_upload=bool(_keeps(reader)),
        older=f"?truoc={found[-1].id}" if more else "",
        newer=request.path if before else "",
    )
    return render(request, "registers/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@register_page
def upload(request: HttpRequest, reader: Reader) -> HttpResponse:
    """GET: which file into which register. POST: the file is kept and read; nothing is written. 403 without the power."""
    mine = _keeps(reader)
    if not mine:
        return render(request, "403.html", status=403)
    faults: Faults = {}
    if request.method == "POST":
        kept = next((one for one in mine if one.register == request.POST.get("register")), None)
        file = request.FILES.get("file")
        if kept is None:
            faults["register"] = ("Hãy chọn sổ.", "Choose the register.")
        if file is None:
            faults["file"] = ("Hãy chọn tệp.", "Choose the file.")
        elif (file.size or 0) > preparing.LARGEST:
            faults["file"] = ("Tệp quá lớn.", "The file is too large.")
        if kept is not None and file is not None and file.file is not None and not faults:
            try:
                run = preparing.upload(
                    kept.register, file.file, name=file.name or "tệp",
                    agency=Agency.objects.get(id=reader.officer.post.agency_id),
                    by=reader.officer.actor, at=reader.officer.now, says=request.POST.get("says", "").strip(),
                )  # fmt: skip
            except tables.Unreadable as unreadable:
                faults["file"] = (unreadable.vi, unreadable.en)
            except NotAllowed as refused:
                faults["register"] = (refused.vi, refused.en)
            else:
                return redirect("registers:import", run.uuid)
    options = [Option(one.register, both(one.name.vi, one.name.en)) for one in mine]
    fields = [
        Field("register", "select", both("Sổ", "Register"), value=request.POST.get("register", ""), options=options,
              error=told(faults, "register")),
        Field("file", "file", both("Tệp", "File"), error=told(faults, "file"), camera=False,
              accept=".csv,.txt,.tsv,.xlsx,.xlsm,.xls,.ods,.json,.jsonl,.ndjson",
              hint=both("CSV, Excel hoặc JSON mỗi dòng; bảng mã nào cũng được, hệ thống nói rõ đã nhận ra gì.",
                        "CSV, Excel or JSON lines; in any encoding, what was recognised is said.")),
        Field("says", "text", both("Tệp từ đâu", "Where the file comes from"), value=request.POST.get("says", ""),
              example="Phần mềm hộ tịch 158, xuất ngày 12/10/2026", required=False, max_length=300),
    ]  # fmt: skip
    context = frame(reader, fields=fields, errors=errors_of(fields) if faults else [])
    return render(request, "registers/upload.html", context, status=422 if faults else 200)


@require_safe
@register_page
def one(request: HttpRequest, reader: Reader, uuid: uuids.UUID) -> HttpResponse:
    """One import as far as it is. Raises: Http404."""
    return _one(request, reader, _run(reader, uuid))


def _one(
    request: HttpRequest, reader: Reader, run: ImportRun, fault: tuple[str, str] | None = None,
    faults: list[mapping.Fault] | None = None, targets: list[str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    kept = registers.definition_of(run.register)
    layout = preparing.layout_of(run)
    officer = reader.officer
    preparing_now = run.state == State.PREPARED
    if preparing_now:
        _note_raw_values(reader, run)
    own = run.uploader_id == officer.account.id
    chosen = targets if targets is not None else list(run.targets)
    columns = [
        {
            "number": number,
            "heading": heading or f"({number + 1})",
            "target": chosen[number] if number < len(chosen) else "",
        }
        for number, heading in enumerate(layout.columns)
    ]
    context = frame(
        reader, run=run, kept=kept, state=_state(run), layout=layout, columns=columns, targets=_targets(kept),
        sample=preparing.first_rows(run, 8) if preparing_now else [],
        profile=run.profile or None, classes=_classes(run.profile.get("classes", {})),
        proposals=[one for one in _classes(run.profile.get("classes", {})) if one["proposal"]], agreed=set(run.agreed),
        own=own, may_prepare=preparing_now and own,
        may_release=run.state == State.ASKED and _holds(officer, preparing.RELEASE, kept) and not (kept.people and own),
        may_take_back=run.state in (State.DONE, State.STOPPED) and _holds(officer, preparing.RELEASE, kept),
        may_give_up=run.state in (State.PREPARED, State.ASKED) and (own or _holds(officer, preparing.RELEASE, kept)),
        share=min(100, run.checkpoint * 100 // max(1, run.profile.get("rows", 0) + 1)),
        fault=both(*fault) if fault else None, faults=faults or [], moving=run.state in (State.RUNNING, State.WITHDRAWING),
    )  # fmt: skip
    return render(request, "registers/import.html", context, status=status)


@require_POST
@register_page
def act(request: HttpRequest, reader: Reader, uuid: uuids.UUID, act: str) -> HttpResponse:
    """Map and look over, ask, release, give up, take back. 422 with what stands against it. Raises: Http404."""
    run = _run(reader, uuid)
    officer = reader.officer
    said: dict[str, Any] = {"by": officer.actor, "at": officer.now}
    try:
        match act:
            case "doc-lai" if run.uploader_id == officer.account.id:
                preparing.read_as(
                    run, encoding=request.POST.get("encoding", ""), sheet=request.POST.get("sheet", "")
                )
            case "xem-truoc" if run.uploader_id == officer.account.id:
                targets = [
                    request.POST.get(f"c{number}", "")
                    for number in range(len(preparing.layout_of(run).columns))
                ]
                wrong = preparing.choose(run, targets=targets, agreed=request.POST.getlist("agreed"))
                if wrong:
                    return _one(request, reader, run, faults=wrong, targets=targets, status=422)
                if run.size <= AT_ONCE:
                    preparing.look_over(run, at=officer.now)
                else:
                    jobs.look_over_import.defer(import_id=run.pk)
                    messages.info(
                        request,
                        say(
                            "Tệp lớn đang được xem; tải lại trang sau ít phút.",
                            "The large file is being looked over; reload in a few minutes.",
                        ),
                    )
            case "de-nghi":
                preparing.ask(run, **said)
                messages.success(request, say("Đã gửi người duyệt.", "Sent to be released."))
            case "duyet":
                preparing.release(run, **said)
                jobs.run_import.defer(import_id=run.pk)
                messages.success(
                    request, say("Đang nhập; tắt máy cũng không sao.", "It runs; you may close this page.")
                )
            case "bo":
                preparing.give_up(run, **said)
                messages.success(
                    request, say("Đã bỏ, không ghi gì vào sổ.", "Given up; nothing was written.")
                )
            case "rut":
                running.take_back(run, reason=request.POST.get("reason", ""), **said)
                jobs.run_import.defer(import_id=run.pk)
                messages.success(
                    request,
                    say(
                        "Đang rút mọi bản ghi của lần nhập này.",
                        "Every record of this import is being taken back.",
                    ),
                )
            case _:
                raise Http404
    except (preparing.Refused, tables.Unreadable, NotAllowed) as refused:
        run.refresh_from_db()
        return _one(request, reader, run, fault=(refused.vi, refused.en), status=422)
    return redirect("registers:import", uuid)


@require_safe
@register_page
def report(request: HttpRequest, reader: Reader, uuid: uuids.UUID) -> StreamingHttpResponse:
    """Everything that was said about rows, as CSV for a spreadsheet: row, what became of it, why. Raises: Http404."""
    run = _run(reader, uuid)
    kept = registers.definition_of(run.register)
    _note_raw_values(reader, run)
    labels = {one.id: pick(one.label) for one in kept.fields} | {
        own.target: say(own.vi, own.en) for own in mapping.OWN
    }

    def lines() -> Iterator[bytes]:
        yield "\ufeff".encode()
        yield _csv([say(*both_) for both_ in HEADINGS])
        for chunk in run.chunks.order_by("number").iterator(chunk_size=4):
            for row, level, code, target, raw, shown, vi, en in chunk.issues:
                words = CLASSES.get(code)
                why = say(vi, en) or (say(words.vi, words.en) if words else code)
                yield _csv([row, pick(LEVELS[level]), labels.get(target, target), raw, shown, why])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="bao-cao-{run.register}-{run.pk}.csv"'
    return response


def _note_raw_values(reader: Reader, run: ImportRun) -> None:
    """Rows of a file name people, whoever they are: the look is written down without a person."""
    officer = reader.officer
    audit.log_read(
        officer.actor, [], purpose="Nhập sổ", what=f"register-import:{run.register}", code="data-quality", at=officer.now,
        others=True,
    )  # fmt: skip


HEADINGS = (
    ("Dòng", "Row"), ("Kết quả", "Result"), ("Mục", "Field"), ("Trong tệp", "In the file"), ("Ghi là", "Written as"),
    ("Lý do", "Reason"),
)  # fmt: skip


def _csv(cells: list[Any]) -> bytes:
    """One line; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    guarded = [
        f"'{cell}" if str(cell)[:1] in ("=", "+", "-", "@", "\t") and not isinstance(cell, int) else cell
        for cell in cells
    ]
    csv.writer(out).writerow(guarded)
    return out.getvalue().encode()


def _targets(kept: RegisterDefinition) -> list[tuple[str, Any]]:
    own = [(one.target, both(one.vi, one.en)) for one in mapping.OWN]
    return own + [(one.id, one.label) for one in kept.fields]


def _classes(found: dict[str, Any]) -> list[dict[str, Any]]:
    """Classes of the profile, with their words and examples."""
    return [
        {
            "code": code,
            "words": both(CLASSES[code].vi, CLASSES[code].en),
            "proposal": CLASSES[code].proposal,
            "count": one["count"],
            "examples": one["examples"][:3],
        }
        for code, one in found.items()
        if code in CLASSES
    ]


def _state(run: ImportRun) -> dict[str, Any]:
    tone, icon, vi, en = STATES[State(run.state)]
    return {"tone": tone, "icon": icon, "words": both(vi, en)}
