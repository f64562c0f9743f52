"""How easy a text for residents is to read, in Vietnamese and English: rules and word lists. Not here: which texts."""

from motcua.procedures.plain_language.judging import Finding, Judged, judge
from motcua.procedures.plain_language.lists import Limit, limits, stiff_words

__all__ = ["Finding", "Judged", "Limit", "judge", "limits", "stiff_words"]
