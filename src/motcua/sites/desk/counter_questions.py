"""The questions of a form on the counter's one screen: all pages one under the other, what leads, what is filled."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from motcua.procedures.compile import CompiledField
from motcua.procedures.compiled import CompiledGroup
from motcua.procedures.definition import Field as Question
from motcua.procedures.definition import Text
from motcua.sites.desk import asking
from motcua.sites.desk.entering import Entry
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import pick

KEEPABLE = frozenset({"text", "address", "unit", "choice"})
"""Kinds of answers that may be the same for many people: the hospital, its address."""


@dataclass
class Questions:
    """The form of one entry as fields of a page."""

    entry: Entry

    def pages(self, faults: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The form's pages one under the other, each with its fields."""
        asked = self.entry.asked()
        titles = {page.id: page.title for page in self.entry.compiled.definition.form.pages}
        typed = dict(self.entry.typed())
        shown = []
        for page in self.entry.compiled.pages:
            fields = [one for item in page.items for one in self._fields(item, asked, typed, faults)]
            shown.append({"id": page.id, "title": titles[page.id], "fields": fields})
        return shown

    def _fields(
        self,
        item: CompiledField | CompiledGroup,
        asked: set[str],
        typed: Mapping[str, Any],
        faults: Mapping[str, Any],
    ) -> Iterator[dict[str, Any]]:
        if isinstance(item, CompiledGroup):
            assert item.group.repeat is not None  # only a repeated group is compiled as one
            rows = self.entry.answers.get(item.group.id) or []
            for number in range(self.entry.rows_of(item)):
                row = rows[number] if number < len(rows) else {}
                for one in item.fields:
                    path = f"{item.group.id}.{number}.{one.id}"
                    made = self._field(one, path, row.get(one.id), faults)
                    made.label = {
                        "vi": f"{item.group.label.vi} {number + 1}: {one.field.label.vi}",
                        "en": f"{item.group.label.en} {number + 1}: {one.field.label.en}",
                    }
                    made.required = made.required and number < item.group.repeat.min
                    yield {
                        "f": made,
                        "path": item.group.id,
                        "shown": item.group.id in asked,
                        "filled": False,
                        "leads": item.group.id in self.leading,
                    }
            return
        filled = item.id in self.entry.answers and (item.id not in typed or self.entry.as_known(item.id))
        seen = self.entry.answers if item.value is None else self.entry.clean
        made = self._field(item, item.id, seen.get(item.id), faults)
        yield {
            "f": made,
            "path": item.id,
            "shown": item.id in asked,
            "filled": filled,
            "leads": item.id in self.leading,
            "keepable": item.field.kind in KEEPABLE
            and not item.field.prefill
            and not self.entry.known_people.in_block(item.id),
            "kept": item.id in self.entry.kept,
        }

    @cached_property
    def leading(self) -> set[str]:
        """Fields on whose answers other questions, papers or fees depend: after them the page asks again."""
        definition = self.entry.compiled.definition
        pages = definition.form.pages
        written = [
            *(page.when for page in pages),
            *(one.when for page in pages for one in page.fields),
            *(one.value for page in pages for one in page.fields),
            *(group.when for page in pages for group in page.groups),
            *(one.when for page in pages for group in page.groups for one in group.fields),
            *(one.value for page in pages for group in page.groups for one in group.fields),
            *(one.when for one in definition.components),
            *(one.when for one in definition.cases),
            *(str(text) for fee in definition.fees for text in (fee.when, fee.amount)),
            *(one.when for fee in definition.fees for one in fee.free_when),
        ]
        named = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(text for text in written if text)))
        blocks = {
            item.id
            for item in self.entry.items()
            if isinstance(item, CompiledField)
            and any(self.entry.known_people.is_person(option.value) for option in item.field.options)
        }
        pins = {name for name in self.entry.compiled.fields_by_id if name.endswith("_pin")}
        groups = {item.group.id for item in self.entry.items() if isinstance(item, CompiledGroup)}
        return named & (set(self.entry.compiled.fields_by_id) | groups) | blocks | pins

    def _field(self, item: CompiledField, name: str, answer: Any, faults: Mapping[str, Any]) -> Field:
        return asking.field_for(
            item.field,
            name,
            answer,
            self.entry.officer.now.date(),
            error=asking.error_of(faults, name),
            required=item.required is not False,
        )

    def fillable(self) -> dict[str, Field]:
        """Fields that stand empty on the screen and can be filled from the registers now."""
        typed = dict(self.entry.typed())
        return {
            item.id: self._field(item, item.id, self.entry.answers[item.id], {})
            for item in self.entry.items()
            if isinstance(item, CompiledField) and item.id not in typed and item.id in self.entry.answers
        }

    def address_field(self) -> Field:
        """Where somebody unknown to the register lives."""
        question = Question(id="typed_unit", kind="address", label=Text(vi="Nơi cư trú", en="Residence"))
        answer = asking.read_one(question, "typed_unit", self.entry.posted)
        return asking.field_for(question, "typed_unit", answer, self.entry.officer.now.date(), required=False)

    def error_list(self, faults: Mapping[str, Any]) -> list[dict[str, str]]:
        """The faults for the summary at the top, each with a link to its field."""
        anchors = {one["f"].name: one["f"].anchor for page in self.pages(faults) for one in page["fields"]}
        rows = []
        for path, fault in faults.items():
            words = pick({"vi": fault[0], "en": fault[1]}) if isinstance(fault, tuple) else pick(fault)
            name = path.removesuffix(".unit").removesuffix(".line")
            label = next(
                (one.field.label for key, one in self.entry.compiled.fields_by_id.items() if key == name),
                None,
            )
            rows.append(
                {
                    "href": f"#{anchors.get(name) or _elsewhere(path)}",
                    "text": f"{pick(label)}: {words}" if label else words,
                }
            )
        return rows


def _elsewhere(path: str) -> str:
    """The anchor of a fault that belongs to no question: a paper, a point of the checklist, or the people."""
    for prefix, anchor in (("papers.", "paper-"), ("check.", "tick-")):
        if path.startswith(prefix):
            return anchor + path.removeprefix(prefix)
    return "proxy" if path == "proxy" else "nguoi"
