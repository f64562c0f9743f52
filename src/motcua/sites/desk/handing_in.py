"""A counter entry as a request: who asks, what it costs, who decides, and the submission itself."""

from dataclasses import dataclass
from typing import Any

from motcua.city.agencies import NoCompetentAgency, SeveralCompetent
from motcua.city.models import Person
from motcua.procedures.binding import Context
from motcua.procedures.dossiers.office import Office, office
from motcua.procedures.dossiers.submission import Party, Submission, competent_for, compute_fees
from motcua.records import population
from motcua.sites.desk import counter_papers, standing_in
from motcua.sites.desk.entering import Entry
from motcua.sites.shell.language import say


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee lines as `desk/_fees.html` shows them, and their sum in đồng."""

    lines: list[dict[str, Any]]
    total: int


def fees(entry: Entry) -> Fee:
    """What it costs at the counter, with the reason of each line."""
    case = entry.compiled.case_for(entry.clean, entry.context)
    context = Context(
        today=entry.context.today, channel=entry.channel, applicant=entry.party_facts, case=case.id
    )
    result = compute_fees(entry.compiled, entry.clean, context)
    return Fee([line.as_json() for line in result.lines], result.payer)


def party(entry: Entry, person: Person | None) -> Party:
    """A person as the dossier keeps one; somebody unknown to the register only by name."""
    phone, email = entry.posted.get("phone", "").strip(), entry.posted.get("email", "").strip()
    if person is None:
        unit = entry.posted.get("typed_unit-commune", "")
        return Party(
            name=entry.typed_name,
            unit_code=unit,
            address=entry.posted.get("typed_unit-line", "").strip(),
            phone=phone,
            email=email,
            facts=entry.party_facts,
        )
    return Party(
        name=person.full_name,
        person_id=person.id,
        unit_code=person.unit.code if person.unit else "",
        address=population.one_line(person.unit, person.address_line),
        phone=phone or person.phone,
        email=email or person.email,
        facts=entry.party_facts,
    )


def submission(entry: Entry, *, whole: bool = True) -> Submission:
    """The request as the officer hands it in. Not `whole`: without the authorisation, for whoever only asks the way."""
    authorised = entry.people.get("authorised")
    return Submission(
        id=entry.number,
        version_id=entry.version_id,
        compiled=entry.compiled,
        channel=entry.channel,
        answers=entry.answers,
        papers=counter_papers.given(entry),
        applicant=party(entry, entry.applicant),
        owner=party(entry, entry.owner),
        authorised_id=authorised.id if authorised else None,
        delivery_by=entry.delivery,
        intake_agency_id=entry.officer.post.agency_id,
        known_sources=entry.sources,
        proxy=standing_in.given(entry, entry.officer.now) if whole else None,
    )


def competent(entry: Entry) -> Office | None:
    """Who will decide, as far as the answers tell."""
    if entry.owner is None and not entry.typed_name:
        return None
    try:
        return competent_for(submission(entry, whole=False), entry.clean, entry.officer.now)
    except (NoCompetentAgency, SeveralCompetent, LookupError):
        return None


def competent_words(entry: Entry) -> str:
    found = competent(entry)
    if found is None:
        return say("Chưa xác định", "Not known yet")
    name = say(found.name_vi, found.name_en)
    here = office(entry.officer.post.agency_id)
    serves = here.unit_code and here.unit_code == found.unit_code
    return name if serves else say(f"{name} (tiếp nhận phi địa giới)", f"{name} (taken in here for it)")
