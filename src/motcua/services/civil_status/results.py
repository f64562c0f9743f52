"""Results of civil-status procedures: what is printed and what goes into the registers."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, ResultCase
from motcua.procedures.sources import register_fields
from motcua.records.documents import words
from motcua.records.documents.results import (
    BirthCertificate,
    CivilPerson,
    DeathExtract,
    MaritalStatusCertificate,
    MarriageCertificate,
)
from motcua.records.population.naming import persons_by_pin
from motcua.services.civil_status import extracts, registers

PROOFS = {
    "notice": "Giấy báo tử",
    "court": "Quyết định của Tòa án tuyên bố là đã chết",
    "replacement": "Giấy tờ thay Giấy báo tử",
    "evidence": "Tài liệu, chứng cứ chứng minh sự kiện chết",
}
STATES = {
    "never": "Chưa đăng ký kết hôn với ai",
    "married": "Hiện tại đang có vợ/chồng",
    "divorced": "Đã ly hôn{document}; hiện tại chưa đăng ký kết hôn với ai",
    "widowed": "Có vợ/chồng nhưng đã chết{document}; hiện tại chưa đăng ký kết hôn với ai",
}
"""How the certificate states each case. Source: TT 04/2020/TT-BTP Đ12 and its forms."""


def register() -> None:
    """Offer the builders of this pack, and what its registers change in the population data."""
    results.register("birth-certificate", birth_certificate)
    results.register("death-extract", death_extract)
    results.register("marriage-certificate", marriage_certificate)
    results.register("marital-status-certificate", marital_status_certificate)
    results.register("civil-status-extract", extracts.register_extract)
    results.on_entered("births", registers.child_born)
    results.on_entered("marriages", registers.married)
    results.on_entered("deaths", registers.died)
    results.on_entered("guardianships", registers.guarded)
    results.on_entered("parentages", registers.recognised)
    results.on_entered("civil-status-changes", registers.changed)


def birth_certificate(case: ResultCase) -> Built:
    """Giấy khai sinh, from the declared answers. Source: Luật Hộ tịch 2014 Đ14, TT 04/2020/TT-BTP."""
    answers = case.answers
    born = date.fromisoformat(answers["child_birth_date"])
    place = [answers.get("facility_name", ""), words.address_words(answers.get("birth_unit"), case.on)]
    document = BirthCertificate(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        child=words.civil_person(answers, "child", case.on),
        born_on=born,
        born_on_words=words.date_in_words(born),
        birth_place=", ".join(part for part in place if part),
        registered_on=case.on,
        hometown=words.address_words(answers.get("child_home_town"), case.on),
        mother=words.civil_person(answers, "mother", case.on) if answers.get("mother_name") else None,
        father=words.civil_person(answers, "father", case.on) if answers.get("father_name") else None,
        declarant=_requester(case),
        declarant_paper=_requester_paper(case),
    )
    entry = _kept("births", answers) | {
        "registration_kind": "late" if (case.on - born).days > LATE_BIRTH_DAYS else "on_time",
        "child_birth_words": document.born_on_words,
        "birth_place_words": document.birth_place,
        "home_town_words": document.hometown,
        "requester_relation": answers.get("relation"),
        "requester_paper": document.declarant_paper,
        "paper_number": case.number,
    }
    entry |= _papers({"mother": document.mother, "father": document.father})
    pins = {role: answers.get(f"{role}_pin", "") for role in ("mother", "father", "requester")}
    return Built(document, entry=entry, subjects=persons_by_pin(pins))


LATE_BIRTH_DAYS, LATE_DEATH_DAYS = 60, 15
"""Days within which a birth or death is to be registered. Source: Luật Hộ tịch 2014 Đ15.1, Đ33.1."""


def death_extract(case: ResultCase) -> Built:
    """Trích lục khai tử. Source: Luật Hộ tịch 2014 Đ32-34."""
    answers = case.answers
    died = date.fromisoformat(answers["death_date"])
    residence = answers.get("last_residence")
    deceased = words.civil_person({**answers, "deceased_residence": residence}, "deceased", case.on)
    document = DeathExtract(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        deceased=deceased,
        died_at=_hour(answers.get("death_time", "")) + words.long_day_words(died),
        place=words.address_words(answers.get("death_place"), case.on),
        registered_on=case.on,
        cause=answers.get("death_cause", ""),
        notice=PROOFS.get(answers.get("death_proof", ""), ""),
        declarant=_requester(case),
        declarant_paper=_requester_paper(case),
        register_number=case.number,
    )
    entry = _kept("deaths", answers) | {
        "registration_kind": "late" if (case.on - died).days > LATE_DEATH_DAYS else "on_time",
        "death_date_words": words.date_in_words(died),
        "death_place_words": document.place,
        "deceased_paper": deceased.identity_paper,
        "requester_paper": document.declarant_paper,
        "paper_number": case.number,
    }
    pins = {"deceased": deceased.pin, "requester": answers.get("requester_pin", "")}
    return Built(document, entry=entry, subjects=persons_by_pin(pins))


def marriage_certificate(case: ResultCase) -> Built:
    """Giấy chứng nhận kết hôn. Source: Luật Hộ tịch 2014 Đ17-18."""
    answers = case.answers
    wife = words.civil_person({"woman_sex": "female", **answers}, "woman", case.on)
    husband = words.civil_person({"man_sex": "male", **answers}, "man", case.on)
    document = MarriageCertificate(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        wife=wife,
        husband=husband,
        registered_on=case.on,
    )
    entry = _kept("marriages", answers) | {
        "registration_kind": "new",
        "recognised_on": case.on.isoformat(),
        "paper_number": case.number,
    }
    entry |= _papers({"woman": wife, "man": husband})
    return Built(document, entry=entry, subjects=persons_by_pin({"wife": wife.pin, "husband": husband.pin}))


def marital_status_certificate(case: ResultCase) -> Built:
    """Giấy xác nhận tình trạng hôn nhân. Source: NĐ 123/2015 Đ21-23 (six months, one purpose)."""
    answers = case.answers
    person = words.civil_person(answers, "person", case.on)
    ended = answers.get("end_document", "")
    declared = STATES[answers["marital_state"]].format(document=f" theo {ended}" if ended else "")
    document = MaritalStatusCertificate(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        person=person,
        status=case.officer.get("certified_state") or declared,
        purpose=_purpose(answers),
        valid_until=case.on + relativedelta(months=6),
        residence_period=_residence_period(answers, case.on),
    )
    entry = _kept("marital-status-certificates", answers) | {
        "status": document.status,
        "purpose": document.purpose,
        "residence_period": document.residence_period,
        "valid_until": document.valid_until.isoformat() if document.valid_until else None,
        "paper_number": case.number,
    }
    subjects = persons_by_pin({"person": person.pin})
    return Built(document, entry=entry, subjects=subjects, counts_until=document.valid_until)


def _purpose(answers: Mapping[str, Any]) -> str:
    """The purpose in full: for a marriage the intended spouse is named (NĐ 123/2015 Đ22)."""
    partner = answers.get("partner_name", "")
    return {
        "marry_here": f"Đăng ký kết hôn với ông/bà {partner}",
        "marry_foreigner": f"Đăng ký kết hôn với người nước ngoài, ông/bà {partner}",
        "property": "Mua bán, thế chấp tài sản",
        "other": answers.get("purpose_detail", ""),
    }[answers["purpose"]]


def _residence_period(answers: Mapping[str, Any], on: date) -> str:
    """Where and when the person lived before, when the certificate speaks about that time too."""
    if not answers.get("lived_elsewhere") or not answers.get("former_unit"):
        return ""
    where = words.unit_words(answers["former_unit"], on)
    return f"tại {where} từ {words.day_words(answers['former_from'])} đến {words.day_words(answers['former_until'])}"


def _requester(case: ResultCase) -> str:
    return case.answers.get("requester_name") or case.dossier.applicant_name


def _requester_paper(case: ResultCase) -> str:
    return words.civil_person(case.answers, "requester", case.on).identity_paper


def _hour(entered: str) -> str:
    """`14:30` or `14h30` as `14 giờ 30 phút, `; nothing when the hour is not known."""
    if not entered:
        return ""
    hour, minute = entered.replace("h", ":").split(":")
    return f"{int(hour):02d} giờ {minute} phút, "


def _kept(register: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that the register keeps: those of its fields."""
    fields = register_fields(register) or frozenset()
    return {name: value for name, value in answers.items() if name in fields}


def _papers(people: Mapping[str, CivilPerson | None]) -> dict[str, str]:
    """The identity papers of those whom the certificate names, by the beginning of their fields."""
    return {f"{who}_paper": person.identity_paper for who, person in people.items() if person is not None}
