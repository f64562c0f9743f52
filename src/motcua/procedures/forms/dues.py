"""What clean answers lead to: the papers to bring and the fees to pay."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ..binding import Context
from ..compiled import CompiledProcedure
from ..definition import FeeLine, FreeWhen, PaperComponent


@dataclass(frozen=True, slots=True)
class PaperNeeded:
    """`known_from`: the source that stands in for the paper, so it is not asked for (NQ 66.7/2025/NQ-CP)."""

    paper: PaperComponent
    required: bool
    known_from: str | None

    @property
    def asked(self) -> bool:
        return self.known_from is None


@dataclass(frozen=True, slots=True)
class FeeDue:
    """One fee by the procedure itself, in whole đồng, before the city's rules (`money.fees`).

    `free` is the person's exemption by law, if any; `amount` is then still the full amount.
    """

    fee: FeeLine
    amount: int
    free: FreeWhen | None

    @property
    def code(self) -> str:
        return self.fee.code

    @property
    def payable(self) -> int:
        return 0 if self.free else self.amount


def components_needed(
    compiled: CompiledProcedure,
    answers: Mapping[str, Any],
    known: Collection[str],
    context: Context,
) -> tuple[PaperNeeded, ...]:
    """The papers of this dossier, in the order of the definition. `known`: sources the city can read."""
    values = compiled.values_in_case(answers, context)
    found = []
    for item in compiled.papers:
        if item.when is not None and not item.when.holds(values):
            continue
        required = item.required if isinstance(item.required, bool) else item.required.holds(values)
        source = next((source for source in item.paper.satisfied_by if source in known), None)
        found.append(PaperNeeded(item.paper, required, source))
    return tuple(found)


def fee_lines(
    compiled: CompiledProcedure, answers: Mapping[str, Any], context: Context
) -> tuple[FeeDue, ...]:
    """The fees of this dossier. A line whose amount cannot be told yet (an answer is missing) is left out;
    so is one that is not above zero."""
    values = compiled.values_in_case(answers, context)
    found = []
    for item in compiled.fees:
        if item.when is not None and not item.when.holds(values):
            continue
        amount = item.amount if isinstance(item.amount, int) else item.amount.evaluate(values)
        if not isinstance(amount, int) or amount <= 0:
            continue
        free = next((reason for reason, when in item.free_when if when.holds(values)), None)
        found.append(FeeDue(item.fee, amount, free))
    return tuple(found)
