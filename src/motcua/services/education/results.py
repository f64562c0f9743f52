"""Results of education procedures: the decision on tuition."""

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.records.documents import words
from motcua.records.documents.results import TuitionExemptionDecision
from motcua.records.population.naming import persons_by_pin

DIVISION, DIVISION_HEAD = "Phòng Văn hóa - Xã hội", "Trưởng phòng Văn hóa - Xã hội"
GROUNDS = {
    "merit": "người có công với cách mạng, thân nhân của người có công với cách mạng",
    "disabled": "người học khuyết tật",
    "no_support": "người học không có nguồn nuôi dưỡng, mồ côi cả cha lẫn mẹ",
    "poor_minority": "người dân tộc thiểu số thuộc hộ nghèo, hộ cận nghèo",
    "after_lower_secondary": "người tốt nghiệp trung học cơ sở học tiếp lên trình độ trung cấp",
    "heavy_trade": "người học ngành nghề nặng nhọc, độc hại, nguy hiểm hoặc nghệ thuật truyền thống",
    "remote_minority": "người dân tộc thiểu số ở vùng có điều kiện kinh tế - xã hội đặc biệt khó khăn",
    "work_accident": "con của người bị tai nạn lao động hoặc mắc bệnh nghề nghiệp được hưởng trợ cấp",
}


def register() -> None:
    """Offer the builders of this pack."""
    results.register("tuition-decision", tuition_decision)


def tuition_decision(case: ResultCase) -> Built:
    """Quyết định miễn, giảm học phí. Source: NĐ 238/2025/NĐ-CP Đ15-19.

    Raises CannotBuild without the officer's amount, or when it is more than the tuition itself.
    """
    answers, officer = case.answers, case.officer
    monthly, months = officer.get("monthly_relief"), officer.get("months")
    if monthly is None or months is None:
        raise CannotBuild(
            "Chưa nhập số tiền miễn giảm và số tháng.",
            "The relief and the number of months are not entered yet.",
        )
    if int(monthly) > int(answers["monthly_tuition"]):
        raise CannotBuild(
            "Số tiền miễn giảm mỗi tháng lớn hơn học phí mỗi tháng.", "The relief is more than the tuition."
        )
    learner = words.civil_person(answers, "learner", case.on)
    percent = answers.get("reduction_percent")
    kind = f"giảm {percent}% học phí" if answers["relief"] == "reduction" else "miễn học phí"
    total = int(monthly) * int(months)
    document = TuitionExemptionDecision(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        pupil=learner,
        school=answers["school_name"],
        class_name=f"{answers['class_name']}, ngành {answers['major']}",
        school_year=answers["school_year"],
        kind=kind,
        ground=GROUNDS[answers["ground"]],
        amount_text=f"{words.dong_words(int(monthly))}/tháng trong {months} tháng, cả năm học "
        f"{words.dong_words(total)}",
        agency_title=words.head_of_words(case.agency.name_vi),
        bases=words.bases_words(case.definition.legal_bases, proposed_by=DIVISION_HEAD),
        recipients=[DIVISION, answers["school_name"]],
    )
    entry = {
        "decision_number": case.number,
        "learner_name": learner.name,
        "learner_pin": learner.pin,
        "learner_birth_date": answers.get("learner_birth_date"),
        "learner_residence": answers.get("learner_residence"),
        "school_name": answers["school_name"],
        "class_name": answers.get("class_name"),
        "major": answers.get("major"),
        "enrolled_on": answers.get("enrolled_on"),
        "school_level": answers["school_level"],
        "school_year": answers["school_year"],
        "relief": answers["relief"],
        "ground": answers["ground"],
        "reduction_percent": percent,
        "monthly_relief": int(monthly),
        "months": int(months),
        "total": total,
        "bank_name": answers.get("bank_name"),
        "account_number": answers.get("account_number"),
    }
    return Built(document, entry=entry, subjects=persons_by_pin({"learner": learner.pin}))
