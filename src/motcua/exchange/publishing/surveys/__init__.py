"""Surveys: the five questions after each dossier, and questions to the public.

Offered: `definition` (pure), `service` (after a dossier), `standing` (to the public). A share is shown from
`ENOUGH` answers on; what officers are called is never part of an answer.
"""

from motcua.exchange.publishing.surveys.definition import Question, Questions, read

ENOUGH = 30
"""At least so many answers stand behind a share that is shown for a body (city's own rule)."""

__all__ = ["ENOUGH", "Question", "Questions", "read"]
