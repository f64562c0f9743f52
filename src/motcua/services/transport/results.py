"""Results of transport procedures: the permit to use part of a street for a while."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.records.documents import words
from motcua.records.documents.forms import Party
from motcua.records.documents.results import PavementPermit
from motcua.records.population.naming import persons_by_pin

USES = {
    "funeral": "tổ chức đám tang",
    "wedding": "tổ chức đám cưới",
    "event": "tổ chức hoạt động văn hóa, thể thao, sự kiện",
    "material": "trung chuyển vật liệu xây dựng",
    "parking": "điểm giữ xe phục vụ sự kiện",
}
PARTS = {"pavement": "hè phố", "carriageway": "lòng đường"}
CONDITIONS = (
    "Chỉ sử dụng đúng vị trí, diện tích, mục đích và thời hạn ghi trong giấy phép;",
    "Bảo đảm an toàn giao thông, lối đi cho người đi bộ và xe ưu tiên;",
    "Giữ vệ sinh môi trường, không làm hư hỏng công trình đường bộ;",
)


def register() -> None:
    """Offer the builders of this pack."""
    results.register("pavement-permit", pavement_permit)


def pavement_permit(case: ResultCase) -> Built:
    """Văn bản cấp phép sử dụng tạm thời lòng đường, vỉa hè. Source: NĐ 165/2024/NĐ-CP Đ21."""
    answers = case.answers
    first, last = (date.fromisoformat(answers[key]) for key in ("first_day", "last_day"))
    if last < first:
        raise CannotBuild(
            "Ngày kết thúc trước ngày bắt đầu sử dụng; cần yêu cầu bổ sung hoặc từ chối.",
            "The last day lies before the first; ask for a correction or refuse.",
        )
    owner = Party(
        name=answers["applicant_name"],
        identifier=answers.get("applicant_pin", ""),
        address=words.civil_person(answers, "applicant", case.on).residence or case.dossier.address,
        phone=answers.get("applicant_phone", ""),
    )
    place = words.address_words(answers["place"], case.on)
    hours = answers.get("hours_of_day", "")
    left = answers.get("left_for_walkers_dm")
    document = PavementPermit(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        owner=owner,
        purpose=USES[answers["use"]],
        place=place,
        area=_area(answers),
        valid_from=first,
        valid_to=last,
        width_left=f"{words.decimal_words(int(left) * 10)} m" if left else "",
        fee=case.dossier.fee_total,
        conditions=[*([f"Chỉ sử dụng trong khung giờ: {hours};"] if hours else []), *CONDITIONS],
        bases=words.bases_words(case.definition.legal_bases),
    )
    entry = {
        "permit_number": case.number,
        "applicant_name": owner.name,
        "applicant_pin": owner.identifier,
        "use": answers["use"],
        "place": answers["place"],
        "place_words": place,
        "part": list(answers["part"]),
        "length_m": answers["length_m"],
        "width_dm": answers["width_dm"],
        "left_for_walkers_dm": left,
        "first_day": answers["first_day"],
        "last_day": answers["last_day"],
        "hours_of_day": hours,
    }
    subjects = persons_by_pin({"applicant": owner.identifier})
    return Built(document, entry=entry, subjects=subjects, counts_from=first, counts_until=last)


def _area(answers: Mapping[str, Any]) -> str:
    """`15 m² (6 m × 2,5 m), hè phố`: metres along the street by decimetres across."""
    length, width = int(answers["length_m"]), int(answers["width_dm"])
    size = f"{length} m × {words.decimal_words(width * 10)} m"
    parts = " và ".join(PARTS[part] for part in answers["part"])
    return f"{words.decimal_words(length * width * 10)} m² ({size}), {parts}"
