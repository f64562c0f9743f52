"""Where a reader says that data of the city are wrong or missing: one room answers, others link to it.

The room sets its addresses from its `AppConfig.ready`; without it no link is shown.
"""

from collections.abc import Callable
from uuid import UUID

type OfField = Callable[[UUID, str], str]
"""Given a form's id and a question: the address where its value is contested."""
type OfSource = Callable[[str, UUID | None], str]
"""Given a source of data and the form in which it was missed."""
_of_field: list[OfField] = []
type OfFact = Callable[[str], str]
"""Given the key of a fact about oneself."""
_of_source: list[OfSource] = []
_of_fact: list[OfFact] = []


def serve(of_field: OfField, of_source: OfSource, of_fact: OfFact) -> None:
    """The room that takes such words tells its addresses. The last one counts."""
    _of_field[:], _of_source[:], _of_fact[:] = [of_field], [of_source], [of_fact]


def address_of_field(form: UUID, field_id: str) -> str:
    """Where the value of this question is contested; empty when nobody takes it."""
    return _of_field[0](form, field_id) if _of_field else ""


def address_of_source(source: str, form: UUID | None = None) -> str:
    """Where missing or wrong data of this source are reported; empty when nobody takes it."""
    return _of_source[0](source, form) if _of_source else ""


def address_of_fact(fact: str) -> str:
    """Where a fact about oneself is contested; empty when nobody takes it."""
    return _of_fact[0](fact) if _of_fact else ""
