"""What has been entered on the counter's screen so far: the people, what was posted, and the answers that follow.

How it is shown is in `counter_questions` and `counter_papers`, how it is handed in in `handing_in`. Nothing is written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict

from motcua.city.models import Person
from motcua.procedures import forms
from motcua.procedures.applicant import applicant_facts
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledField, CompiledProcedure
from motcua.procedures.compiled import CompiledGroup
from motcua.records import population
from motcua.sites.desk import asking
from motcua.sites.desk.brought import Brought
from motcua.sites.desk.known_people import KnownPeople
from motcua.sites.desk.officer import Officer
from motcua.sites.desk.tickets import Ticket
from motcua.sites.shell.fields import Option

CHANNELS = ("counter", "postal")
ROWS = 4
"""Rows of a repeated group that are on the screen from the start."""


@dataclass
class Entry:
    """One screen of the counter: the people, what was posted, and the procedure."""

    number: UUID
    version_id: int
    compiled: CompiledProcedure
    officer: Officer
    ticket: Ticket
    people: dict[str, Person]
    posted: QueryDict
    kept: Mapping[str, Any] = field(default_factory=dict)
    brought: Brought | None = None

    @cached_property
    def known_people(self) -> KnownPeople:
        return KnownPeople(self.compiled, self.officer)

    @property
    def applicant(self) -> Person | None:
        return self.people.get("applicant")

    @property
    def owner(self) -> Person | None:
        """The owner is who files, unless another one was chosen."""
        return self.people.get("owner") or self.applicant

    @property
    def typed_name(self) -> str:
        """Somebody whom the register does not know is named by hand."""
        return " ".join(self.posted.get("typed_name", "").split())

    @property
    def phone(self) -> str:
        """Where messages go: as typed, else what the register knows."""
        return self.posted.get("phone", "").strip() or (self.applicant.phone if self.applicant else "")

    @property
    def channel(self) -> str:
        if self.brought is not None and self.brought.channel:
            return self.brought.channel
        chosen = self.posted.get("channel", "")
        return chosen if chosen in CHANNELS else CHANNELS[0]

    @property
    def delivery_choices(self) -> list[Option]:
        labels = {
            "counter": {"vi": "Nhận tại quầy", "en": "At the counter"},
            "post": {"vi": "Qua bưu chính", "en": "By post"},
            "online": {"vi": "Bản điện tử", "en": "Electronically"},
        }
        return [Option(way, labels[way]) for way in labels if way in self.compiled.definition.result.delivery]

    @property
    def delivery(self) -> str:
        ways = [option.value for option in self.delivery_choices]
        chosen = self.posted.get("delivery", "")
        return chosen if chosen in ways else ways[0]

    def choose(self, role: str, person_id: int) -> None:
        """Put a person who was just found into a role."""
        self.ticket.people[role] = person_id
        person = Person.objects.select_related("unit").filter(id=person_id).first()
        if person is not None:
            self.people[role] = person
        self.__dict__.pop("answers", None)
        self.__dict__.pop("clean", None)
        self.__dict__.pop("known", None)

    @cached_property
    def sources(self) -> frozenset[str]:
        """Registers that stand in for the owner's papers."""
        return (
            population.sources_for(self.owner.id, on=self.officer.now.date()) if self.owner else frozenset()
        )

    @cached_property
    def party_facts(self) -> dict[str, Any]:
        """What expressions know of the owner."""
        owner, today = self.owner, self.officer.now.date()
        if owner is None:
            return applicant_facts(self.typed_name, on=today)
        return applicant_facts(
            owner.full_name,
            on=today,
            pin=owner.pin,
            birth_date=owner.birth_date,
            sex=owner.sex,
            residence_unit=owner.unit.code if owner.unit else "",
            sources=self.sources,
        )

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What was posted, with empty fields filled from the registers where they know."""
        typed = dict(self.typed())
        return {**self.fill(typed), **typed}

    def typed(self) -> Iterator[tuple[str, Any]]:
        """What was posted, by field or group; empty ones are left out."""
        for item in self.items():
            if isinstance(item, CompiledGroup):
                rows = [
                    asking.read(
                        [(one, f"{item.group.id}.{number}.{one.id}") for one in item.fields], self.posted
                    )
                    for number in range(self.rows_of(item))
                ]
                if any(rows):
                    yield item.group.id, rows
            else:
                value = asking.read_one(item.field, item.id, self.posted)
                if value not in (None, "", []):
                    yield item.id, value

    def fill(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Answers that nobody has to type: those kept from the dossier before, and those of known people."""
        fields = self.compiled.fields_by_id
        kept = {name: value for name, value in self.kept.items() if name in fields and name not in typed}
        values = self.compiled.values(self._right(typed), self.context)
        return {**kept, **self.known_people.fill(typed, values, self.applicant)}

    def items(self) -> Iterator[CompiledField | CompiledGroup]:
        for page in self.compiled.pages:
            yield from page.items

    def rows_of(self, item: CompiledGroup) -> int:
        """How many rows of a group are on the screen: all that were posted, and some room."""
        assert item.group.repeat is not None
        return min(item.group.repeat.max, ROWS)

    @cached_property
    def clean(self) -> dict[str, Any]:
        """The answers that are right so far."""
        return self._right(self.answers)

    def _right(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        return forms.validate(
            self.compiled,
            answers,
            today=self.officer.now.date(),
            partial=True,
            channel=self.channel,
            applicant=self.party_facts,
        ).clean

    @property
    def context(self) -> Context:
        return Context(today=self.officer.now.date(), channel=self.channel, applicant=self.party_facts)

    def asked(self) -> set[str]:
        """Ids of the questions that are asked, given the answers so far."""
        return set(self.compiled.visible_fields(self.clean, self.context))

    @cached_property
    def known(self) -> dict[str, Any]:
        """What would stand in the fields if nobody had typed anything but choices and numbers."""
        leads = {"choice", "pin"}
        fields = self.compiled.fields_by_id
        return self.fill(
            {
                name: value
                for name, value in self.typed()
                if name in fields and fields[name].field.kind in leads
            }
        )

    def as_known(self, name: str) -> bool:
        """Whether an answer came back as it had been filled in; then it stays out of the way."""
        value = self.clean.get(name, self.answers.get(name))
        return value is not None and value in (self.known.get(name), self.kept.get(name))

    def to_keep(self) -> dict[str, Any]:
        """The answers whose pin is set, as clean values."""
        return {name: self.clean[name] for name in self.posted.getlist("keep") if name in self.clean}
