"""Results of business registration: the certificate of a household business."""

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, ResultCase
from motcua.records.documents import words
from motcua.records.documents.results import HouseholdBusinessCertificate, Row
from motcua.records.population.naming import persons_by_pin
from motcua.services.business import registers

PREFIX = "Hộ kinh doanh"


def register() -> None:
    """Offer the builders of this pack."""
    results.register("household-business-certificate", household_business_certificate)
    results.on_entered("household-businesses", registers.business_founded)


def household_business_certificate(case: ResultCase) -> Built:
    """Giấy chứng nhận đăng ký hộ kinh doanh. Source: NĐ 168/2025/NĐ-CP Đ82-91.

    The code of the business is the owner's personal number, which is the tax code as well.
    """
    answers = case.answers
    owner = words.civil_person(answers, "owner", case.on)
    address = words.address_words(answers["office_address"], case.on)
    name = full_name(answers["business_name"])
    members = answers.get("members") or []
    document = HouseholdBusinessCertificate(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        number=f"{owner.pin} (vào sổ số {case.number})" if case.number else owner.pin,
        first_registered_on=case.on,
        name=name,
        address=address,
        lines=[Row(label=trade["sector_name"], value=trade["sector_code"]) for trade in answers["sectors"]],
        capital=int(answers["capital"]),
        owner=owner,
        phone=answers.get("owner_phone", ""),
        email=answers.get("owner_email", ""),
        members=[
            f"{member['member_name']}, số định danh cá nhân {member['member_pin']}" for member in members
        ],
    )
    entry = {
        "certificate_number": case.number,
        "tax_code": owner.pin,
        "name": name,
        "office": answers["office_address"],
        "office_words": address,
        "owner_name": owner.name,
        "owner_pin": owner.pin,
        "owner_birth_date": answers.get("owner_birth_date"),
        "owner_residence": answers.get("owner_residence"),
        "owner_phone": answers.get("owner_phone"),
        "capital": answers["capital"],
        "workers": answers.get("workers"),
        "start_date": answers.get("start_date"),
        "bookkeeping": answers.get("bookkeeping"),
        "sectors": [dict(trade) for trade in answers["sectors"]],
        "members": [dict(member) for member in members],
    }
    pins = {"owner": owner.pin} | {f"member{i}": m["member_pin"] for i, m in enumerate(members, 1)}
    return Built(document, entry=entry, subjects=persons_by_pin(pins))


def full_name(own_name: str) -> str:
    """The words "Hộ kinh doanh" and the own name, once, whatever was typed (NĐ 168/2025 Đ88)."""
    plain = own_name.strip()
    if plain.casefold().startswith(PREFIX.casefold()):
        plain = plain[len(PREFIX) :].strip()
    return f"{PREFIX} {plain}"
