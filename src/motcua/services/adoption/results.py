"""Results of adoption: the certificate, and when the parents report to the commune."""

from datetime import date

from dateutil.relativedelta import relativedelta

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.procedures.sources import register_fields
from motcua.records.documents import words
from motcua.records.documents.results import CivilPerson, Row, Sheet, SheetBlock
from motcua.records.population.naming import persons_by_pin

REPORTS, EVERY_MONTHS = 6, 6
"""Six reports, one every six months for three years. Source: Luật Nuôi con nuôi 2010 Đ23."""


def register() -> None:
    """Offer the builders of this pack."""
    results.register("adoption-certificate", adoption_certificate)


def adoption_certificate(case: ResultCase) -> Built:
    """Giấy chứng nhận nuôi con nuôi. Source: Luật Nuôi con nuôi 2010 Đ22-23; TT 10/2020/TT-BTP.

    Raises CannotBuild when those concerned do not all agree: then the request is refused in writing.
    """
    answers, officer = case.answers, case.officer
    if officer.get("proposal") == "grant" and not officer.get("all_agree"):
        raise CannotBuild(
            "Chưa đủ sự đồng ý của những người liên quan; không cấp được Giấy chứng nhận.",
            "Not everybody concerned agrees; the certificate cannot be issued.",
        )
    child = words.civil_person({"child_nationality": "VN", **answers}, "child", case.on)
    adopters = [("Người nhận con nuôi", words.civil_person(answers, "adopter", case.on))]
    if answers.get("adopts_as") == "couple":
        adopters.append(("Vợ hoặc chồng", words.civil_person(answers, "spouse", case.on)))
    days = report_days(case.on)
    document = Sheet(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        title="Giấy chứng nhận nuôi con nuôi",
        blocks=[
            SheetBlock(heading="Con nuôi", rows=_lines(child)),
            *(SheetBlock(heading=title, rows=_lines(person)) for title, person in adopters),
            SheetBlock(
                paragraphs=[
                    f"Đã ghi vào Sổ đăng ký nuôi con nuôi ngày {words.day_words(case.on)}, số {case.number}.",
                    "Cha mẹ nuôi báo cho Ủy ban nhân dân nơi thường trú về sức khỏe, thể chất, tinh thần và sự "
                    f"hòa nhập của con vào các ngày: {', '.join(words.day_words(day) for day in days)}.",
                ]
            ),
        ],
    )
    fields = register_fields("adoptions") or frozenset()
    entry = {key: value for key, value in answers.items() if key in fields} | {
        "paper_number": case.number,
        "heard_on": officer.get("heard_on"),
        "reports_due": [{"on": day.isoformat()} for day in days],
    }
    pins = {"subject": child.pin} | {
        role: answers.get(f"{key}_pin", "")
        for role, key in (("adopter", "adopter"), ("adopter_spouse", "spouse"))
    }
    return Built(document, entry=entry, subjects=persons_by_pin(pins))


def report_days(registered_on: date) -> list[date]:
    """The days by which the parents tell the commune how the child is."""
    return [registered_on + relativedelta(months=EVERY_MONTHS * n) for n in range(1, REPORTS + 1)]


def _lines(person: CivilPerson) -> list[Row]:
    told = (
        ("Họ, chữ đệm, tên", person.name.upper()),
        ("Ngày, tháng, năm sinh", person.birth),
        ("Giới tính", person.sex),
        ("Quốc tịch", person.nationality),
        ("Nơi cư trú", person.residence),
        ("Giấy tờ tùy thân", person.identity_paper),
    )
    return [Row(label=label, value=value) for label, value in told if value]
