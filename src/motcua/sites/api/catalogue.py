"""Procedures: search, the shelf page by page, one with everything a form needs."""

from typing import Annotated

import msgspec
from django.http import Http404, HttpRequest
from ninja import Query, Router

from motcua.foundation import clock
from motcua.procedures.catalogue import browsing, publishing, searching
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.api.answers import NOT_VALID, Refusal, ok
from motcua.sites.api.caller import scope
from motcua.sites.api.shapes import REFUSALS, Code, ProcedureFacts, ProcedurePage, Text, upto

router = Router(tags=["Thủ tục · Procedures"])
PAGE = 50


@router.get("/procedures", response={200: ProcedurePage, **REFUSALS}, summary="Tìm thủ tục · Find procedures")
@scope("catalogue:read")
def procedures(
    request: HttpRequest,
    q: Annotated[Text, upto(200), Query("", description="words as people say them, or a code")] = "",
    field: Annotated[Text, upto(120)] = "",
    level: Annotated[Text, upto(20)] = "",
    audience: Annotated[Text, upto(30)] = "",
    executable: bool = False,
    after: Annotated[Text, upto(160), Query("", description="`next` of the page before")] = "",
):
    """With `q` the best matches in one page, else the shelf in order, 50 a page."""
    try:
        choice = browsing.Choice(field_key=field, level=level, audience=audience, only_executable=executable)
    except browsing.UnknownChoice as unknown:
        raise Refusal(
            422, "not-valid", NOT_VALID, {str(unknown): ("Lựa chọn không tồn tại.", "No such choice.")}
        ) from None
    if q.strip():
        found = searching.search(q, level=level, audience=audience, field_key=field, limit=PAGE)
        codes = [one.code for one in found]
        rows = {
            row.code: row for row in Procedure.objects.filter(code__in=codes).defer("facts", "search_key")
        }
        ordered = [rows[code] for code in codes if code in rows and (rows[code].executable or not executable)]
        return ok({"items": [_line(row) for row in ordered], "next": None})
    shelf = browsing.browse(choice, after=after, page=PAGE)
    return ok({"items": [_line(row) for row in shelf.procedures], "next": shelf.after or None})


@router.get(
    "/procedures/{code}", response={200: ProcedureFacts, **REFUSALS}, summary="Một thủ tục · One procedure"
)
@scope("catalogue:read")
def procedure(request: HttpRequest, code: Code):
    """Published facts and, where it can be filed here, the definition in force."""
    found = Procedure.objects.filter(code=code, internal=False).first()
    if found is None:
        raise Http404(code)
    version = publishing.version_for(code, clock.now()) if found.executable else None
    definition = publishing.definition_of(version) if version else None
    return ok(
        {
            "code": found.code,
            "name_vi": definition.name.vi if definition else found.name_vi,
            "name_en": definition.name.en if definition else found.name_en,
            "facts": found.facts,
            "version": version.number if version else None,
            "definition": msgspec.to_builtins(definition) if definition else None,
            "definition_hash": version.content_hash if version else None,
        }
    )


def _line(row: Procedure) -> dict[str, object]:
    return {
        "code": row.code,
        "name_vi": row.name_vi,
        "name_en": row.name_en,
        "field": row.field_key,
        "levels": row.levels,
        "executable": row.executable,
    }
