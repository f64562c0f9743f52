"""How long the rest of a form takes: a plain estimate from the questions that are still open. Pure."""

from collections.abc import Iterable

from motcua.procedures.definition import ProcedureDefinition

SECONDS = {
    "yes_no": 6,
    "choice": 10,
    "choices": 12,
    "integer": 12,
    "money": 15,
    "phone": 15,
    "person_name": 15,
    "country": 12,
    "ethnic_group": 12,
    "date": 18,
    "pin": 20,
    "text": 20,
    "email": 25,
    "unit": 25,
    "address": 45,
    "longtext": 60,
}
"""Seconds that a question takes on a phone, by kind: an assumption of ours until real forms have been timed."""
OTHER = 20
A_PAPER = 60
"""Seconds to photograph or find a file."""
THE_CHECK = 30
"""Seconds to look everything over before sending."""


def seconds_left(open_questions: Iterable[str], papers: int = 0) -> int:
    """Seconds for the open questions (their kinds), papers that are still missing, and the last look.

    A question that is answered already, by the person or by the registers, is not open and costs nothing.
    """
    return sum(SECONDS.get(kind, OTHER) for kind in open_questions) + papers * A_PAPER + THE_CHECK


def minutes(seconds: int) -> int:
    """Whole minutes as people are told them: rounded up, at least one."""
    return max(1, -(-seconds // 60))


def before_beginning(definition: ProcedureDefinition, signed_on: bool) -> int:
    """Minutes for a whole form, as told before it begins: the questions and papers that everybody has.

    Somebody who is signed on is not asked what the registers can fill in.
    """
    kinds = [
        field.kind
        for page in definition.form.pages
        for group in (None, *page.groups)
        for field in (page.fields if group is None else group.fields)
        if field.when is None
        and field.value is None
        and field.required is True
        and (group is None or group.when is None)
        and not (signed_on and field.prefill)
    ]
    papers = sum(
        paper.when is None and paper.required is True and not paper.satisfied_by and not paper.show_only
        for paper in definition.components
    )
    return minutes(seconds_left(kinds, papers))
