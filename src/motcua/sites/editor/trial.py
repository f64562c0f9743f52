"""A made-up dossier run through the draft, with a clock that the editor sets. Its state is kept in the session."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from motcua.foundation.worktime import VN
from motcua.procedures import forms
from motcua.procedures.authoring.models import WorkingCopy
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledField, CompiledGroup, CompiledProcedure
from motcua.procedures.dossiers.submission import compute_fees
from motcua.procedures.trial import (
    Fault,
    Move,
    Opening,
    Trial,
    all_ways,
    refusal,
    run,
    sample,
    sample_for_case,
    sample_step,
    tried,
)
from motcua.sites.desk import asking
from motcua.sites.desk.officer import Officer
from motcua.sites.editor.example import POSTS, Example, example_for, limit_words
from motcua.sites.editor.frame import copy_for, editing_page, frame
from motcua.sites.editor.result_picture import page_of
from motcua.sites.editor.saving import compiled_of
from motcua.sites.portal.form_reading import MOST_ROWS, change_rows, rows_of
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both
from motcua.sites.shell.typed import moment, moment_boxes

CHANNELS = (
    ("online", "Trực tuyến", "Online"),
    ("counter", "Tại quầy", "At the counter"),
    ("postal", "Bưu chính", "By post"),
)
WAITS = (
    (60, "1 giờ", "1 hour"),
    (240, "4 giờ", "4 hours"),
    (1440, "1 ngày", "1 day"),
    (4320, "3 ngày", "3 days"),
    (10080, "7 ngày", "7 days"),
)

ROUND = ("ask", "bring", "complete")
"""The moves of a supplement round."""


@dataclass
class Trying:
    """The trial of a request: the draft, where it runs, what was handed in, the moves so far."""

    copy: WorkingCopy
    compiled: CompiledProcedure
    example: Example
    at: datetime
    channel: str
    answers: dict[str, Any]
    moves: list[Move]
    errors: dict[str, forms.Message]
    typed: dict[str, Any] | None = None
    """Answers on the screen that were not filed: wrong ones, or a row more or less than before."""

    @property
    def opening(self) -> Opening:
        return Opening(self.at, self.answers, self.channel, self.example.applicant)

    @property
    def context(self) -> Context:
        return Context(
            today=self.at.astimezone(VN).date(), channel=self.channel, applicant=self.example.applicant
        )

    def keep(self, request: HttpRequest) -> None:
        request.session[_key(self.copy)] = {
            "at": self.at.isoformat(),
            "channel": self.channel,
            "answers": self.answers,
            "moves": [[one.do, one.which, dict(one.fields), one.minutes] for one in self.moves],
        }

    def renew(self, *, chance: Random | None = None, case: str = "") -> None:
        """Other made-up answers; a dossier begins anew with them."""
        given: dict[str, Any] = {
            "today": self.at.astimezone(VN).date(), "place": self.example.place, "channel": self.channel,
            "applicant": self.example.applicant,
        }  # fmt: skip
        found = sample_for_case(self.compiled, case, **given) if case else None
        found = found or sample(self.compiled, **given, chance=chance)
        self.answers, self.errors, self.moves = dict(found.clean), dict(found.errors), []


def _key(copy: WorkingCopy) -> str:
    return f"editor-trial-{copy.uuid}"


def _trying(
    request: HttpRequest, officer: Officer, copy: WorkingCopy, compiled: CompiledProcedure
) -> Trying | None:
    """What the session keeps, fitted to the draft as it is now; None in a city without communes."""
    kept = request.session.get(_key(copy)) or {}
    at = (
        datetime.fromisoformat(kept["at"])
        if kept
        else officer.now.astimezone(VN).replace(second=0, microsecond=0)
    )
    example = example_for(request, compiled, at)
    if example is None:
        return None
    moves = [Move(do, which, fields, minutes) for do, which, fields, minutes in kept.get("moves", [])]
    now = Trying(
        copy, compiled, example, at, kept.get("channel", "online"), kept.get("answers", {}), moves, {}
    )
    if not kept:
        now.renew()
    else:
        checked = forms.validate(
            compiled,
            now.answers,
            today=at.astimezone(VN).date(),
            channel=now.channel,
            applicant=example.applicant,
        )
        now.answers, now.errors = dict(checked.clean), dict(checked.errors)
    return now


@require_http_methods(["GET", "HEAD", "POST"])
@editing_page
def trying(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """The dossier where it stands, and what can be done with it; a POST makes one move."""
    copy = copy_for(uuid)
    compiled, problems = compiled_of(copy.tree)
    if compiled is None:
        return render(request, "editor/trial.html", frame(officer, copy, "editor:try", problems=problems))
    now = _trying(request, officer, copy, compiled)
    if now is None:
        raise Http404
    faults: dict[str, forms.Message] = {}
    typed: dict[str, Any] | None = None
    if request.method == "POST":
        faults, typed = _move(request, now)
        if not faults and now.typed is None:
            now.keep(request)
            return redirect(
                reverse("editor:try", args=[copy.uuid]) + ("#ho-so" if "do" in request.POST else "")
            )
    trial, kept = tried(compiled, now.example.offices, now.opening, now.moves)
    now.moves = list(kept)
    shown = _shown(now, trial, typed, faults, request.POST)
    return render(
        request,
        "editor/trial.html",
        frame(officer, copy, "editor:try", **shown),
        status=422 if faults else 200,
    )


def _move(request: HttpRequest, now: Trying) -> tuple[dict[str, forms.Message], dict[str, Any] | None]:
    """Make the posted move; faults by field, and what was typed, when it cannot be made."""
    post, do = request.POST, request.POST.get("do", "")
    kind, _, which = do.partition(":")
    if kind == "begin":
        return _begin(request, now), None
    if kind == "answers":
        return _enter(request, now), None
    if any(name.startswith(("_add-", "_remove-")) for name in post):
        now.typed = change_rows_everywhere(now.compiled, post, _typed(request, now))
        return {}, None
    if kind == "others":
        now.renew(chance=Random(len(now.answers) + int(post.get("turn", "0") or 0)))
    elif kind == "case":
        now.renew(case=which)
    elif kind == "back":
        now.moves = now.moves[:-1]
    elif kind == "anew":
        now.moves = []
    elif kind in {"wait", "act", "answer", *ROUND}:
        move, typed = _as_move(request, now, kind, which)
        try:
            run(now.compiled, now.example.offices, now.opening, [*now.moves, move])
        except Fault as fault:
            return dict(fault.messages), typed
        now.moves.append(move)
    return {}, None


def _as_move(request: HttpRequest, now: Trying, kind: str, which: str) -> tuple[Move, dict[str, Any]]:
    if kind == "wait":
        minutes = int(which) if which.isdecimal() else 0
        if which == "next":
            trial, _ = tried(now.compiled, now.example.offices, now.opening, now.moves)
            ahead = trial.ahead()
            minutes = -(-int((ahead[0].at - trial.now).total_seconds()) // 60) if ahead else 0
        return Move("wait", minutes=min(minutes, 400 * 1440)), {}
    trial, _ = tried(now.compiled, now.example.offices, now.opening, now.moves)
    fields = trial.step.fields if trial.step is not None else ()
    if kind == "answer":
        which, _, stance = which.partition(":")
        return Move("answer", which[:80], {"stance": stance[:20]}), {}
    if kind in ROUND:
        return Move(kind), {}
    typed = asking.read([(item, item.id) for item in fields], request.POST)
    return Move(kind, which[:80], typed), typed


def _begin(request: HttpRequest, now: Trying) -> dict[str, forms.Message]:
    """Another moment or channel of filing; the dossier begins anew."""
    at = moment(request.POST, "filed_at")
    if at is None or not 2020 <= at.year <= 2100:
        return {"filed_at": forms.Message("DATE", "Ngày giờ không hợp lệ.", "Not a valid day and time.")}
    now.at = at
    channel = request.POST.get("channel", "")
    now.channel = channel if channel in {one for one, _, _ in CHANNELS} else now.channel
    now.moves = []
    return {}


def _enter(request: HttpRequest, now: Trying) -> dict[str, forms.Message]:
    """The editor's own answers; the dossier begins anew with them."""
    given = _typed(request, now)
    checked = forms.validate(
        now.compiled,
        given,
        today=now.at.astimezone(VN).date(),
        channel=now.channel,
        applicant=now.example.applicant,
    )
    if checked.ok:
        now.answers, now.errors, now.moves = dict(checked.clean), {}, []
    else:
        now.errors, now.typed = dict(checked.errors), given
    return dict(checked.errors)


def _typed(request: HttpRequest, now: Trying) -> dict[str, Any]:
    """The answers as they stand on the screen, rows of repeated groups included."""
    given: dict[str, Any] = dict(now.answers)
    on_screen = set(request.POST.getlist("_asked"))
    for page in now.compiled.pages:
        for item in page.items:
            if isinstance(item, CompiledGroup):
                if item.group.id in on_screen:
                    given[item.group.id] = _rows_typed(item, request, on_screen)
            elif item.id in on_screen:
                given[item.id] = asking.read_one(item.field, item.id, request.POST)
    return given


def _rows_typed(item: CompiledGroup, request: HttpRequest, on_screen: set[str]) -> list[dict[str, Any]]:
    assert item.group.repeat is not None
    rows = []
    for number in range(min(item.group.repeat.max, MOST_ROWS)):
        names = [(one, f"{item.group.id}.{number}.{one.id}") for one in item.fields]
        if not any(name in on_screen for _, name in names):
            break
        rows.append(asking.read(names, request.POST))
    return rows


def change_rows_everywhere(
    compiled: CompiledProcedure, post: QueryDict, typed: dict[str, Any]
) -> dict[str, Any]:
    """A row more or less, by the button that was pressed, on whatever page its group stands."""
    for page in compiled.pages:
        typed = change_rows(page, post, typed)
    return typed


def _shown(
    now: Trying, trial: Trial, typed: dict[str, Any] | None, faults: dict[str, forms.Message], post: QueryDict
) -> dict[str, Any]:
    today = now.at.astimezone(VN).date()
    in_case = Context(today=today, channel=now.channel, applicant=now.example.applicant, case=trial.case.id)
    limit = now.compiled.limit(trial.case.id)
    entered = typed if typed is not None else {}
    step_fields = _step_fields(now, trial, entered, faults)
    at_field = Field(
        "filed_at", "moment", both("Ngày, giờ", "Day and hour"), error=asking.error_of(faults, "filed_at"),
        value=moment_boxes(post, "filed_at") if "filed_at" in faults else now.at,
    )  # fmt: skip
    return {
        "trial": trial,
        "at_field": at_field,
        "channel": now.channel,
        "channels": CHANNELS,
        "waits": WAITS,
        "turn": len(now.moves),
        "post_title": _post_title(trial.post),
        "step_fields": step_fields,
        "ways": trial.ways(entered or None),
        "ahead": trial.ahead()[:8],
        "cases": [case for case, _ in now.compiled.cases],
        "limit": limit_words(limit),
        "papers": forms.components_needed(now.compiled, now.answers, (), in_case),
        "fees": compute_fees(now.compiled, now.answers, in_case),
        "questions": (questions := _questions(now)),
        "answers_open": now.typed is not None or bool(now.errors),
        "may_ask": trial.supplement is None and refusal(trial) is None,
        "may_ask_again": trial.supplement is not None and refusal(trial) is None,
        "fault": faults.get(""),
        "back": bool(now.moves),
        "errors": [
            {
                "href": f"#{_anchor(path, questions, [at_field, *step_fields])}",
                "text": {"vi": message.vi, "en": message.en},
            }
            for path, message in faults.items()
            if path
        ],
    }


def _step_fields(
    now: Trying, trial: Trial, typed: dict[str, Any], faults: dict[str, forms.Message]
) -> list[Field]:
    if trial.step is None or not trial.step.fields or trial.ended:
        return []
    today = trial.now.astimezone(VN).date()
    proposed = sample_step(
        now.compiled, trial.step.id, today=today, place=now.example.place, answers=now.answers
    )
    values = {**proposed, **trial.officer, **typed}
    return [
        asking.field_for(
            item.field, item.id, values.get(item.id), today, error=asking.error_of(faults, item.id),
            required=item.required is not False,
        )
        for item in trial.step.fields
    ]  # fmt: skip


def _questions(now: Trying) -> list[dict[str, Any]]:
    """The form's questions that are asked now, page by page, with the rows of repeated groups."""
    answers = now.answers if now.typed is None else now.typed
    clean = now.answers
    if now.typed is not None:
        clean = dict(
            forms.validate(
                now.compiled, now.typed, today=now.at.astimezone(VN).date(), partial=True, channel=now.channel,
                applicant=now.example.applicant,
            ).clean
        )  # fmt: skip
    visible = set(now.compiled.visible_fields(clean, now.context))
    pages = []
    for page, words in zip(now.compiled.pages, now.compiled.definition.form.pages, strict=True):
        fields, groups = [], []
        for item in page.items:
            if isinstance(item, CompiledGroup):
                if item.group.id in visible:
                    groups.append(_group(now, item, rows_of(item, answers)))
            elif item.id in visible and item.field.value is None:
                fields.append(_question(now, item, item.id, answers.get(item.id)))
        if fields or groups:
            pages.append({"title": words.title, "fields": fields, "groups": groups})
    return pages


def _group(now: Trying, item: CompiledGroup, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """A repeated group as `shell/repeat.html` wants it. Questions that depend on others of their row are all shown."""
    key, repeat = item.group.id, item.group.repeat
    assert repeat is not None
    return {
        "id": key,
        "label": item.group.label,
        "error": asking.error_of(now.errors, key),
        "add": f"_add-{key}" if len(rows) < repeat.max else "",
        "rows": [
            {
                "number": number + 1,
                "remove": f"_remove-{key}-{number}" if len(rows) > repeat.min else "",
                "fields": [
                    _question(now, one, f"{key}.{number}.{one.id}", row.get(one.id), in_row=True)
                    for one in item.fields
                    if one.field.value is None
                ],
            }
            for number, row in enumerate(rows)
        ],
    }


def _question(now: Trying, item: CompiledField, name: str, answer: Any, *, in_row: bool = False) -> Field:
    return asking.field_for(
        item.field, name, answer, now.at.astimezone(VN).date(), error=asking.error_of(now.errors, name),
        required=item.required is not False and not (in_row and item.when is not None),
    )  # fmt: skip


def _anchor(path: str, questions: list[dict[str, Any]], step_fields: list[Field]) -> str:
    """Where a fault's field stands on the page."""
    rows = [row for page in questions for group in page["groups"] for row in group["rows"]]
    fields = [one for part in (*questions, *rows) for one in part["fields"]]
    for one in (*step_fields, *fields):
        if path in (one.name, f"{one.name}.unit", f"{one.name}.line"):
            return one.anchor
    return f"id-{path.split('.', 1)[0]}"


def _post_title(kind: str | None) -> dict[str, str] | None:
    found = POSTS.get(kind or "")
    return {"vi": found[0], "en": found[1]} if found else None


@require_GET
@editing_page
def result_page(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """The result of the made-up dossier: its first page as a picture, or why there is none.

    A fragment where the trial's page asks for it, a page of its own where a link was followed without scripts.
    """
    copy = copy_for(uuid)
    compiled, problems = compiled_of(copy.tree)
    now = _trying(request, officer, copy, compiled) if compiled else None
    if now is None:
        return _result(request, officer, copy, {"page_problems": problems[:5], "others": True})
    trial, _ = tried(now.compiled, now.example.offices, now.opening, now.moves)
    entered: dict[str, Any] = {}
    today = trial.now.astimezone(VN).date()
    for step in now.compiled.steps.values():
        entered |= sample_step(
            now.compiled, step.id, today=today, place=now.example.place, answers=now.answers
        )
    shown = page_of(
        now.compiled, now.answers, {**entered, **trial.officer}, case_id=trial.case.id, channel=now.channel,
        applicant=now.example.applicant, agency=now.example.competent, at=trial.ended_at or trial.now,
    )  # fmt: skip
    return _result(request, officer, copy, shown)


def _result(
    request: HttpRequest, officer: Officer, copy: WorkingCopy, shown: dict[str, Any]
) -> HttpResponseBase:
    if request.headers.get("HX-Request") == "true":
        return render(request, "editor/_result_page.html", shown)
    return render(request, "editor/trial_result.html", frame(officer, copy, "editor:try", **shown))


@require_GET
@editing_page
def ways(request: HttpRequest, officer: Officer, uuid: str) -> HttpResponseBase:
    """Every way of every case, with its hours and when it would end."""
    copy = copy_for(uuid)
    compiled, problems = compiled_of(copy.tree)
    if compiled is None:
        return render(
            request, "editor/trial_ways.html", frame(officer, copy, "editor:try", problems=problems)
        )
    now = _trying(request, officer, copy, compiled)
    if now is None:
        raise Http404
    found = all_ways(
        compiled, now.example.offices, at=now.at, place=now.example.place, channel=now.channel,
        applicant=now.example.applicant,
    )  # fmt: skip
    groups = [
        {
            "case": case,
            "limit": limit_words(compiled.limit(case.id)),
            "ways": [
                {"way": way, "hours": way.minutes / 60, "stops": way.stops}
                for way in found.ways
                if way.case.id == case.id
            ],
            "unreached": case in found.without_answers,
            "more": case in found.more,
        }
        for case, _ in compiled.cases
    ]
    late = sum(way.late for way in found.ways)
    shown = frame(officer, copy, "editor:try", groups=groups, at=now.at, late=late, count=len(found.ways))
    return render(request, "editor/trial_ways.html", shown)


routes = [
    path("<uuid:uuid>/chay-thu/", trying, name="try"),
    path("<uuid:uuid>/chay-thu/cac-duong/", ways, name="try-ways"),
    path("<uuid:uuid>/chay-thu/ket-qua/", result_page, name="try-result"),
]
