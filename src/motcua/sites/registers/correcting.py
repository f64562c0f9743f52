"""Putting a record right by hand: only what changes is written, with the reason, over what the officer has seen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from motcua.records import registers
from motcua.records.population.ethnic_groups import choices as ethnic_choices
from motcua.records.registers import access, shapes_typed, vn2000
from motcua.records.registers.access import Seen
from motcua.records.registers.definition import RegisterDefinition, RegisterField
from motcua.records.registers.values import Wrong
from motcua.records.registers.versions import data_now
from motcua.sites.registers.frame import Faults, Reader, communes, frame, register_page, told
from motcua.sites.registers.keeping import may_change
from motcua.sites.registers.record import found
from motcua.sites.registers.showing import changed, day_text, title_of, value_words
from motcua.sites.shell.countries import COUNTRIES
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import both, say
from motcua.sites.shell.typed import day_or_wrong

BY_HAND = frozenset(
    {"text", "longtext", "name", "pin", "date", "partial_date", "integer", "decimal", "money", "yes_no", "choice",
     "unit", "address", "ethnic_group", "country", "point", "area", "rows"}
)  # fmt: skip
"""Kinds that are corrected here. A shape is drawn or pasted, a table of rows is typed line by line."""
SHAPES = ("point", "area")
FORMER = ("Mã cũ", "Former code")
BETWEEN = "|"
"""Stands between the cells of a row."""


@require_http_methods(["GET", "HEAD", "POST"])
@register_page
def correct(request: HttpRequest, reader: Reader, register: str, number: int) -> HttpResponse:
    """GET: the fields as they are. POST: what differs is written. 422 with every fault, 409 when somebody was quicker: both
    keep what was typed. Raises: Http404."""
    kept, record = found(reader, register, number)
    if not may_change(reader.officer, kept, record) or not reader.purpose:
        raise Http404
    (seen,) = access.read(
        reader.officer.actor,
        record,
        purpose=reader.purpose,
        at=reader.officer.now,
        what=f"register-correct:{register}",
    )
    asked = [one for one in kept.fields if one.kind in BY_HAND and one.id not in seen.hidden]
    if request.method != "POST":
        return _form(request, reader, kept, seen, asked, None, {})
    typed = request.POST
    faults: Faults = {}
    values = {one.id: _read(one, typed, faults, seen.data.get(one.id)) for one in asked if _asked(one, typed)}
    held = data_now(kept, record)
    changes = {
        name: value
        for name, value in values.items()
        if not _same(value, held.get(name)) and name not in faults
    }
    reason, expected = typed.get("reason", "").strip(), typed.get("revision", "")
    if len(reason) < 5:
        faults["reason"] = ("Hãy ghi căn cứ, lý do sửa.", "Give the ground and the reason.")
    if not changes and not faults:
        faults[""] = ("Chưa có mục nào được sửa.", "Nothing was changed.")
    if faults:
        return _form(request, reader, kept, seen, asked, typed, faults, status=422)
    try:
        registers.correct(
            (register, number), changes, reason=reason, source=registers.Source("officer", ""), by=reader.officer.actor,
            at=reader.officer.now, expected_revision=int(expected) if expected.isdecimal() else -1,
        )  # fmt: skip
    except registers.NotAccepted as refused:
        faults = {one.field: (one.vi, one.en) for one in refused.problems}
        return _form(request, reader, kept, seen, asked, typed, faults, status=422)
    except registers.ChangedMeanwhile as quicker:
        beside = _beside(kept, seen, asked, values)
        return _form(
            request,
            reader,
            kept,
            seen,
            asked,
            typed,
            {"": (quicker.vi, quicker.en)},
            status=409,
            beside=beside,
        )
    except registers.NotInForce as over:
        return _form(request, reader, kept, seen, asked, typed, {"": (over.vi, over.en)}, status=409)
    messages.success(
        request,
        say("Đã sửa; giá trị cũ còn trong lịch sử.", "Corrected; the old values stay in its history."),
    )
    return redirect("registers:record", register, number)


@require_http_methods(["GET", "HEAD", "POST"])
@register_page
def finish(request: HttpRequest, reader: Reader, register: str, number: int) -> HttpResponse:
    """The record no longer counts from a day, or never should have. 422, 409 as for a correction. Raises: Http404."""
    kept, record = found(reader, register, number)
    if not may_change(reader.officer, kept, record) or not reader.purpose:
        raise Http404
    (seen,) = access.read(
        reader.officer.actor,
        record,
        purpose=reader.purpose,
        at=reader.officer.now,
        what=f"register-end:{register}",
    )
    typed, status = request.POST, 200
    faults: Faults = {}
    if request.method == "POST":
        cancels, reason = typed.get("how") == "cancel", typed.get("reason", "").strip()
        day = day_of(typed, "on", faults) if not cancels else None
        if len(reason) < 5:
            faults["reason"] = ("Hãy ghi căn cứ, lý do.", "Give the ground and the reason.")
        if not cancels and day is None and "on" not in faults:
            faults["on"] = ("Hãy nhập ngày.", "Type the day.")
        status = 422
        if not faults:
            said: dict[str, Any] = {
                "reason": reason, "source": registers.Source("officer", ""), "by": reader.officer.actor,
                "at": reader.officer.now,
                "expected_revision": int(typed["revision"]) if typed.get("revision", "").isdecimal() else -1,
            }  # fmt: skip
            try:
                if day is None:
                    registers.cancel((register, number), **said)
                else:
                    registers.end((register, number), day, **said)
            except registers.NotAccepted as refused:
                faults = {one.field or "on": (one.vi, one.en) for one in refused.problems}
            except (registers.ChangedMeanwhile, registers.NotInForce) as late:
                faults, status = {"": (late.vi, late.en)}, 409
            else:
                messages.success(request, say("Đã ghi vào sổ.", "It stands in the register."))
                return redirect("registers:record", register, number)
    fields = [
        Field(
            "how", "choice", both("Việc cần ghi", "What is to be written"), value=typed.get("how", "end"),
            options=[
                Option("end", both("Hết hiệu lực từ một ngày", "No longer counts from a day")),
                Option("cancel", both("Hủy: lẽ ra không có hiệu lực", "Cancelled: it should never have counted")),
            ],
        ),
        Field(
            "on", "date", both("Từ ngày", "From the day"), required=False, error=told(faults, "on"),
            value={part: typed.get(f"on-{part}", "") for part in ("day", "month", "year")},
            hint=both("Chỉ khi hết hiệu lực từ một ngày.", "Only when it no longer counts from a day."),
        ),
        _reason(typed, faults),
    ]  # fmt: skip
    context = frame(
        reader, kept=kept, record=record, title=title_of(kept, seen.data, record), fields=fields,
        errors=errors_of(fields), fault=told(faults, ""), revision=typed.get("revision") or record.revision,
    )  # fmt: skip
    return render(request, "registers/finish.html", context, status=status)


def _form(
    request: HttpRequest, reader: Reader, kept: RegisterDefinition, seen: Seen, asked: list[RegisterField],
    typed: QueryDict | None, faults: Faults, *, status: int = 200, beside: list[dict[str, Any]] | None = None,
) -> HttpResponse:  # fmt: skip
    units = (
        [Option(row.code, row.full_name_vi) for row in communes()]
        if any(one.kind in ("unit", "address") for one in asked)
        else []
    )
    fields = [question for one in asked for question in _questions(one, seen, typed, faults, units)]
    fields.append(_reason(typed if typed is not None else {}, faults))
    context = frame(
        reader, kept=kept, record=seen.record, title=title_of(kept, seen.data, seen.record), fields=fields,
        errors=errors_of(fields), fault=told(faults, ""), beside=beside,
        revision=seen.record.revision if beside is not None or typed is None else typed.get("revision"),
        shapes={one.id: one.kind for one in asked if one.kind in SHAPES}, commune=seen.record.unit_code,
        left_out=[one.label for one in kept.fields if one.kind not in BY_HAND and one.id in seen.data],
    )  # fmt: skip
    return render(request, "registers/correct.html", context, status=status)


def _beside(
    kept: RegisterDefinition, seen: Seen, asked: list[RegisterField], typed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What the record says now beside what was typed, where they differ."""
    ids = {one.id for one in asked if one.id in typed}
    mine = {name: value for name, value in typed.items() if value is not None}
    now = {name: value for name, value in seen.data.items() if name in ids}
    day = seen.record.entered_on

    def shown(field: RegisterField, value: Any) -> Any:
        return "—" if value is None else value_words(field, value, day)

    return [
        {
            "label": field.label,
            "now": shown(field, now.get(field.id)),
            "typed": shown(field, mine.get(field.id)),
        }
        for field in changed(kept, now, mine)
        if field.id in ids
    ]


def _questions(
    one: RegisterField, seen: Seen, typed: QueryDict | None, faults: Faults, units: list[Option]
) -> list[Field]:
    """The questions of a field, filled with what was typed, else with what the record says."""
    held, label = seen.data.get(one.id), one.label
    error = told(faults, one.id)

    def said(name: str, usual: Any) -> Any:
        return usual if typed is None else typed.get(name, "")

    common: dict[str, Any] = {"required": one.required, "error": error}
    match one.kind:
        case "date":
            parts = dict(zip(("year", "month", "day"), (held or "--").split("-"), strict=True))
            value = {part: said(f"{one.id}-{part}", text) for part, text in parts.items()}
            return [Field(one.id, "date", label, value=value, **common)]
        case "partial_date":
            hint = both(
                "Ngày, hoặc tháng/năm, hoặc năm: như sổ ghi.",
                "Day, or month and year, or year: as the book has it.",
            )
            shown = day_text(str(held)) if held else ""
            return [Field(one.id, "text", label, value=said(one.id, shown), hint=hint, width="m", **common)]
        case "choice":
            options = _with(
                [Option(option.value, both(option.vi, option.en)) for option in one.options], held
            )
            return [Field(one.id, "select", label, value=said(one.id, held or ""), options=options, **common)]
        case "ethnic_group":
            options = _with([Option(code, name) for code, name in ethnic_choices()], held)
            return [Field(one.id, "select", label, value=said(one.id, held or ""), options=options, **common)]
        case "country":
            options = _with(COUNTRIES, held)
            return [Field(one.id, "unit", label, value=said(one.id, held or ""), options=options, **common)]
        case "yes_no":
            usual = "" if held is None else ("yes" if held else "no")
            return [Field(one.id, "yes_no", label, value=said(one.id, usual), **common)]
        case "unit":
            options = _with(units, held, FORMER)
            return [Field(one.id, "unit", label, value=said(one.id, held or ""), options=options, **common)]
        case "address":
            held = held or {}
            options = _with(units, held.get("unit"), FORMER)
            within = both(f"{label.vi}: phường, xã", f"{label.en}: commune")
            street = both(f"{label.vi}: số nhà, đường", f"{label.en}: house and street")
            unit = Field(f"{one.id}-unit", "unit", within, value=said(f"{one.id}-unit", held.get("unit", "")),
                         options=options, **common)  # fmt: skip
            line = Field(f"{one.id}-line", "text", street, value=said(f"{one.id}-line", held.get("line", "")),
                         required=False, max_length=300)  # fmt: skip
            return [unit, line]
    if one.kind in SHAPES:
        hint = both(
            "Vẽ trên bản đồ, hoặc dán GeoJSON, WKT (WGS84), hoặc mỗi dòng một đỉnh X Y theo VN-2000.",
            "Draw it on the map, or paste GeoJSON, WKT (WGS 84), or one corner a line, north and east in VN-2000.",
        )
        shown = said(one.id, shapes_typed.written(held))
        return [Field(one.id, "longtext", label, value=shown, hint=hint, **common)]
    if one.kind == "rows":
        cells = f" {BETWEEN} ".join(cell.label.vi for cell in one.rows)
        english = f" {BETWEEN} ".join(cell.label.en for cell in one.rows)
        hint = both(f"Mỗi dòng một mục: {cells}", f"One line each: {english}")
        return [Field(one.id, "longtext", label, value=said(one.id, _lines(one, held)), hint=hint, **common)]
    kind = {"longtext": "longtext", "pin": "pin", "integer": "integer", "money": "money"}.get(
        one.kind, "text"
    )
    return [
        Field(one.id, kind, label, value=said(one.id, "" if held is None else held), suffix=one.unit,
              max_length=one.max_length, **common)
    ]  # fmt: skip


def _lines(one: RegisterField, held: Any) -> str:
    """A table of rows as it is typed: a line each, cells in the order of the register. A unit or a choice by its key."""
    return "\n".join(
        f" {BETWEEN} ".join("" if row.get(cell.id) is None else str(row[cell.id]) for cell in one.rows)
        for row in held or ()
    )


def _read_rows(one: RegisterField, raw: str, faults: Faults) -> list[dict[str, Any]] | None:
    """The lines as rows; one with too many cells is a fault."""
    rows = []
    for n, line in enumerate((text for text in raw.splitlines() if text.strip()), start=1):
        cells = [cell.strip() for cell in line.split(BETWEEN)]
        if len(cells) > len(one.rows):
            faults[one.id] = (
                f"Dòng {n} có {len(cells)} ô thay vì {len(one.rows)}.",
                f"Line {n} has {len(cells)} cells instead of {len(one.rows)}.",
            )
            return None
        rows.append(
            {field.id: _cell(field, cell) for field, cell in zip(one.rows, cells, strict=False) if cell}
        )
    return rows or None


def _cell(field: RegisterField, text: str) -> Any:
    if field.kind in ("integer", "money"):
        plain = text.replace(".", "")
        return int(plain) if plain.isdecimal() and len(plain) < 19 else text
    if field.kind == "yes_no":
        return {"true": True, "có": True, "false": False, "không": False}.get(text.lower(), text)
    return text.replace(",", ".") if field.kind == "decimal" else text


def _read(one: RegisterField, typed: QueryDict, faults: Faults, held: Any = None) -> Any:
    """What was typed, in the shape in which values are kept; the kernel decides whether it is good."""
    if one.kind in SHAPES or one.kind == "rows":
        text = typed.get(one.id, "").replace("\r\n", "\n").strip()
        before = shapes_typed.written(held) if one.kind in SHAPES else _lines(one, held)
        if text == before.strip():
            return held  # nobody touched it: not a digit of what stands there changes
        if one.kind == "rows":
            return _read_rows(one, text, faults)
        try:
            meridian = vn2000.grid().meridians.get(settings.CITY_CODE)
            return shapes_typed.read_shape(text, one.kind, meridian) if text else None
        except Wrong as wrong:
            faults[one.id] = (wrong.vi, wrong.en)
            return None
    raw = typed.get(one.id, "").strip()
    match one.kind:
        case "date":
            day = day_of(typed, one.id, faults)
            return day.isoformat() if day else None
        case "partial_date":
            return "-".join(part.zfill(2) for part in reversed(raw.split("/"))) if raw else None
        case "integer" | "money":
            plain = raw.replace(".", "").replace(",", "")
            return int(plain) if plain.isdecimal() and len(plain) < 19 else (raw or None)
        case "decimal":
            return raw.replace(",", ".") or None
        case "yes_no":
            return {"yes": True, "no": False}.get(raw)
        case "address":
            unit, line = typed.get(f"{one.id}-unit", "").strip(), typed.get(f"{one.id}-line", "").strip()
            return {key: value for key, value in (("unit", unit), ("line", line)) if value} or None
    return raw or None


def _asked(one: RegisterField, typed: QueryDict) -> bool:
    """Whether the answer came along: a question that was not on the screen changes nothing."""
    return any(name in typed for name in (one.id, f"{one.id}-day", f"{one.id}-unit"))


def _same(typed: Any, held: Any) -> bool:
    """Whether nothing was changed: an empty answer is the same as none."""
    if isinstance(held, Mapping) and "coordinates" in held:
        return bool(typed == held)
    if isinstance(held, Mapping):
        return (typed or {}) == {key: value for key, value in held.items() if value}
    return typed == held or (typed in (None, "") and held in (None, ""))


def day_of(typed: Mapping[str, Any], name: str, faults: Faults) -> date | None:
    found, wrong = day_or_wrong(typed, name)
    if wrong:
        faults[name] = ("Ngày này không có thật.", "This is not a day.")
    return found


def _with(
    options: Sequence[Option], held: str | None, called: tuple[str, str] = ("", "")
) -> Sequence[Option]:
    """The options, and what the record holds when it is none of them: an old book's own word, a code of another time.

    Without it the question would stand empty, and writing another one would take the value away.
    """
    if held and held not in {option.value for option in options}:
        return [Option(held, both(*(f"{word} {held}".strip() for word in called))), *options]
    return options


def _reason(typed: Mapping[str, Any], faults: Faults) -> Field:
    return Field(
        "reason", "longtext", both("Căn cứ, lý do", "Ground and reason"), value=typed.get("reason", ""),
        why=both("Đứng trong lịch sử của bản ghi, mãi mãi.", "It stands in the record's history for ever."),
        error=told(faults, "reason"), max_length=2000,
    )  # fmt: skip
