"""Decisions by which a power moves to another level (phân cấp): everybody may read them, the city's head makes them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from motcua.city.authority import NotAllowed
from motcua.city.delegation import changes, errors, reading
from motcua.city.delegation.terms import DECENTRALISATION, STEP_POWERS, Terms
from motcua.city.models import Agency, Post
from motcua.city.posts import KINDS as POST_KINDS
from motcua.sites.authority.asking import Typed, both, day_of, listed
from motcua.sites.authority.decisions import kind_words, shown
from motcua.sites.authority.frame import MOVES, POWERS, executable, frame
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.shell.fields import Field, Option, errors_of
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import whole_number

LEVELS = ("people_committee", "department", "commune", "commune_office", "centre")
POSTS = ("chair", "department_leader", "division_leader", "justice_officer", "land_officer", "specialist")


@officer_page
def listing(request: HttpRequest, officer: Officer) -> HttpResponse:
    """Moved powers of the whole city, newest first; drafts only for those who may decide them."""
    after = request.GET.get("sau", "")
    rows = reading.decentralised(before=whole_number(after))
    decides = officer.powers.holds_any(MOVES)
    more = len(rows) > reading.PAGE
    rows = rows[: reading.PAGE]
    context = frame(
        officer,
        "authority:moved",
        rows=[
            shown(row, officer.now)
            | {"from": kind_words(row.from_post_kind, row.from_agency_kind), "opens": True}
            for row in rows
            if row.signed_at is not None or decides
        ],
        decides=decides,
        older=f"?sau={rows[-1].pk}" if more else "",
        newer=request.path if after else "",
    )
    return render(request, "authority/moved.html", context)


@officer_page
def move(request: HttpRequest, officer: Officer) -> HttpResponse:
    """GET: the form. POST: the draft is put before the chair. 403 for all but the city's head."""
    if not officer.powers.holds_any(MOVES):
        return render(request, "403.html", status=403)
    if request.method != "POST":
        return _form(request, officer, {}, {})
    given, lender, faults = _read(request.POST, officer)
    if faults:
        return _form(request, officer, request.POST, faults, 422)
    try:
        row = changes.write(given, lender, by=officer.actor, at=officer.now)
    except errors.Faulty as faulty:
        return _form(request, officer, request.POST, faulty.fields, 422)
    except NotAllowed as refused:
        return _form(request, officer, request.POST, {"signer": (refused.vi, refused.en)}, 403)
    messages.success(request, say("Đã trình ký quyết định phân cấp.", "Put before the signer."))
    return redirect("authority:decision", row.uuid)


def _signers(officer: Officer) -> list[Option]:
    rows = Post.objects.filter(agency_id=officer.post.agency_id, kind__in=("chair", "vice_chair"))
    return [Option(str(row.pk), both(row.title_vi, row.title_en)) for row in rows.order_by("id")]


def _places() -> list[Option]:
    found = []
    for level in LEVELS:
        for post in POSTS:
            words = kind_words(post, level)
            found.append(
                Option(
                    f"{post}:{level}", words, group=both(Agency.Kind(level).label, level.replace("_", " "))
                )
            )
    return found


def _read(given: QueryDict, officer: Officer) -> tuple[Terms, int, dict[str, tuple[str, str]]]:
    faults: dict[str, tuple[str, str]] = {}
    runs = {one.code: one for one in executable()}
    codes = listed(given.get("codes", ""))
    if strange := [code for code in codes if code not in runs]:
        faults["codes"] = (f"Không có thủ tục {strange[0]}.", f"There is no procedure {strange[0]}.")
    signers = {option.value for option in _signers(officer)}
    signer = given.get("signer", "")
    if signer not in signers:
        faults["signer"] = ("Chọn người ký.", "Choose who signs.")
    days = {name: day_of(given, name, faults) for name in ("decided_on", "begins", "until")}
    terms = Terms(
        kind=DECENTRALISATION,
        number=given.get("number", ""),
        decided_on=days["decided_on"],
        powers=tuple(one for one in given.getlist("powers") if one in STEP_POWERS),
        begins=days["begins"],
        until=days["until"],
        procedures=tuple((code, runs[code].field) for code in codes if code in runs),
        conditions=given.get("conditions", ""),
        from_kinds=_kinds(given.get("from", "")),
        to_kinds=_kinds(given.get("to", "")),
    )
    return terms, int(signer) if signer in signers else 0, faults


def _kinds(raw: str) -> tuple[str, str]:
    post, _, level = raw.partition(":")
    return (post, level) if post in POST_KINDS and level in Agency.Kind.values else ("", "")


def _form(
    request: HttpRequest, officer: Officer, typed: Any, faults: dict[str, tuple[str, str]], status: int = 200
) -> HttpResponse:
    asked = Typed(typed, faults)
    told = asked.told
    fields = [
        Field(
            "codes",
            "text",
            both("Thủ tục (mã, cách nhau bằng dấu phẩy)", "Procedures (codes, with commas)"),
            value=typed.get("codes", ""),
            example="1.009995",
            error=told("codes") or told("procedures"),
            max_length=900,
        ),
        Field(
            "powers",
            "choices",
            both("Quyền chuyển", "Powers that move"),
            value=asked.many("powers") or ["sign"],
            options=[Option(key, both(vi.capitalize(), en.capitalize())) for key, (vi, en) in POWERS.items()],
            error=told("powers"),
        ),
        Field(
            "from",
            "select",
            both("Đang thuộc về", "Held until now by"),
            value=typed.get("from", ""),
            options=_places(),
            error=told("from"),
        ),
        Field(
            "to",
            "select",
            both("Chuyển cho", "Moves to"),
            value=typed.get("to", ""),
            options=_places(),
            error=told("to"),
        ),
        asked.conditions(),
        asked.number(),
        Field(
            "signer",
            "select",
            both("Người ký", "Signed by"),
            value=typed.get("signer", ""),
            options=_signers(officer),
            error=told("signer") or told("lender"),
        ),
        *asked.decided(),
        asked.date("until", both("Đến hết ngày (nếu thí điểm)", "Until (for a trial)"), required=False),
    ]
    context = frame(officer, "authority:moved", fields=fields, errors=errors_of(fields))
    return render(request, "authority/move.html", context, status=status)
