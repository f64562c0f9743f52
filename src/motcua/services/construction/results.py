"""Results of construction procedures: the permit, what it allows and on which conditions."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.results import Built, ResultCase
from motcua.records import papers
from motcua.records.documents import words
from motcua.records.documents.forms import Party
from motcua.records.documents.results import ConstructionPermit
from motcua.records.population.naming import persons_by_pin

CONDITIONS = (
    "Chịu trách nhiệm nếu xâm phạm quyền hợp pháp của các chủ sở hữu liền kề;",
    "Thực hiện đúng pháp luật về đất đai, xây dựng và Giấy phép xây dựng này;",
    "Thông báo ngày khởi công, treo biển báo và xuất trình giấy phép theo quy định;",
    "Đề nghị điều chỉnh giấy phép trước khi thay đổi thiết kế khác giấy phép.",
)
"""What every permit asks of its owner. Source: form of the permit, NĐ 175/2024/NĐ-CP, Phụ lục II."""
KINDS = {"house": "Nhà ở riêng lẻ", "works": "Công trình cấp III, cấp IV không theo tuyến"}


def register() -> None:
    """Offer the builders of this pack."""
    results.register("building-permit", building_permit)


def building_permit(case: ResultCase) -> Built:
    """Giấy phép xây dựng, with the approved drawings behind it when they were handed in as files.

    Source: Luật Xây dựng 2014 Đ90; NĐ 175/2024/NĐ-CP.
    """
    answers, officer = case.answers, case.officer
    owner = Party(
        name=answers["owner_name"],
        identifier=answers.get("owner_pin", ""),
        address=words.address_words(answers.get("owner_address"), case.on),
        phone=answers.get("owner_phone", ""),
    )
    parcel, footprint, floors = (int(answers[key]) for key in ("parcel_area", "footprint", "floor_area"))
    site = words.address_words(answers["site_address"], case.on)
    lot = f"Thửa đất số {answers['parcel_number']}, tờ bản đồ số {answers['map_sheet']}"
    document = ConstructionPermit(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        use=f"Sử dụng cho {_lower_first(KINDS[answers['building_kind']])}",
        owner=owner,
        work=KINDS[answers["building_kind"]],
        site=site,
        lot=lot,
        lot_area=f"{parcel} m²",
        land_paper=f"Giấy chứng nhận số phát hành {answers['land_certificate']}",
        design=_design(answers),
        designer=answers.get("designer", ""),
        ground_level=_ground_level(officer.get("ground_level_cm")),
        setback="theo bản vẽ mặt bằng kèm theo",
        density=f"{_ratio(footprint * 100, parcel, '0.1')}%",
        land_use_factor=f"{_ratio(floors, parcel, '0.01')} lần",
        floor_area=f"{footprint} m²",
        total_area=f"{floors} m²",
        height=f"{words.decimal_words(int(answers['height_cm']))} m",
        storeys=_storeys(int(answers["storeys"]), int(answers.get("basements") or 0)),
        conditions=list(CONDITIONS),
    )
    drawings = results.handed_in(case.dossier, "drawings")
    entry = {
        "permit_number": case.number,
        "owner_name": owner.name,
        "owner_pin": owner.identifier,
        "owner_address": answers.get("owner_address"),
        "kind": answers["building_kind"],
        "unit_code": answers["site_address"].get("unit"),
        "site": answers["site_address"],
        "site_words": site,
        "parcel_number": answers["parcel_number"],
        "map_sheet": answers["map_sheet"],
        "land_certificate": answers["land_certificate"],
        "parcel_area_m2": parcel,
        "footprint_m2": footprint,
        "floor_area_m2": floors,
        "height_cm": answers["height_cm"],
        "storeys": answers["storeys"],
        "basements": answers.get("basements", 0),
        "designer": answers.get("designer"),
        "designer_certificate": answers.get("designer_certificate"),
        "ground_level_cm": officer.get("ground_level_cm"),
        "visited_on": officer.get("visited_on"),
        "start_before_months": 12,
        "drawings": " ".join(file.sha256 for file in drawings),
    }
    after = tuple(papers.content(file) for file in drawings)
    return Built(
        document,
        after=after,
        paper="Giấy phép xây dựng",
        entry=entry,
        subjects=persons_by_pin({"owner": owner.identifier}),
    )


def _design(answers: Mapping[str, Any]) -> str:
    """What the permit is given for: the sealed drawings, their author's licence, the approved project."""
    parts = ["bản vẽ kèm theo"]
    if certificate := answers.get("designer_certificate"):
        parts.append(f"chứng chỉ hành nghề số {certificate}")
    if decision := answers.get("project_decision"):
        parts.append(f"dự án phê duyệt tại {decision}")
    return ", ".join(parts)


def _ground_level(cm: int | None) -> str:
    """Height of the ground floor against the pavement, entered in cm."""
    if cm is None:
        return "theo bản vẽ kèm theo"
    if cm == 0:
        return "bằng cao độ vỉa hè"
    return f"{'cao' if cm > 0 else 'thấp'} hơn vỉa hè {words.decimal_words(abs(cm))} m"


def _storeys(storeys: int, basements: int) -> str:
    above = f"{storeys:02d} tầng" if storeys < 10 else f"{storeys} tầng"
    return above + (f" và {basements:02d} tầng hầm" if basements else "")


def _ratio(part: int, whole: int, step: str) -> str:
    """`part / whole` rounded half up to `step`, with the Vietnamese comma and no trailing zero."""
    value = (Decimal(part) / Decimal(whole)).quantize(Decimal(step), ROUND_HALF_UP)
    return f"{value.normalize():f}".replace(".", ",")


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
