"""What has been entered on the counter's screen so far, and what follows from it. Nothing is written here."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict

from motcua.city.agencies import NoCompetentAgency, SeveralCompetent
from motcua.city.models import Person
from motcua.foundation import audit
from motcua.procedures import forms
from motcua.procedures.applicant import applicant_facts
from motcua.procedures.binding import Context
from motcua.procedures.compile import CompiledField, CompiledProcedure
from motcua.procedures.compiled import CompiledGroup
from motcua.procedures.definition import Field as Question
from motcua.procedures.definition import Text
from motcua.procedures.dossiers.office import Office, office
from motcua.procedures.dossiers.submission import GivenPaper, Party, Submission, competent_for, compute_fees
from motcua.records import population
from motcua.records.papers.models import StoredFile
from motcua.sites.desk import asking, wording
from motcua.sites.desk.officer import Officer
from motcua.sites.desk.showing import own_source, prefilled
from motcua.sites.desk.tickets import Ticket
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.language import pick, say

CHANNELS = ("counter", "postal")
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
KEEPABLE = frozenset({"text", "address", "unit", "choice"})
"""Kinds of answers that may be the same for many people: the hospital, its address."""
ROWS = 4
"""Rows of a repeated group that are on the screen from the start."""


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee lines as `desk/_fees.html` shows them, and their sum in đồng."""

    lines: list[dict[str, Any]]
    total: int


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
    _facts: dict[int, dict[str, Any]] = field(default_factory=dict)

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
        self.__dict__.pop("_known", None)

    def facts_of(self, person: Person | None) -> dict[str, Any]:
        """What the registers know of a person. One query a person."""
        if person is None:
            return {}
        if person.id not in self._facts:
            self._facts[person.id] = population.facts_for(person)
        return self._facts[person.id]

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
        typed = dict(self._typed())
        return {**self._fill(typed), **typed}

    def _typed(self) -> Iterator[tuple[str, Any]]:
        for item in self._items():
            if isinstance(item, CompiledGroup):
                rows = [
                    asking.read(
                        [(one, f"{item.group.id}.{number}.{one.id}") for one in item.fields], self.posted
                    )
                    for number in range(self._rows(item))
                ]
                if any(rows):
                    yield item.group.id, rows
            else:
                value = asking.read_one(item.field, item.id, self.posted)
                if value not in (None, "", []):
                    yield item.id, value

    def _fill(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """Answers that nobody has to type: the prefill of the definition, and known people by block."""
        fields = self.compiled.fields_by_id
        found = {name: value for name, value in self.kept.items() if name in fields and name not in typed}
        values = self.compiled.values(self._right(typed), self.context)
        for item in self._items():
            if isinstance(item, CompiledField) and item.prefills and item.id not in typed:
                facts = self.facts_of(self.applicant)
                source = own_source(item, values)
                value = prefilled(item.field, source, facts)
                if value is None and source in facts and item.field.kind == "unit":
                    # registers name a home town in words; a form wants the commune
                    value = asking.commune_called(str(facts[source]), self.officer.now.date()) or None
                if value is not None:
                    found[item.id] = value
        for block, person in self._blocks(typed):
            facts = self.facts_of(person)
            for piece, key in BLOCK.items():
                part = self.compiled.fields_by_id.get(f"{block}_{piece}")
                if part is not None and part.id not in typed:
                    value = _piece(part, key, facts)
                    if value is not None:
                        found[part.id] = value
        return found

    def _blocks(self, typed: Mapping[str, Any]) -> Iterator[tuple[str, Person]]:
        """People of the form who are known: a choice names the one who files (`relation: mother`), or a personal
        number was typed."""
        for item in self._items():
            if isinstance(item, CompiledGroup):
                continue
            value = typed.get(item.id)
            if item.field.kind == "choice" and self._is_person(str(value)) and self.applicant:
                yield str(value), self.applicant
            elif item.field.kind == "pin" and item.id.endswith("_pin") and isinstance(value, str):
                person = self._by_pin(value)
                if person is not None:
                    yield item.id.removesuffix("_pin"), person

    def _by_pin(self, pin: str) -> Person | None:
        digits = pin.replace(" ", "")
        if self.applicant and self.applicant.pin == digits:
            return self.applicant
        record = population.lookup(digits) if len(digits) == 12 and digits.isdigit() else None
        if record is None:
            return None
        self._looked_up(record.person)
        return record.person

    def _looked_up(self, person: Person) -> None:
        audit.log_read(
            self.officer.actor,
            [person.id],
            purpose=f"Tiếp nhận: {self.compiled.definition.name.vi}",
            what="population",
            at=self.officer.now,
        )

    def _items(self) -> Iterator[CompiledField | CompiledGroup]:
        for page in self.compiled.pages:
            yield from page.items

    def _rows(self, item: CompiledGroup) -> int:
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

    def pages(self, faults: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The form's pages one under the other, each with its fields."""
        asked, titles = self.asked(), {page.id: page.title for page in self.compiled.definition.form.pages}
        typed = dict(self._typed())
        shown = []
        for page in self.compiled.pages:
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
            rows = self.answers.get(item.group.id) or []
            for number in range(self._rows(item)):
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
        filled = item.id in self.answers and (item.id not in typed or self._as_known(item.id))
        made = self._field(item, item.id, self.answers.get(item.id), faults)
        yield {
            "f": made,
            "path": item.id,
            "shown": item.id in asked,
            "filled": filled,
            "leads": item.id in self.leading,
            "keepable": item.field.kind in KEEPABLE
            and not item.field.prefill
            and not self._in_block(item.id),
            "kept": item.id in self.kept,
        }

    @cached_property
    def _known(self) -> dict[str, Any]:
        """What would stand in the fields if nobody had typed anything but choices and numbers."""
        leads = {"choice", "pin"}
        fields = self.compiled.fields_by_id
        return self._fill(
            {
                name: value
                for name, value in self._typed()
                if name in fields and fields[name].field.kind in leads
            }
        )

    def _as_known(self, name: str) -> bool:
        """Whether an answer came back as it had been filled in; then it stays out of the way."""
        value = self.clean.get(name, self.answers.get(name))
        return value is not None and value in (self._known.get(name), self.kept.get(name))

    def _is_person(self, block: str) -> bool:
        """Whether fields of this beginning describe a person: a name and a birth date or a number."""
        known = self.compiled.fields_by_id
        return f"{block}_name" in known and (f"{block}_birth_date" in known or f"{block}_pin" in known)

    def _in_block(self, name: str) -> bool:
        """Whether a field belongs to a person of the form (`mother_residence` beside `mother_name`)."""
        parts = name.split("_")
        return any(self._is_person("_".join(parts[:end])) for end in range(1, len(parts)))

    @cached_property
    def leading(self) -> set[str]:
        """Fields on whose answers other questions, papers or fees depend: after them the page asks again."""
        definition = self.compiled.definition
        pages = definition.form.pages
        written = [
            *(page.when for page in pages),
            *(one.when for page in pages for one in page.fields),
            *(group.when for page in pages for group in page.groups),
            *(one.when for page in pages for group in page.groups for one in group.fields),
            *(one.when for one in definition.components),
            *(one.when for one in definition.cases),
            *(str(text) for fee in definition.fees for text in (fee.when, fee.amount)),
            *(one.when for fee in definition.fees for one in fee.free_when),
        ]
        named = set(re.findall(r"[a-z][a-z0-9_]*", " ".join(text for text in written if text)))
        blocks = {
            item.id
            for item in self._items()
            if isinstance(item, CompiledField)
            and any(self._is_person(option.value) for option in item.field.options)
        }
        pins = {name for name in self.compiled.fields_by_id if name.endswith("_pin")}
        groups = {item.group.id for item in self._items() if isinstance(item, CompiledGroup)}
        return named & (set(self.compiled.fields_by_id) | groups) | blocks | pins

    def to_keep(self) -> dict[str, Any]:
        """The answers whose pin is set, as clean values."""
        return {name: self.clean[name] for name in self.posted.getlist("keep") if name in self.clean}

    def _field(self, item: CompiledField, name: str, answer: Any, faults: Mapping[str, Any]) -> Field:
        return asking.field_for(
            item.field,
            name,
            answer,
            self.officer.now.date(),
            error=asking.error_of(faults, name),
            required=item.required is not False,
        )

    def fillable(self) -> dict[str, Field]:
        """Fields that stand empty on the screen and can be filled from the registers now."""
        typed = dict(self._typed())
        return {
            item.id: self._field(item, item.id, self.answers[item.id], {})
            for item in self._items()
            if isinstance(item, CompiledField) and item.id not in typed and item.id in self.answers
        }

    def _needed(self) -> tuple[forms.PaperNeeded, ...]:
        return forms.components_needed(self.compiled, self.clean, self.sources, self.context)

    def wanted(self) -> set[str]:
        return {need.paper.id for need in self._needed()}

    def known_papers(self) -> set[str]:
        return {need.paper.id for need in self._needed() if need.known_from}

    def papers(self, faults: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Every paper of the procedure; those that this case does not want are hidden."""
        needed = {need.paper.id: need for need in self._needed()}
        numbers = [one for kept in self.ticket.files.values() for one in kept]
        files = {str(one.uuid): one for one in StoredFile.objects.filter(uuid__in=numbers)} if numbers else {}
        rows = []
        for item in self.compiled.papers:
            paper, need = item.paper, needed.get(item.paper.id)
            name = f"paper.{paper.id}"
            rows.append(
                {
                    "id": paper.id,
                    "name": name,
                    "label": paper.name,
                    "shown": need is not None,
                    "known": need.known_from if need else None,
                    "source": wording.SOURCES.get((need.known_from if need else "") or "", ""),
                    "show_only": paper.show_only,
                    "required": need.required if need else item.required is True,
                    "given": bool(self.posted.get(name)) or bool(self.ticket.files.get(paper.id)),
                    "originals": self.posted.get(f"{name}.originals", str(paper.originals)),
                    "copies": self.posted.get(f"{name}.copies", str(paper.copies)),
                    "files": [files[one] for one in self.ticket.files.get(paper.id, []) if one in files],
                    "error": faults.get(f"papers.{paper.id}"),
                }
            )
        return rows

    def _given(self) -> tuple[GivenPaper, ...]:
        """The papers that were handed in; those answered by data are left to the data."""
        given = []
        for item in self.compiled.papers:
            paper, name = item.paper, f"paper.{item.paper.id}"
            files = tuple(UUID(one) for one in self.ticket.files.get(paper.id, []))
            if files or self.posted.get(name):
                given.append(
                    GivenPaper(
                        paper.id,
                        "shown" if paper.show_only and not files else "scan",
                        files,
                        originals=_count(self.posted.get(f"{name}.originals", ""), paper.originals),
                        copies=_count(self.posted.get(f"{name}.copies", ""), paper.copies),
                    )
                )
        return tuple(given)

    def fees(self) -> Fee:
        """What it costs at the counter, with the reason of each line."""
        case = self.compiled.case_for(self.clean, self.context)
        context = Context(
            today=self.context.today, channel=self.channel, applicant=self.party_facts, case=case.id
        )
        result = compute_fees(self.compiled, self.clean, context)
        return Fee([line.as_json() for line in result.lines], result.payer)

    def party(self, person: Person | None) -> Party:
        """A person as the dossier keeps one; somebody unknown to the register only by name."""
        phone, email = self.posted.get("phone", "").strip(), self.posted.get("email", "").strip()
        if person is None:
            unit = self.posted.get("typed_unit-commune", "")
            return Party(
                name=self.typed_name,
                unit_code=unit,
                address=self.posted.get("typed_unit-line", "").strip(),
                phone=phone,
                email=email,
                facts=self.party_facts,
            )
        return Party(
            name=person.full_name,
            person_id=person.id,
            unit_code=person.unit.code if person.unit else "",
            address=population.one_line(person.unit, person.address_line),
            phone=phone or person.phone,
            email=email or person.email,
            facts=self.party_facts,
        )

    def submission(self) -> Submission:
        """The request as the officer hands it in."""
        authorised = self.people.get("authorised")
        return Submission(
            id=self.number,
            version_id=self.version_id,
            compiled=self.compiled,
            channel=self.channel,
            answers=self.answers,
            papers=self._given(),
            applicant=self.party(self.applicant),
            owner=self.party(self.owner),
            authorised_id=authorised.id if authorised else None,
            delivery_by=self.delivery,
            intake_agency_id=self.officer.post.agency_id,
            known_sources=self.sources,
        )

    def competent(self) -> Office | None:
        """Who will decide, as far as the answers tell."""
        if self.owner is None and not self.typed_name:
            return None
        try:
            return competent_for(self.submission(), self.clean, self.officer.now)
        except (NoCompetentAgency, SeveralCompetent, LookupError):
            return None

    def competent_words(self) -> str:
        found = self.competent()
        if found is None:
            return say("Chưa xác định", "Not known yet")
        name = say(found.name_vi, found.name_en)
        here = office(self.officer.post.agency_id)
        serves = here.unit_code and here.unit_code == found.unit_code
        return name if serves else say(f"{name} (tiếp nhận phi địa giới)", f"{name} (taken in here for it)")

    def address_field(self) -> Field:
        """Where somebody unknown to the register lives."""
        question = Question(id="typed_unit", kind="address", label=Text(vi="Nơi cư trú", en="Residence"))
        answer = asking.read_one(question, "typed_unit", self.posted)
        return asking.field_for(question, "typed_unit", answer, self.officer.now.date(), required=False)

    def error_list(self, faults: Mapping[str, Any]) -> list[dict[str, str]]:
        """The faults for the summary at the top, each with a link to its field."""
        anchors = {one["f"].name: one["f"].anchor for page in self.pages(faults) for one in page["fields"]}
        rows = []
        for path, fault in faults.items():
            words = pick({"vi": fault[0], "en": fault[1]}) if isinstance(fault, tuple) else pick(fault)
            name = path.removesuffix(".unit").removesuffix(".line")
            label = next(
                (one.field.label for key, one in self.compiled.fields_by_id.items() if key == name), None
            )
            href = f"#{anchors.get(name, 'paper-' + path.removeprefix('papers.') if path.startswith('papers.') else 'nguoi')}"
            rows.append({"href": href, "text": f"{pick(label)}: {words}" if label else words})
        return rows


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


def _count(raw: str, usual: int) -> int:
    """A number of sheets as typed; what the definition wants when it is none."""
    return min(int(raw), 99) if raw.strip().isdigit() else usual
