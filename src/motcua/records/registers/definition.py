"""A register as it is declared: one YAML file says what is kept, who keeps it, who may read it and what it answers.

A register's file lies in its pack: `services/<pack>/registers/<key>.yaml`. It needs no migration: the kernel makes
its partition and indexes when it is brought in (`motcua registers`).
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from motcua.city.kinds import AgencyKind
from motcua.foundation.definitions.words import Expr, Id, Key, Part, Text

ValueKind = Literal[
    "text",
    "longtext",
    "name",
    "pin",
    "date",
    "partial_date",
    "integer",
    "decimal",
    "money",
    "yes_no",
    "choice",
    "choices",
    "rows",
    "unit",
    "address",
    "ethnic_group",
    "country",
    "point",
    "area",
]
"""`partial_date`: day, month or year as written (ISO text cut short: 1958, 1958-03, 1958-03-12). `address`:
{unit, line}. `unit`: code of a commune, with the day of the record deciding which list it is of. `point`, `area`:
GeoJSON geometry in WGS84. `money`: whole đồng. `choices`: a list of options' values. `rows`: a list of mappings by the
ids of `rows` (types of land with their area, members of a household)."""

Search = Literal["no", "name", "number", "place", "words"]
"""How a value is found again: a person's name (diacritics and order forgiven), an exact number, a place by old or new
name, or any of its words."""


class Choice(Part, frozen=True, kw_only=True):
    value: Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
    vi: str
    en: str


class RegisterField(Part, frozen=True, kw_only=True):
    """One value of a record. `columns`: what import files call it, besides id and labels. `public`: anybody may
    read it. `sensitive`: read with a purpose of `Access` that names it only, and kept out of exports by default.
    `column`: heading in tables; without it the value stands on the record's own page only. `rows`: what each row of a
    field of that kind holds; rows hold no rows."""

    id: Id
    kind: ValueKind
    label: Text
    required: bool = False
    options: tuple[Choice, ...] = ()
    unit: str = ""
    max_length: int | None = None
    min: int | str | None = None
    max: int | str | None = None
    pattern: str | None = None
    public: bool = False
    sensitive: bool = False
    search: Search = "no"
    column: bool = False
    columns: tuple[str, ...] = ()
    rows: "tuple[RegisterField, ...]" = ()
    since: int = 1
    """The version of the register that brought this field."""


class PersonPart(Part, frozen=True, kw_only=True):
    """A person whom the record names: which fields say who it is. Linked to the population register by number,
    else by name and birth date where only one person fits."""

    role: Id
    label: Text
    name: Id
    pin: Id | None = None
    birth: Id | None = None


class Link(Part, frozen=True, kw_only=True):
    """The record of another register that this one is about: its identity's parts, each by a field of ours."""

    id: Id
    label: Text
    register: Key
    by: dict[str, Id]
    required: bool = False


class Access(Part, frozen=True, kw_only=True):
    """Who may read which fields, what for. `fields` empty: all that are not sensitive. `power` of the city's
    powers; `field` of procedures (civil_status …) in which the power must be held."""

    power: str
    purposes: tuple[str, ...]
    field: str = ""
    fields: tuple[Id, ...] = ()
    territory: Literal["own", "city"] = "own"
    """`own`: records that the officer's agency keeps; `city`: of every agency."""


class NoOverlap(Part, frozen=True, kw_only=True):
    """Two records in force that agree in these fields may not hold at the same time (two permits for one pavement)."""

    fields: tuple[Id, ...]
    message: Text


class Unique(Part, frozen=True, kw_only=True):
    """No two records in force agree in these fields."""

    fields: tuple[Id, ...]
    message: Text


class Check(Part, frozen=True, kw_only=True):
    """A condition over the fields that must hold, in CEL; `message` when it does not."""

    expr: Expr
    message: Text


class Answer(Part, frozen=True, kw_only=True):
    """What a record answers in later forms: `source` of the prefill sources, from a field, for the person in `role`
    (`any`: whoever the record names). The entry itself is asked by `entry_number` ("08/2026"), `entry_year`,
    `entry_date` and `entry_unit` (the commune that keeps it)."""

    source: str
    role: Id
    field: Id


class Migration(Part, frozen=True, kw_only=True):
    """How records of an older version (0: written before registers were declared) read under this one: `set` gives
    fields by CEL over the old values. Fields without a rule stay as they were; fields that are gone stay readable under
    `earlier`."""

    version: int
    set: dict[str, Expr] = {}
    label: Text | None = None


class RegisterDefinition(Part, frozen=True, kw_only=True):
    """A register. `identity`: the parts of its key (`agency`, `year`, `book`, `number` or fields), unique among
    records in force. `numbering`: `year` counts from 1 to the end of the year across books; `none` takes the number
    from a field. `kept_years`: none is for ever. `stands_for`: papers that a record in force makes needless (once
    only), by role: {source: role}; `any`: for whoever the record names. `stands_for_children`: for the children
    of the person in that role as well (who buries a parent need not prove the death that the city registered)."""

    register: Key
    version: int = 1
    name: Text
    record: Text
    """What one record is called: "Khai sinh"."""
    summary: Text
    owner: AgencyKind
    field: str
    """Field of procedures whose officers keep it: civil_status, construction …"""
    legal_bases: tuple[str, ...] = ()
    from_date: date | None = None
    numbering: Literal["year", "none"] = "year"
    identity: tuple[str, ...] = ("agency", "year", "number")
    kept_years: int | None = None
    kept_from: Literal["end", "entry"] = "end"
    """Years are counted from the end of what the record says, or from its entry (a line of a day: a certification)."""
    fields: tuple[RegisterField, ...]
    title: tuple[Id, ...]
    """Fields whose values name a record in lists."""
    people: tuple[PersonPart, ...] = ()
    links: tuple[Link, ...] = ()
    unique: tuple[Unique, ...] = ()
    no_overlap: tuple[NoOverlap, ...] = ()
    checks: tuple[Check, ...] = ()
    access: tuple[Access, ...] = ()
    answers: tuple[Answer, ...] = ()
    stands_for: dict[str, Id] = {}
    stands_for_children: dict[str, Id] = {}
    migrations: tuple[Migration, ...] = ()
    place: Id | None = None
    """The unit, address, point or area field by which a record stands on the map."""

    def named(self, field_id: str) -> RegisterField | None:
        """The field of this id; None when there is none."""
        return next((field for field in self.fields if field.id == field_id), None)
