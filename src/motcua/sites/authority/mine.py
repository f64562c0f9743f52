"""My powers: each with its limits, its ground and its end, and what was lent to me or waits for my signature."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from motcua.city.authority import Grant
from motcua.city.authority_signature import block
from motcua.city.delegation import reading
from motcua.city.models import Power
from motcua.sites.authority.frame import FIELD_NAMES, frame, power_words
from motcua.sites.desk.officer import Officer, officer_page


@officer_page
def mine(request: HttpRequest, officer: Officer) -> HttpResponse:
    """What I may do today and why. One query beyond the officer's own."""
    own = [_row(grant) for grant in officer.powers.grants if not grant.lent]
    lent = [_row(grant) for grant in officer.powers.grants if grant.lent]
    waiting = reading.drafts_for([officer.post.post_id], officer.account.pk)[:20]
    context = frame(
        officer,
        "authority:mine",
        own=_joined(own),
        lent=lent,
        waiting=[{"row": row, "powers": power_words(row.powers)} for row in waiting],
    )
    return render(request, "authority/mine.html", context)


def _row(grant: Grant) -> dict[str, Any]:
    return {
        "power": {
            "vi": Power.Name(grant.power).label,
            "en": grant.power.replace("_", " ").capitalize(),
        },
        "scope": _scope(grant),
        "grant": grant,
        "signs_as": _signs_as(grant),
        "lender": grant.lenders[0] if grant.lenders else None,
        "last": grant.until.fromordinal(grant.until.toordinal() - 1) if grant.until else None,
    }


def _signs_as(grant: Grant) -> str:
    """The line above the post, or the post itself where nobody else is named; nothing for other powers."""
    if grant.power != "sign":
        return ""
    found = block(grant)
    return found.authority or found.post.upper()


def _joined(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row a power and reach: a power that several rules give is told once."""
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        grant = row["grant"]
        found.setdefault((grant.power, row["scope"]["vi"], grant.capacity), row)
    return list(found.values())


def _scope(grant: Grant) -> dict[str, str]:
    vi, en = ["mọi thủ tục"], ["all procedures"]
    if grant.procedure_code:
        vi, en = [f"thủ tục {grant.procedure_code}"], [f"procedure {grant.procedure_code}"]
    elif grant.field:
        name = FIELD_NAMES.get(grant.field, grant.field)
        vi, en = [f"lĩnh vực {name}"], [f"the field {grant.field}"]
    if grant.cases:
        cases = ", ".join(sorted(grant.cases))
        vi.append(f"trường hợp {cases}")
        en.append(f"cases {cases}")
    if grant.without:
        codes = ", ".join(sorted(grant.without))
        vi.append(f"trừ {codes} đã phân cấp")
        en.append(f"but {codes}, which moved")
    if grant.only is not None:
        vi.append("trong địa bàn ghi trong quyết định")
        en.append("within the territory of the decision")
    elif grant.wide:
        vi.append("cả cơ quan trực thuộc")
        en.append("agencies below included")
    return {"vi": "; ".join(vi), "en": "; ".join(en)}
