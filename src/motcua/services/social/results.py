"""Results of social protection: decisions on the monthly allowance."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.records.documents import words
from motcua.records.documents.results import Article, CivilPerson, Decision, Result, SocialAllowanceDecision
from motcua.records.population.naming import persons_by_pin
from motcua.services.social.allowances import NoBaseAmount, base_amount, monthly_allowance

DIVISION, DIVISION_HEAD = "Phòng Văn hóa - Xã hội", "Trưởng phòng Văn hóa - Xã hội"
GROUPS = {
    "child": "trẻ em dưới 16 tuổi không có nguồn nuôi dưỡng",
    "student": "người từ đủ 16 đến 22 tuổi không có nguồn nuôi dưỡng, đang tiếp tục đi học",
    "hiv_child": "trẻ em nhiễm HIV thuộc hộ nghèo, hộ cận nghèo",
    "single_parent": "người đơn thân thuộc hộ nghèo đang nuôi con",
    "elderly": "người cao tuổi thuộc hộ nghèo không có người có nghĩa vụ phụng dưỡng",
    "disabled": "người khuyết tật",
    "hiv": "người nhiễm HIV thuộc hộ nghèo không có thu nhập ổn định",
}
LEVELS = {"severe": "nặng", "special": "đặc biệt nặng"}
PAYOUTS = {"post": "nhận tiền tại điểm bưu điện", "home": "nhận tiền tại nhà"}


def register() -> None:
    """Offer the builders of this pack."""
    results.register("allowance-decision", allowance_decision)


def allowance_decision(case: ResultCase) -> Built:
    """Quyết định về trợ cấp xã hội hàng tháng: granted or changed, moved, ended. Source: NĐ 20/2021 Đ5-8.

    Raises CannotBuild when the officer's amount is not base × coefficient of that month.
    """
    person = words.civil_person(case.answers, "beneficiary", case.on)
    kind = case.answers["request"]
    month = _month(case)
    entry: dict[str, Any] = {
        "decision_number": case.number,
        "request": kind,
        "beneficiary_name": person.name,
        "beneficiary_pin": person.pin,
        "beneficiary_birth_date": case.answers.get("beneficiary_birth_date"),
        "beneficiary_residence": case.answers.get("beneficiary_residence"),
        "carer_name": case.answers.get("carer_name"),
        "carer_pin": case.answers.get("carer_pin"),
        "end_reason": case.answers.get("end_reason"),
        "group": case.answers["group"],
        "disability_level": case.answers.get("disability_level"),
        "from_month": month.isoformat(),
    }
    if kind == "end":
        document: Result = _ending(case, person, month)
    else:
        base, percent, amount = _amounts(case, month)
        entry |= {"base": base, "coefficient_percent": percent, "monthly_amount": amount}
        entry |= {
            key: case.answers.get(key) for key in ("payout", "bank_name", "account_number", "account_holder")
        }
        if kind == "move":
            document = _moving(case, person, month, amount)
            entry["new_unit"] = case.answers.get("new_unit")
        else:
            document = _granting(case, person, month, base, percent, amount)
    pins = {"beneficiary": person.pin, "carer": case.answers.get("carer_pin", "")}
    return Built(document, entry=entry, subjects=persons_by_pin(pins))


def _amounts(case: ResultCase, month: date) -> tuple[int, int, int]:
    """Base, coefficient (per cent) and amount of the officer, which must agree with each other."""
    percent, amount = case.officer.get("coefficient_percent"), case.officer.get("monthly_amount")
    if percent is None or amount is None:
        raise CannotBuild(
            "Chưa nhập hệ số và mức trợ cấp hằng tháng.",
            "Coefficient and monthly amount are not entered yet.",
        )
    try:
        base = base_amount(month)
    except NoBaseAmount:
        raise CannotBuild(
            f"Chưa có mức chuẩn trợ cấp của tháng {month:%m/%Y}.",
            f"No base amount is known for {month:%m/%Y}.",
        ) from None
    right = monthly_allowance(base, int(percent))
    if right != int(amount):
        raise CannotBuild(
            f"Mức trợ cấp phải là {words.dong_words(right)} (mức chuẩn {words.dong_words(base)} × hệ số "
            f"{words.decimal_words(int(percent))}), hồ sơ ghi {words.dong_words(int(amount))}.",
            f"The amount must be {right} đồng (base {base} × {int(percent) / 100:g}); the dossier says {amount}.",
        )
    return base, int(percent), right


def _granting(
    case: ResultCase, person: CivilPerson, month: date, base: int, percent: int, amount: int
) -> SocialAllowanceDecision:
    return SocialAllowanceDecision(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        beneficiary=person,
        group=_group(case.answers),
        base_amount=base,
        factor=words.decimal_words(percent),
        monthly_amount=amount,
        from_month=month,
        agency_title=words.head_of_words(case.agency.name_vi),
        bases=_bases(case),
        payer=_payer(case.answers),
        recipients=[DIVISION, "Tổ chức dịch vụ chi trả"],
    )


def _moving(case: ResultCase, person: CivilPerson, month: date, amount: int) -> Decision:
    where = words.unit_words(case.answers.get("new_unit", ""), case.on)
    return _decision(
        case,
        "Về việc chuyển nơi hưởng trợ cấp xã hội hàng tháng",
        f"Chuyển nơi hưởng trợ cấp xã hội hàng tháng của {_named(person)} đến {where}, mức hiện hưởng "
        f"{words.dong_words(amount)}/tháng, kể từ tháng {month:%m} năm {month.year}.",
    )


def _ending(case: ResultCase, person: CivilPerson, month: date) -> Decision:
    reason = case.answers.get("end_reason", "")
    return _decision(
        case,
        "Về việc thôi hưởng trợ cấp xã hội hàng tháng",
        f"Thôi hưởng trợ cấp xã hội hàng tháng đối với {_named(person)} kể từ tháng {month:%m} năm "
        f"{month.year}" + (f". Lý do: {reason}." if reason else "."),
    )


def _decision(case: ResultCase, about: str, first_article: str) -> Decision:
    return Decision(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        about=about,
        issuer_title=words.head_of_words(case.agency.name_vi),
        bases=_bases(case),
        articles=[
            Article(text=first_article),
            Article(
                text=f"{DIVISION} và tổ chức dịch vụ chi trả lập lại danh sách chi trả theo quyết định này."
            ),
            Article(
                text=f"Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng, {DIVISION_HEAD} và "
                "ông/bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này"
            ),
        ],
        recipients=["Như Điều 3", DIVISION],
    )


def _bases(case: ResultCase) -> list[str]:
    return words.bases_words(case.definition.legal_bases, proposed_by=DIVISION_HEAD)


def _month(case: ResultCase) -> date:
    """The month from which the decision counts: as entered, else the month of the decision."""
    entered = case.officer.get("effective_month")
    return (date.fromisoformat(entered) if entered else case.on).replace(day=1)


def _group(answers: Mapping[str, Any]) -> str:
    group = GROUPS[answers["group"]]
    if level := LEVELS.get(answers.get("disability_level", "")):
        group = f"{group} {level}"
    if answers["request"] == "care":
        return (
            f"hộ gia đình nhận chăm sóc, nuôi dưỡng {group}; người chăm sóc: ông/bà {answers['carer_name']}"
        )
    return group


def _payer(answers: Mapping[str, Any]) -> str:
    """Who pays and how, put before `thực hiện qua tài khoản hoặc trực tiếp theo đăng ký`."""
    way = PAYOUTS.get(answers.get("payout", ""))
    if answers.get("payout") == "account":
        way = f"tài khoản số {answers['account_number']}, {answers['bank_name']}"
    return "tổ chức dịch vụ chi trả" + (f" ({way})" if way else "")


def _named(person: CivilPerson) -> str:
    return f"ông/bà {person.name}, sinh ngày {person.birth}, số định danh cá nhân {person.pin}"
