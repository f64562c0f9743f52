"""What a plan of organisation says: who begins, who ends, who takes over what. Pure: names and codes, no rows.

A plan is one document. What is approved is this document to the letter: its hash is kept, and only what has that hash
is run. Units are named by code, agencies by key, officers by user name.
"""

import hashlib
from typing import Literal

import msgspec

from motcua.foundation.definitions.shapes import prepared


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of a plan; an unknown name in a file is a fault, not a thing to pass over."""


class UnitBegins(Part, frozen=True, kw_only=True):
    """A new administrative unit. `level` 1 province, 2 district, 3 commune; `parent`: code of the unit above."""

    code: str
    level: Literal[1, 2, 3]
    kind: str
    name_vi: str
    full_name_vi: str
    name_en: str
    slug: str
    parent: str = ""
    code_list: str = "2025"


class UnitEnds(Part, frozen=True, kw_only=True):
    """A unit that is in force no more from the plan's day on."""

    code: str
    level: Literal[1, 2, 3]


class UnitLink(Part, frozen=True, kw_only=True):
    """The territory of `old` went to `new`, whole or in part. `main`: took most of it; None when unknown."""

    old: str
    new: str
    level: Literal[1, 2, 3] = 3
    relation: Literal["whole", "split"] = "whole"
    stated: str = ""
    main: bool | None = None


class PlaceRule(Part, frozen=True, kw_only=True):
    """In the ended commune `unit`, an address that names `words` (a street, a hamlet) lies in the new commune `to`."""

    unit: str
    words: str
    to: str


class PostBegins(Part, frozen=True, kw_only=True):
    """A place in an agency; empty titles are those of its kind."""

    kind: str
    title_vi: str = ""
    title_en: str = ""


class AgencyBegins(Part, frozen=True, kw_only=True):
    """A new body. `parent`: key; `unit`: code in force on the plan's day; `calendar`: key; `serves`: a hall's communes.

    `numbers_of`: the agency whose number series of papers it carries on, within the year; empty: numbers begin at 1.
    """

    key: str
    code: str
    kind: str
    name_vi: str
    name_en: str
    parent: str = ""
    unit: str = ""
    calendar: str = ""
    seal_name: str = ""
    address_line: str = ""
    serves: tuple[str, ...] = ()
    posts: tuple[PostBegins, ...] = ()
    numbers_of: str = ""


class AgencyChanges(Part, frozen=True, kw_only=True):
    """A body that goes on under another name, place, body above, calendar or set of communes. None: as before."""

    key: str
    name_vi: str | None = None
    name_en: str | None = None
    seal_name: str | None = None
    address_line: str | None = None
    code: str | None = None
    unit: str | None = None
    parent: str | None = None
    calendar: str | None = None
    serves: tuple[str, ...] | None = None


class Share(Part, frozen=True, kw_only=True):
    """`to` takes over what is about one of these new communes, of these procedures and fields; an empty list: all."""

    to: str
    units: tuple[str, ...] = ()
    procedures: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


class AgencyEnds(Part, frozen=True, kw_only=True):
    """A body that ends. `to`: its successor, which takes what no share names; the first share that fits wins.

    `posts`: kind of post here → kind of post at whoever takes over, where the kinds differ.
    `people`: `follow`: holders go to the post of the same (mapped) kind at `to`; `listed`: only those whom the plan names.
    """

    key: str
    to: str
    shares: tuple[Share, ...] = ()
    posts: dict[str, str] = {}
    people: Literal["follow", "listed"] = "follow"


class PersonMoves(Part, frozen=True, kw_only=True):
    """An officer of an ending agency goes to a post; whoever is named here follows nobody else's rule."""

    account: str
    to: str
    post: str
    title_vi: str = ""


class DeviceMoves(Part, frozen=True, kw_only=True):
    """A device of a hall (by its id) goes to another hall than the successor of its own."""

    device: str
    to: str


@prepared
class Content(Part, frozen=True, kw_only=True):
    """The whole of a plan."""

    units_begin: tuple[UnitBegins, ...] = ()
    units_end: tuple[UnitEnds, ...] = ()
    unit_links: tuple[UnitLink, ...] = ()
    places: tuple[PlaceRule, ...] = ()
    begin: tuple[AgencyBegins, ...] = ()
    change: tuple[AgencyChanges, ...] = ()
    end: tuple[AgencyEnds, ...] = ()
    people: tuple[PersonMoves, ...] = ()
    devices: tuple[DeviceMoves, ...] = ()


class NotReadable(ValueError):
    """The document is no plan; `vi` and `en` say where it goes wrong."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.vi = f"Không đọc được phương án: {detail}"
        self.en = f"The plan cannot be read: {detail}"


def read(text: str | bytes) -> Content:
    """A plan from its JSON. Raises NotReadable."""
    try:
        return msgspec.json.decode(text, type=Content)
    except (msgspec.DecodeError, msgspec.ValidationError) as wrong:
        raise NotReadable(str(wrong)) from None


def write(content: Content) -> str:
    """The canonical JSON of a plan: the same plan gives the same letters."""
    return msgspec.json.encode(content, order="deterministic").decode()


def hash_of(text: str) -> str:
    """What an approval is bound to: SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
