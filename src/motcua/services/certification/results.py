"""Results of certification: the testimony behind a scanned paper, the testimony of a signature."""

from datetime import datetime

from motcua.foundation.worktime import VN
from motcua.procedures.certification import rules
from motcua.procedures.dossiers import results
from motcua.procedures.dossiers.papers_made import next_number
from motcua.procedures.dossiers.results import Built, CannotBuild, ResultCase
from motcua.records import papers
from motcua.records.documents import words
from motcua.records.documents.results import CopyTestimony, SignatureTestimony
from motcua.records.population.naming import persons_by_pin

KINDS = {
    "authorisation": "Giấy ủy quyền",
    "personal_history": "Sơ yếu lý lịch",
    "undertaking": "Giấy cam đoan, cam kết",
    "foreign": "Giấy tờ bằng tiếng nước ngoài",
    "other": "Văn bản",
}


def register() -> None:
    """Offer the builders of this pack."""
    results.register("certified-copy", certified_copy)
    results.register("certified-signature", certified_signature)


def certified_copy(case: ResultCase) -> Built:
    """Bản sao chứng thực: the scanned pages, then the testimony. Source: NĐ 23/2015 Đ20, NĐ 45/2020 Đ10.

    Without a scan only a paper copy can be certified: the testimony is printed and bound to the photocopy.
    """
    answers = case.answers
    originals = answers.get("originals") or []
    electronic = answers.get("copy_form") == "electronic"
    scans = results.handed_in(case.dossier, "original")
    if electronic and not scans:
        raise CannotBuild(
            "Chưa có bản chụp của bản chính nên chưa lập được bản sao điện tử.",
            "The original has not been scanned yet: an electronic copy cannot be made.",
        )
    numbers = _numbers(case, len(originals))
    names = [str(paper["title"]) for paper in originals]
    pages = sum(scan.pages for scan in scans) or sum(int(paper["pages"]) for paper in originals)
    number, book = ", ".join(numbers), _book(case, "SCT/BS")
    document = CopyTestimony(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        certified_at=case.at,
        place=f"trụ sở {case.agency.name_vi}",
        certifier=case.signer.name,
        certifier_post=words.post_words(case.signer.post, case.agency.name_vi),
        paper_name="; ".join(names),
        pages=pages,
        number=number,
        book=book,
        electronic=electronic,
        fee=case.dossier.fee_total,
    )
    entry = {
        "certification_kind": "copy",
        "book": book,
        "numbers": number,
        "who": answers.get("applicant_name", ""),
        "paper": "; ".join(names),
        "paper_count": len(originals),
        "papers": [
            {"number": taken, **{key: paper[key] for key in ("title", "pages", "copies")}}
            for taken, paper in zip(numbers, originals, strict=True)
        ],
        "electronic": electronic,
        "certifier": case.signer.name,
        "certifier_post": case.signer.post,
        "authority": case.signer.authority,
        "certified_at": case.at.isoformat(),
        "fee": case.dossier.fee_total,
        "scans": " ".join(scan.sha256 for scan in scans),
    }
    before = tuple(papers.content(scan) for scan in scans)
    return Built(document, before=before, entry=entry, subjects=_applicant(case))


def certified_signature(case: ResultCase) -> Built:
    """Lời chứng chứng thực chữ ký. Source: NĐ 23/2015 Đ23-26; Đ10: hour and place outside the office."""
    answers = case.answers
    pin = answers.get("signer_pin", "")
    signer = words.civil_person(answers, "signer", case.on)
    number, book = _numbers(case, 1)[0], _book(case, "SCT/CK,ĐC")
    away = bool(answers.get("away"))
    place = (
        words.address_words(answers.get("away_address"), case.on) if away else f"trụ sở {case.agency.name_vi}"
    )
    scans = results.handed_in(case.dossier, "paper_to_sign")
    document = SignatureTestimony(
        head=case.head,
        signer=case.signer,
        qr=case.check_url,
        check_url=case.check_url,
        certified_at=_signed_at(case),
        place=place,
        certifier=case.signer.name,
        certifier_post=words.post_words(case.signer.post, case.agency.name_vi),
        person=signer.name,
        person_paper=signer.identity_paper,
        signed_before="tôi",
        number=number,
        book=book,
    )
    entry = {
        "certification_kind": "signature",
        "book": book,
        "numbers": number,
        "who": signer.name,
        "who_pin": pin,
        "signing_way": answers.get("signing_way", ""),
        "paper": answers.get("paper_title", ""),
        "paper_kind": KINDS.get(answers.get("paper_kind", ""), ""),
        "paper_count": answers.get("paper_count", 1),
        "place": place,
        "interpreter": answers.get("interpreter_name", ""),
        "certifier": case.signer.name,
        "certifier_post": case.signer.post,
        "authority": case.signer.authority,
        "certified_at": document.certified_at.isoformat(),
        "fee": case.dossier.fee_total,
        "scans": " ".join(scan.sha256 for scan in scans),
    }
    before = tuple(papers.content(scan) for scan in scans)
    return Built(document, before=before, entry=entry, subjects=persons_by_pin({"applicant": pin}))


def _signed_at(case: ResultCase) -> datetime:
    """The moment of signing; outside the office the officer enters hour and minute (NĐ 23/2015 Đ10)."""
    return rules.signed_when(str(case.officer.get("signed_at") or ""), case.at.astimezone(VN))


def _numbers(case: ResultCase, count: int) -> list[str]:
    """The number of the dossier and, as each paper has its own, the next ones. None is taken for a preview.

    Source: TT 01/2020/TT-BTP Đ4 (three papers are three numbers; copies of one paper share it).
    """
    if not case.number:
        return [""] * count
    numbering = case.definition.result.numbering
    more = (next_number(case.agency, numbering.series, numbering.symbol, case.on) for _ in range(count - 1))
    return [number.split("/", 1)[0] for number in (case.number, *more)]


def _book(case: ResultCase, symbol: str) -> str:
    """The volume of the certification book of the year: `01/2026-SCT/BS`."""
    return rules.book_text(1, case.on.year, symbol)


def _applicant(case: ResultCase) -> dict[str, int]:
    person = case.dossier.owner_id or case.dossier.applicant_id
    return {"applicant": person} if person else {}
