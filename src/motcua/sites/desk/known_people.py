"""The people of a counter form whom the registers know, and the answers that follow from them.

A form describes a person by fields of one beginning (`mother_name`, `mother_pin` …): a block. Nobody types a block
whose person is known. Whoever was looked up is logged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.city.models import Person
from motcua.foundation import audit
from motcua.procedures.compile import CompiledField, CompiledProcedure
from motcua.procedures.compiled import CompiledGroup
from motcua.procedures.sources import register_answers
from motcua.records import population, registers
from motcua.records.subject_requests import marks, prefilling
from motcua.sites.desk import asking
from motcua.sites.desk.officer import Officer
from motcua.sites.desk.showing import own_source, prefilled

BLOCK = {
    "name": "applicant.full_name",
    "pin": "applicant.pin",
    "birth_date": "applicant.birth_date",
    "sex": "applicant.sex",
    "ethnic_group": "applicant.ethnic_group",
    "nationality": "applicant.nationality",
    "residence": "population.residence",
    "phone": "applicant.phone",
}
"""The pieces of a person among a form's fields (`mother_name`, `mother_pin` …) and the facts that fill them."""


@dataclass(slots=True)
class KnownPeople:
    """What the registers tell for one screen; read once a person."""

    compiled: CompiledProcedure
    officer: Officer
    _facts: dict[int, dict[str, Any]] = field(default_factory=dict)
    _answers: dict[int, dict[str, Any]] = field(default_factory=dict)

    def facts_of(self, person: Person | None) -> dict[str, Any]:
        """What the registers know of a person and may fill in. Four queries a person."""
        if person is None:
            return {}
        if person.id not in self._facts:
            told = population.facts_for(person)
            self._facts[person.id] = prefilling.without(told, prefilling.stopped(told, person.id))
        return self._facts[person.id]

    def answers_of(self, person: Person | None) -> dict[str, Any]:
        """The same, with what records of registers answer about the one who files. One to three queries more."""
        if person is None:
            return {}
        if person.id not in self._answers:
            stopped = marks.restricted(person.id, marks.PREFILL)
            told = {} if stopped else registers.answers_for(person.id, on=self.officer.now.date())
            if told:
                self._looked_up(person, "registers")
            values = {source: one.value for source, one in told.items()}
            self._answers[person.id] = values | self.facts_of(person)
        return self._answers[person.id]

    def fill(
        self, typed: Mapping[str, Any], values: Mapping[str, Any], applicant: Person | None
    ) -> dict[str, Any]:
        """Answers that nobody has to type: the prefill of the definition, and known people by block.

        `values` are what expressions see of what was typed.
        """
        found: dict[str, Any] = {}
        for page in self.compiled.pages:
            for item in page.items:
                if isinstance(item, CompiledField) and item.prefills and item.id not in typed:
                    value = self._prefill(item, values, self._about(item, values, applicant))
                    if value is not None:
                        found[item.id] = value
        for block, person in self._blocks(typed, applicant):
            facts = self.facts_of(person)
            for piece, key in BLOCK.items():
                part = self.compiled.fields_by_id.get(f"{block}_{piece}")
                if part is not None and part.id not in typed:
                    value = _piece(part, key, facts)
                    if value is not None:
                        found[part.id] = value
        return found

    def _about(
        self, item: CompiledField, values: Mapping[str, Any], applicant: Person | None
    ) -> dict[str, Any]:
        """The facts of the source that answers a question: records are read for forms that ask for them only."""
        source = own_source(item, values)
        return self.answers_of(applicant) if source in register_answers() else self.facts_of(applicant)

    def _prefill(self, item: CompiledField, values: Mapping[str, Any], facts: Mapping[str, Any]) -> Any:
        source = own_source(item, values)
        value = prefilled(item.field, source, facts)
        if value is None and source is not None and source in facts and item.field.kind == "unit":
            # registers name a home town in words; a form wants the commune
            return asking.commune_called(str(facts[source]), self.officer.now.date()) or None
        return value

    def _blocks(self, typed: Mapping[str, Any], applicant: Person | None) -> Iterator[tuple[str, Person]]:
        """People of the form who are known: a choice names the one who files (`relation: mother`), or a personal
        number was typed."""
        for page in self.compiled.pages:
            for item in page.items:
                if isinstance(item, CompiledGroup):
                    continue
                value = typed.get(item.id)
                if item.field.kind == "choice" and applicant and self.is_person(str(value)):
                    yield str(value), applicant
                elif item.field.kind == "pin" and item.id.endswith("_pin") and isinstance(value, str):
                    person = self._by_pin(value, applicant)
                    if person is not None:
                        yield item.id.removesuffix("_pin"), person

    def _by_pin(self, pin: str, applicant: Person | None) -> Person | None:
        digits = pin.replace(" ", "")
        if applicant and applicant.pin == digits:
            return applicant
        record = population.lookup(digits) if len(digits) == 12 and digits.isdecimal() else None
        if record is None:
            return None
        self._looked_up(record.person, "population")
        return record.person

    def _looked_up(self, person: Person, what: str) -> None:
        audit.log_read(
            self.officer.actor,
            [person.id],
            purpose=f"Tiếp nhận: {self.compiled.definition.name.vi}",
            what=what,
            code="intake",
            at=self.officer.now,
        )

    def is_person(self, block: str) -> bool:
        """Whether fields of this beginning describe a person: a name and a birth date or a number."""
        known = self.compiled.fields_by_id
        return f"{block}_name" in known and (f"{block}_birth_date" in known or f"{block}_pin" in known)

    def in_block(self, name: str) -> bool:
        """Whether a field belongs to a person of the form (`mother_residence` beside `mother_name`)."""
        parts = name.split("_")
        return any(self.is_person("_".join(parts[:end])) for end in range(1, len(parts)))


def _piece(item: CompiledField, key: str, facts: Mapping[str, Any]) -> Any:
    """A fact in the shape that the field wants; None when nothing is known or it does not fit."""
    if item.field.kind == "address":
        unit = facts.get(f"{key}.unit")
        return {"unit": unit, "line": facts.get(f"{key}.line", "")} if unit else None
    value = facts.get(key)
    if isinstance(value, date):
        return value.isoformat()
    options = {option.value for option in item.field.options}
    if options and value not in options:
        return None
    return value or None
