"""Results of civil-status procedures: what is printed and what goes into the registers."""

from datetime import date

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, ResultCase
from motcua.records.documents.results import BirthCertificate
from motcua.services.civil_status.people import address_words, civil_person, date_in_words


def register() -> None:
    """Offer the builders of this pack."""
    results.register("birth-certificate", birth_certificate)


def birth_certificate(case: ResultCase) -> Built:
    """Giấy khai sinh, from the declared answers. Source: Luật Hộ tịch 2014 Đ14, TT 04/2020/TT-BTP."""
    answers = case.answers
    born = date.fromisoformat(answers["child_birth_date"])
    document = BirthCertificate(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        child=civil_person(answers, "child", case.on),
        born_on=born,
        born_on_words=date_in_words(born),
        birth_place=", ".join(
            part for part in (answers.get("facility_name", ""), address_words(answers.get("birth_unit"), case.on)) if part
        ),
        registered_on=case.on,
        mother=civil_person(answers, "mother", case.on) if answers.get("mother_name") else None,
        father=civil_person(answers, "father", case.on) if answers.get("father_name") else None,
        declarant=case.dossier.applicant_name,
    )
    entry = {key: value for key, value in answers.items() if key.startswith(("child_", "birth_", "mother_", "father_"))}
    return Built(document, entry=entry, subjects=_parents(answers))


def _parents(answers) -> dict[str, int]:
    from motcua.city.models import Person

    pins = {role: answers.get(f"{role}_pin", "") for role in ("mother", "father")}
    known = dict(Person.objects.filter(pin__in=[pin for pin in pins.values() if pin]).values_list("pin", "id"))
    return {role: known[pin] for role, pin in pins.items() if pin in known}
