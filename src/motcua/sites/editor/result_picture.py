"""The page of a made-up result for the screen: a picture that the page itself carries, or why there is none."""

import base64
from typing import Any

from motcua.foundation.definitions import Problem
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers import made_up
from motcua.records.papers import picturing

WIDTH = 900


def page_of(
    compiled: CompiledProcedure, answers: dict[str, Any], officer: dict[str, Any], **where: Any
) -> dict[str, Any]:
    """What `editor/_result_page.html` shows: the first page. `where`: as for `made_up.result_pdf`. About 80 ms."""
    try:
        pdf = made_up.result_pdf(compiled, answers, officer, **where)
    except made_up.NotShown as reason:
        told = Problem("", 0, "result", "NOT_SHOWN", reason.vi, reason.en)
        return {"page_problems": [told], "others": False, "picture": ""}
    drawn = picturing.picture(pdf, "application/pdf", 1, width=WIDTH)
    picture = "data:image/webp;base64," + base64.b64encode(drawn).decode()
    return {"page_problems": [], "others": False, "picture": picture}
