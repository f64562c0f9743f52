"""What can be wrong with an expression, in words for the editor who wrote it."""

from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class ExpressionProblem:
    """`code` is stable (EXPR_NAME, EXPR_TYPE …); `column` counts from 1 within the expression."""

    code: str
    vi: str
    en: str
    column: int = 1


class ExpressionError(ValueError):
    """An expression cannot be accepted. `problems` has everything found, not only the first."""

    def __init__(self, source: str, problems: list[ExpressionProblem]):
        self.source = source
        self.problems = tuple(problems)
        super().__init__(f"{source!r}: " + "; ".join(problem.en for problem in problems))


def suggestion(name: str, known: object) -> tuple[str, str]:
    """ "Did you mean" in both languages, or empty strings."""
    close = get_close_matches(name, [str(k) for k in known], n=1, cutoff=0.6)  # type: ignore[attr-defined]
    return (f" Có phải ý bạn là “{close[0]}”?", f' Did you mean "{close[0]}"?') if close else ("", "")
