"""Procedures and fields that a mandate can name, with their words."""

from collections.abc import Iterable

from motcua.city.mandates.models import OrganisationMandate
from motcua.insight import names
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.authority.frame import executable
from motcua.sites.shell.fields import Option

type Words = dict[str, str]

EVERYTHING: Words = {"vi": "mọi thủ tục", "en": "every procedure"}
_FIELDS: dict[str, tuple[str, str]] = {
    "residence": ("Cư trú", "Residence"),
    "adoption": ("Nuôi con nuôi", "Adoption"),
    "criminal-record": ("Lý lịch tư pháp", "Criminal records"),
    "planning": ("Quy hoạch", "Planning"),
    "social-insurance": ("Bảo hiểm xã hội", "Social insurance"),
    "health-insurance": ("Bảo hiểm y tế", "Health insurance"),
}
"""Fields whose short names the figures do not know."""


def procedures() -> list[Option]:
    """What can be filed here, in the order of names. Two queries."""
    public = set(Procedure.objects.filter(executable=True, internal=False).values_list("code", flat=True))
    return [Option(one.code, _words(one.name.vi, one.name.en)) for one in executable() if one.code in public]


def fields() -> list[Option]:
    """The fields of what can be filed here. One query."""
    keys = {one.field for one in executable()}
    return sorted(
        (Option(key, field_words(key)) for key in keys), key=lambda option: str(option.label["vi"]).casefold()
    )


def field_words(key: str) -> Words:
    if key in _FIELDS:
        vi, en = _FIELDS[key]
        return {"vi": vi, "en": en}
    return names.city().field_name(key)


def reach_words(mandate: OrganisationMandate) -> list[Words]:
    """For what a mandate counts, each in words. No query beyond the names'."""
    if mandate.scope.everything:
        return [EVERYTHING]
    known = {one.code: _words(one.name.vi, one.name.en) for one in executable()}
    found = [field_words(key) for key in mandate.fields]
    return found + [known.get(code, {"vi": code, "en": code}) for code in mandate.procedures]


def joined(words: Iterable[Words]) -> Words:
    told = list(words)
    return {language: ", ".join(one[language] for one in told) for language in ("vi", "en")}


def _words(vi: str, en: str) -> Words:
    return {"vi": vi, "en": en or vi}
