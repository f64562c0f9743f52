"""What definitions of every kind are written with: ids, keys, expressions, and words in two languages."""

from typing import Annotated

from msgspec import Meta, Struct

Expr = Annotated[str, Meta(description="CEL")]
Id = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]*$", description="stable id: a-z, 0-9, _")]
Key = Annotated[str, Meta(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="key: a-z, 0-9, -")]


class Part(Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """A piece of a definition. Defaults are left out when written, so that a new optional setting does not
    change the content hash of older versions."""


class Text(Part, frozen=True, kw_only=True):
    """Words for people: Vietnamese with diacritics, and English."""

    vi: str
    en: str
