"""Advice to authors: what in a definition people would stumble over, why, and how to mend it. Pure, no Django.

Advice is not a check of soundness: a procedure with all of it open can be published. Levels: `must` (somebody is shut
out, or a law is not kept), `should` (many will stumble), `could` (it would be better so).
"""

from ...definition import ProcedureDefinition
from .advice import LEVELS, Advice, Mend, mended
from .conditions import on_conditions
from .once_only import on_once_only
from .questions import on_questions
from .words import on_words

__all__ = ["LEVELS", "Advice", "Mend", "advise", "mended"]


def advise(definition: ProcedureDefinition) -> list[Advice]:
    """All advice on a definition, the gravest first, then in the order of the document."""
    found = [
        *on_words(definition),
        *on_questions(definition),
        *on_once_only(definition),
        *on_conditions(definition),
    ]
    return sorted(found, key=lambda one: LEVELS.index(one.level))
