"""Who stands before the page, and what the city already knows of that person."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render

from motcua.city import identities
from motcua.city.mandates.scope import Power, Right
from motcua.city.models import Account, Organisation, Person
from motcua.foundation.actor import Actor
from motcua.procedures.applicant import applicant_facts
from motcua.procedures.compile import CompiledProcedure
from motcua.procedures.dossiers.submission import Party
from motcua.procedures.sources import OF_A_RELATIVE, OF_THE_HEAD, RELATIVES, register_answers
from motcua.records import population, registers
from motcua.records.population import household
from motcua.records.registers.answering import Answered
from motcua.records.subject_requests import prefilling
from motcua.sites.portal import for_organisation
from motcua.sites.portal.assisted import helper as acting
from motcua.sites.portal.assisted.helper import Helper

PREFILL = {
    "applicant.full_name": "population.full_name",
    "applicant.pin": "population.pin",
    "applicant.birth_date": "population.birth_date",
    "applicant.sex": "population.sex",
    "applicant.nationality": "population.nationality_code",
    "applicant.ethnic_group": "population.ethnic_code",
    "applicant.phone": "population.phone",
    "applicant.email": "population.email",
    "population.birth_place": "population.birth_place",
    "population.home_town": "population.hometown",
    "population.marital_status": "population.marital_status",
    "population.married": "population.married",
    "population.residence_unit": "population.residence.unit",
}
"""Where a definition's prefill source is found among the facts of `records.population`."""
STATE_IN_FORMS = {population.CitizenRecord.MaritalStatus.SINGLE: "never"}
"""Forms ask whether somebody ever married; the register says single."""


@dataclass(frozen=True, slots=True)
class Resident:
    """A signed-on person, and the organisation acted for, if any.

    With a `helper`, account and person are the client's and somebody else sits at the keyboard.
    """

    account: Account
    person: Person
    organisation: Organisation | None
    helper: Helper | None = None
    right: Right | None = None

    @property
    def actor(self) -> Actor:
        """Who does it: the helper where there is one, and then for whom; the organisation acted for."""
        if self.helper is not None:
            return self.helper.actor
        organisation = self.organisation.pk if self.organisation else None
        return Actor(
            "resident",
            self.account.pk,
            self.person.pk,
            self.person.full_name,
            for_organisation_id=organisation,
        )

    @property
    def sees_all(self) -> bool:
        """Whether everything of the organisation may be seen, its papers too."""
        return self.right is not None and self.right.reach("see") is None

    def require(self, power: Power, procedure: str, field: str) -> None:
        """Raises for_organisation.Stopped when the person acts for an organisation and not for this. No query."""
        for_organisation.require(self.right, power, procedure, field)


@dataclass(frozen=True, slots=True)
class Known:
    """What the registers say: first values by prefill source, facts for conditions, sources that stand in for papers.

    `relatives`: the numbers (`Person.pk`) of father, mother and spouse, as far as they are known. `updated`: when their
    records and one's own (`self`) were last written. `registered`: the records of registers behind values, by source.
    """

    prefill: dict[str, Any]
    applicant: dict[str, Any]
    sources: frozenset[str]
    party: Party
    owner: Party
    relatives: dict[str, int]
    updated: dict[str, datetime] = field(default_factory=dict)
    registered: dict[str, Answered] = field(default_factory=dict)

    def relatives_behind(self, sources: Collection[str]) -> list[int]:
        """Whose data these prefill sources show, besides one's own. One query when records of registers are shown."""
        names = {source.removeprefix("population.").partition("_")[0] for source in sources}
        shown = {person for name, person in self.relatives.items() if name in names}
        named = registers.people_behind(self.registered[one] for one in sources if one in self.registered)
        return sorted((shown | named) - {self.party.person_id})


type View = Callable[..., HttpResponseBase]


def resident_only(view: View) -> View:
    """Visitors go to sign on and come back; officers go to their desk; partner systems find nothing."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
            return redirect_to_login(back, settings.LOGIN_URL)
        if acting.named(request):
            held = acting.of(request)
            if held is None:
                return acting.over(request)
            if not acting.open_here(request):
                return render(request, "assisted/closed.html", status=403)
            acting.note_look(request, held)
        if stop := stopped(request):
            if request.method == "POST" and (keep := getattr(view, "keep_typed", None)):
                keep(request, *args, **kwargs)
            return stop
        resident = current(request)
        if resident is None:
            if kwargs or not request.user.is_officer:
                raise Http404
            return HttpResponseRedirect(settings.OFFICER_HOME)
        request.resident = resident  # type: ignore[attr-defined]
        try:
            return view(request, *args, **kwargs)
        except for_organisation.Stopped as reason:
            return for_organisation.page(request, reason)

    return guarded


def stopped(request: HttpRequest) -> HttpResponse | None:
    """The page for somebody whose right to act for the organisation of this session has ended. At most two queries."""
    user = request.user
    if not user.is_authenticated or user.kind != Account.Kind.RESIDENT or user.organisation_id is None:
        return None
    if user.person is None or for_organisation.right_of(request, user) is not None:
        return None
    return for_organisation.page(request, for_organisation.Stopped("over"))


def current(request: HttpRequest) -> Resident | None:
    """The resident of this request; None for visitors, officers and partners, and for whoever no longer acts for the
    organisation of the session. One or two queries, two more for an organisation.

    On the pages that open for helpers, the client whom the session acts for.
    """
    held = acting.of(request)
    if held is not None:
        # elsewhere neither the client nor oneself: two people's matters never stand on one page
        return Resident(held.account, held.client, None, held.helper) if acting.open_here(request) else None
    user = request.user
    if not user.is_authenticated or user.kind != Account.Kind.RESIDENT or user.person is None:
        return None
    if user.organisation is None:
        return Resident(user, user.person, None)
    right = for_organisation.right_of(request, user)
    return Resident(user, user.person, user.organisation, right=right) if right is not None else None


HEAD = "population.head_"


def known_of(resident: Resident, on: date, compiled: CompiledProcedure | None = None) -> Known:
    """Look the person up in the city's registers; their own data, so nothing is logged. Eight queries.

    Whoever asked that forms are not filled with their data is left out of first values, oneself and relatives.

    Up to four more when the form is given and asks about the head of the household, or what a register answers: records
    are read for forms that ask for them only.
    """
    person = identities.as_today(resident.person)
    facts = population.facts_for(person)
    asked = sources_of(compiled) if compiled is not None else frozenset()
    if any(source.startswith(HEAD) for source in asked):
        facts |= household.head_facts(person, facts)
    unit = facts.get("population.residence.unit", "")
    line = facts.get("population.residence.line", "")
    registered = registers.answers_for(person.pk, on=on) if asked & register_answers().keys() else {}
    sources = population.sources_for(person.pk, on=on)
    applicant = applicant_facts(
        person.full_name,
        on=on,
        kind="organisation" if resident.organisation else "citizen",
        pin=person.pin,
        birth_date=person.birth_date,
        sex=person.sex,
        nationality=facts.get("population.nationality_code", "VN"),
        residence_unit=unit,
        sources=sources,
    )
    address = facts.get("population.residence", "")
    party = Party(
        name=person.full_name,
        person_id=resident.person.pk,
        unit_code=unit,
        address=address,
        phone=person.phone,
        email=person.email or resident.account.email,
        facts=applicant,
    )
    named = (*RELATIVES, "head")
    unasked = prefilling.stopped(facts, person.pk)
    if prefilling.SELF in unasked:
        registered, line = {}, ""
    told = prefilling.without(facts, unasked)
    relatives = {who: told[key] for who in named if (key := f"population.{who}.person_id") in told}
    prefill = {source: one.value for source, one in registered.items()}
    prefill |= _prefill(resident, told, "" if prefilling.SELF in unasked else unit, line)
    written = {"self": "population.updated_at"} | {who: f"population.{who}.updated_at" for who in named}
    updated = {who: facts[key] for who, key in written.items() if key in facts}
    return Known(prefill, applicant, sources, party, _owner(resident, party), relatives, updated, registered)


def sources_of(compiled: CompiledProcedure) -> frozenset[str]:
    """Every source that a form would be filled from."""
    return frozenset(source for item in compiled.fields_by_id.values() for source, _ in item.prefills)


def _prefill(resident: Resident, facts: dict[str, Any], unit: str, line: str) -> dict[str, Any]:
    values = {source: facts[key] for source, key in PREFILL.items() if facts.get(key) not in (None, "")}
    if unit:
        values["population.residence"] = {"unit": unit, "line": line}
    for who in RELATIVES:
        for what in OF_A_RELATIVE:
            source = f"population.{who}_{what}"
            if what == "residence" and (home := facts.get(f"{source}.unit")):
                values[source] = {"unit": home, "line": facts.get(f"{source}.line", "")}
            elif what != "residence" and facts.get(source) not in (None, ""):
                values[source] = facts[source]
    for source in (f"{HEAD}{what}" for what in OF_THE_HEAD):
        if facts.get(source) not in (None, ""):
            values[source] = facts[source]
    state = values.get("population.marital_status")
    if state in STATE_IN_FORMS:
        values["population.marital_status"] = STATE_IN_FORMS[state]
    organisation = resident.organisation
    if organisation is not None:
        values["organisation.name"] = organisation.name
        values["organisation.tax_code"] = organisation.number
        if organisation.unit is not None:
            values["organisation.address"] = {
                "unit": organisation.unit.code,
                "line": organisation.address_line,
            }
    return values


def _owner(resident: Resident, party: Party) -> Party:
    """The organisation acted for owns the dossier; else the person does."""
    organisation = resident.organisation
    if organisation is None:
        return party
    return Party(
        name=organisation.name,
        person_id=resident.person.pk,
        organisation_id=organisation.pk,
        unit_code=organisation.unit.code if organisation.unit else party.unit_code,
        address=organisation.address_line or party.address,
        phone=party.phone,
        email=party.email,
        facts=party.facts,
    )
