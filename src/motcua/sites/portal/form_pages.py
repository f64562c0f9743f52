"""A procedure's form on the screen: which pages and questions there are now, with answers, errors and choices."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.html import format_html

from motcua.procedures import forms
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledField, CompiledGroup, CompiledPage, CompiledProcedure
from motcua.procedures.definition import Group, Page
from motcua.sites.portal.answer_words import ETHNIC_GROUPS, words_of
from motcua.sites.portal.form_reading import for_engine, input_name, rows_of
from motcua.sites.portal.origins import Origins
from motcua.sites.portal.places import Places, own_province
from motcua.sites.portal.screens import Screen, conditions_of, page_of, screens_of
from motcua.sites.shell import language
from motcua.sites.shell.countries import COUNTRIES
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.templatetags.motcua import icon

FROM_CITY = "_from_city"
"""Key of the answers under which a draft remembers what was filled in from the registers."""
FROM_SOURCE = "_from_source"
"""Key of the answers under which a draft remembers which source was proposed for which question."""
FEW_OPTIONS = 7
COMPUTED = {
    "vi": "Tính từ các câu trả lời của bạn; không cần nhập.",
    "en": "Worked out from your answers; nothing to enter.",
}
KINDS = {"person_name": "text", "country": "unit", "ethnic_group": "unit"}
AUTOCOMPLETE = {"person_name": "name"}


@dataclass(slots=True)
class PlaceField(Field):
    """A commune chosen by its province; the shell's own `unit` would carry all 3,321 of the country."""

    @property
    def template(self) -> str:
        return "portal/field/place.html"

    @property
    def grouped(self) -> bool:
        return True

    @property
    def anchor(self) -> str:
        return f"{self.id}-province"

    @property
    def parts(self) -> dict[str, Any]:
        return dict(self.value) if isinstance(self.value, Mapping) else {}


@dataclass(slots=True)
class Rows:
    """A repeated group on the screen: what `shell/repeat.html` wants."""

    group: Group
    groups: list[dict[str, Any]]
    add_name: str
    error: Any = ""

    @property
    def anchor(self) -> str:
        return f"id-{self.group.id}"


@dataclass(slots=True)
class Part:
    """A run of questions under one heading; the first of a page has none."""

    group: Group | None
    fields: list[Field] = field(default_factory=list)
    rows: Rows | None = None


@dataclass(frozen=True)
class Filling:
    """A form being filled in. `typed` is the draft's answers; `applicant` feeds the conditions."""

    compiled: CompiledProcedure
    typed: dict[str, Any]
    today: date
    applicant: Mapping[str, Any]
    places: Places
    origins: Origins = field(default_factory=Origins)

    @cached_property
    def given(self) -> dict[str, Any]:
        return for_engine(self.compiled, self.typed)

    @cached_property
    def context(self) -> Context:
        return Context(today=self.today, channel="online", applicant=self.applicant)

    @cached_property
    def clean(self) -> dict[str, Any]:
        """The right ones among the answers; wrong and hidden ones are left out."""
        return forms.validate(
            self.compiled, self.given, today=self.today, partial=True, applicant=self.applicant
        ).clean

    @cached_property
    def values(self) -> dict[str, Any]:
        return self.compiled.values(self.clean, self.context)

    @cached_property
    def errors(self) -> dict[str, forms.Message]:
        """Everything that is missing or wrong in the whole form, by path."""
        return forms.validate(self.compiled, self.given, today=self.today, applicant=self.applicant).errors

    @cached_property
    def pages(self) -> list[CompiledPage]:
        """The pages that are asked now."""
        return [page for page in self.compiled.pages if page.when is None or page.when.holds(self.values)]

    @cached_property
    def case_context(self) -> Context:
        case = self.compiled.case_for(self.clean, self.context)
        return Context(today=self.today, channel="online", applicant=self.applicant, case=case.id)

    @cached_property
    def screens(self) -> list[Screen]:
        """What is shown one after the other now; a screen on which nothing is asked is left out."""
        known = self.typed.get(FROM_CITY) or {}
        cut = (screen for page in self.pages for screen in screens_of(page, self.words_of(page), known))
        return [screen for screen in cut if self.shown(screen)]

    def screen(self, screen_id: str) -> Screen | None:
        """The screen of this id. Where the cutting has changed meanwhile: the last one before it of its page."""
        exact = next((one for one in self.screens if one.id == screen_id), None)
        mine = [one for one in self.screens if one.page_id == page_of(screen_id)]
        return exact or (mine[-1] if mine and screen_id != mine[0].page_id else mine[0] if mine else None)

    def screen_with(self, item_id: str) -> Screen:
        """The screen on which a question is asked; the first one for what is not asked."""
        return next(
            (one for one in self.screens if any(_id_of(item) == item_id for item in one.items)),
            self.screens[0],
        )

    def words_of(self, page: CompiledPage | Screen) -> Page:
        page_id = page.page_id if isinstance(page, Screen) else page.id
        return next(one for one in self.compiled.definition.form.pages if one.id == page_id)

    def open_kinds(self, screens: Iterable[Screen]) -> Iterator[str]:
        """Kinds of the questions of these screens that have no right answer yet and need one."""
        for screen in screens:
            for item in self.shown(screen):
                if isinstance(item, CompiledGroup):
                    if not self.clean.get(item.group.id):
                        yield from (one.field.kind for one in item.fields if one.when is None)
                elif item.id in self.errors:
                    yield item.field.kind

    def errors_of(self, page: CompiledPage | Screen) -> dict[str, forms.Message]:
        mine = {item.group.id if isinstance(item, CompiledGroup) else item.id for item in page.items}
        return {path: message for path, message in self.errors.items() if path.split(".", 1)[0] in mine}

    def shown(self, page: CompiledPage | Screen) -> list[CompiledField | CompiledGroup]:
        return [
            item
            for item in page.items
            if (item.when is None or item.when.holds(self.values)) and self._has_choices(item)
        ]

    def _has_choices(self, item: CompiledField | CompiledGroup) -> bool:
        """A choice of which no option is open yet waits until an earlier answer opens one."""
        if isinstance(item, CompiledGroup) or not item.field.options:
            return True
        closed = (item.option_when.get(option.value) for option in item.field.options)
        return any(when is None or when.holds(self.values) for when in closed)

    def papers(self, known: frozenset[str]) -> tuple[forms.PaperNeeded, ...]:
        return forms.components_needed(self.compiled, self.clean, known, self.case_context)

    def parts(self, page: Screen, errors: Mapping[str, forms.Message], refresh_url: str) -> list[Part]:
        """The screen's questions, ready to be shown."""
        words = self.words_of(page)
        group_of = {item.id: group for group in words.groups if group.repeat is None for item in group.fields}
        steering = steering_ids(page)
        parts: list[Part] = [Part(None)]
        for item in self.shown(page):
            if isinstance(item, CompiledGroup):
                parts.append(Part(item.group, rows=self._rows(item, errors)))
                continue
            group = group_of.get(item.id)
            if group is not parts[-1].group or parts[-1].rows is not None:
                parts.append(Part(group))
            shown = self._field(item, self.typed.get(item.id), item.id, errors, self.values)
            if item.id in steering:
                shown.refresh_url, shown.refresh_target = refresh_url, "#questions"
            parts[-1].fields.append(shown)
        return [part for part in parts if part.fields or part.rows]

    def questions(self, ids: Collection[str], errors: Mapping[str, forms.Message]) -> list[Part]:
        """Only these questions, page by page under their headings, ready to be shown."""
        parts: list[Part] = []
        for page in self.pages:
            fields = Part(None)
            for item in self.shown(page):
                if _id_of(item) not in ids:
                    continue
                if isinstance(item, CompiledGroup):
                    parts.append(Part(item.group, rows=self._rows(item, errors)))
                else:
                    typed = self.typed.get(item.id)
                    fields.fields.append(self._field(item, typed, item.id, errors, self.values))
            if fields.fields:
                parts.append(fields)
        return parts

    def _rows(self, item: CompiledGroup, errors: Mapping[str, forms.Message]) -> Rows:
        key, repeat = item.group.id, item.group.repeat
        assert repeat is not None
        typed = rows_of(item, self.typed)
        clean = self.clean.get(key) or []
        groups = []
        for index, row in enumerate(typed):
            live = {**self.values, **dict.fromkeys(one.id for one in item.fields)}
            if index < len(clean) and len(clean) == len(typed):
                live |= clean[index]
            groups.append(
                {
                    "number": index + 1,
                    "fields": [
                        self._field(one, row.get(one.id), f"{key}.{index}.{one.id}", errors, live, index)
                        for one in item.fields
                        if one.when is None or one.when.holds(live)
                    ],
                    "remove": f"_remove-{key}-{index}" if len(typed) > repeat.min else "",
                }
            )
        add = f"_add-{key}" if len(typed) < repeat.max else ""
        return Rows(item.group, groups, add, errors.get(key, ""))

    def _field(
        self,
        item: CompiledField,
        value: Any,
        path: str,
        errors: Mapping[str, forms.Message],
        values: Mapping[str, Any],
        row: int | None = None,
    ) -> Field:
        asked = item.field
        if item.value is not None:
            return self._computed(item, values, row)
        error = errors.get(path) or errors.get(f"{path}.unit") or errors.get(f"{path}.line") or ""
        required = item.required if isinstance(item.required, bool) else item.required.holds(dict(values))
        name = input_name(item, row)
        make = PlaceField if asked.kind == "unit" else Field
        shown = make(
            name,
            KINDS.get(asked.kind, asked.kind),
            asked.label,
            value=value,
            hint=self._hint(item, value, row),
            why=asked.why or "",
            # Where an answer of the registers stands already, nobody needs to be shown what one looks like.
            example="" if self._from_city(item, value, row) else asked.example or "",
            error=error,
            required=required,
            max_length=asked.max_length if asked.kind in ("text", "longtext", "person_name") else None,
            autocomplete=AUTOCOMPLETE.get(asked.kind, ""),
        )
        match asked.kind:
            case "choice" | "choices":
                shown.options = [
                    Option(one.value, one)
                    for one in asked.options
                    if (when := item.option_when.get(one.value)) is None or when.holds(dict(values))
                ]
                if asked.kind == "choice" and len(list(shown.options)) > FEW_OPTIONS:
                    shown.kind = "select"
            case "country":
                shown.options = COUNTRIES
            case "ethnic_group":
                shown.options = ETHNIC_GROUPS
            case "address" | "unit":
                self._place(shown)
        return shown

    def _computed(self, item: CompiledField, values: Mapping[str, Any], row: int | None) -> Field:
        """What is worked out is shown and cannot be changed. One query for the name of a commune."""
        value = values.get(item.id)
        if isinstance(value, date):
            value = value.isoformat()
        names = self.places.names({value}) if item.field.kind == "unit" and value else {}
        return Field(
            input_name(item, row),
            "text",
            item.field.label,
            value=words_of(item.field, value, names),
            locked=True,
            source=item.field.hint or COMPUTED,
        )

    def _place(self, shown: Field) -> None:
        """Provinces, the communes of the chosen one, and the pieces as the template names them."""
        typed = shown.value if isinstance(shown.value, Mapping) else {}
        province = typed.get("province") or own_province()
        shown.provinces = self.places.provinces()
        shown.communes = self.places.communes(province)
        shown.communes_url = "/xa-phuong"
        shown.value = {"province": province, "commune": typed.get("unit", ""), "line": typed.get("line", "")}

    def _from_city(self, item: CompiledField, value: Any, row: int | None) -> bool:
        """Whether the answer is still the one of the registers."""
        filled = self.typed.get(FROM_CITY) or {}
        return row is None and item.id in filled and value == filled[item.id]

    def _hint(self, item: CompiledField, value: Any, row: int | None) -> Any:
        """The field's own hint, after a mark when the answer is still the one of the registers."""
        if not self._from_city(item, value, row):
            return item.field.hint or ""
        source = self.source_of(item)
        more: str = language.say("Sửa lại nếu chưa đúng.", "Correct it if it is wrong.")
        if address := self.origins.contest(source, item.id):
            more = format_html('<a href="{}">{}</a>', address, language.say("Không đúng?", "Wrong?"))
        return format_html(
            '<span class="mc-tag mc-tag--ok">{}<span>{}</span></span> {} {}',
            icon("seal"),
            language.pick(self.origins.words(source)),
            more,
            language.pick(item.field.hint),
        )

    def source_of(self, item: CompiledField) -> str:
        """The source that a question was answered from; empty when it was not, or from before this was kept."""
        return str((self.typed.get(FROM_SOURCE) or {}).get(item.id, ""))


def steering_ids(screen: Screen) -> frozenset[str]:
    """Questions whose answer decides which other ones of the screen are asked, what they offer or propose."""
    mine = {_id_of(item) for item in screen.items}
    return frozenset(name for item in screen.items for name in conditions_of(item) if name in mine)


def _id_of(item: CompiledField | CompiledGroup) -> str:
    return item.group.id if isinstance(item, CompiledGroup) else item.id
