"""Two languages side by side: Vietnamese first, English second, chosen by the active language."""

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import get_language


def active() -> Literal["vi", "en"]:
    """`"en"` when the reader chose English, `"vi"` in every other case."""
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def say(vi: str, en: str) -> str:
    """The words for the active language; Vietnamese where the English is empty."""
    return (en or vi) if active() == "en" else vi


def pick(thing: object) -> str:
    """The words of a thing that carries them in two languages.

    Understands a plain string, a mapping or object with `vi`/`en`, and an object with `name_vi`/`name_en`
    (or `name`). Nothing gives the empty string.
    """
    if thing is None:
        return ""
    if isinstance(thing, str):
        return thing
    if isinstance(thing, Mapping):
        if "vi" in thing:
            return say(str(thing["vi"] or ""), str(thing.get("en") or ""))
        if "name_vi" in thing:
            return say(str(thing["name_vi"] or ""), str(thing.get("name_en") or ""))
        return str(thing.get("name", ""))
    for vi, en in (("vi", "en"), ("name_vi", "name_en")):
        if hasattr(thing, vi):
            return say(str(getattr(thing, vi) or ""), str(getattr(thing, en, "") or ""))
    return str(getattr(thing, "name", thing))


def both(vi: str, en: str) -> dict[str, str]:
    """Words in both languages, for templates and fields that choose by themselves."""
    return {"vi": vi, "en": en}
