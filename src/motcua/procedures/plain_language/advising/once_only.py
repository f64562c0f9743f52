"""Ask once: what the city knows is proposed, what data prove is not asked for as paper, what nobody uses is not asked."""

import re
from collections.abc import Iterator

from motcua.foundation.text import fold

from ...definition import ProcedureDefinition
from ...sheet import SHEET
from .advice import Advice, Asked, Mend, path_of, questions, text

OWN = re.compile(r"^(?:applicant|requester|owner|my|own)_|^(?:full_name|name|pin|phone|email|address)$")
"""Ids under which forms ask the person about themselves."""
BY_KIND = {
    "person_name": "applicant.full_name", "pin": "applicant.pin", "phone": "applicant.phone",
    "email": "applicant.email", "address": "population.residence", "ethnic_group": "applicant.ethnic_group",
}  # fmt: skip
BIRTH = re.compile(r"ngay sinh|sinh ngay")
PAPERS = (
    (r"can cuoc|chung minh nhan dan|ho chieu|giay to tuy than", "population.identity"),
    (r"ho khau|noi cu tru|thuong tru|tam tru", "population.residence"),
    (r"khai sinh", "civil_status.birth"),
    (r"chung tu\b|khai tu|trich luc khai tu", "civil_status.death"),
    (r"tinh trang hon nhan", "civil_status.marital_status"),
    (r"ket hon", "civil_status.marriage"),
    (r"bao hiem y te", "health.insurance_card"),
    (r"quyen su dung dat", "land.certificate"),
    (r"giay phep xay dung", "construction.permit"),
    (r"dang ky (?:ho )?kinh doanh|dang ky doanh nghiep", "business.registration"),
    (r"ho ngheo|can ngheo", "social.poor_household"),
    (r"khuyet tat", "social.disability"),
    (r"nguoi co cong", "social.merit"),
    (r"ly lich tu phap", "judicial.record"),
)
NO_PAPER_OF_DATA = re.compile(
    r"to khai|ban cam ket|ly hon|huy viec|uy quyen|cua ben chuyen|cua nguoi chiu trach nhiem"
)
"""Words of papers that only mention what registers know: a declaration, a divorce that was never entered here; or that
are of somebody else than the owner, for whom alone registers are asked."""
CERTIFIED = re.compile(r"chung thuc|cong chung")
NAMES = re.compile(r"[a-z][a-z0-9_]*")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
CONTACT = frozenset({"phone", "email"})


def on_once_only(definition: ProcedureDefinition) -> Iterator[Advice]:
    """Advice on prefilling, on papers, and on questions that nothing reads."""
    for asked in questions(definition):
        yield from _prefill(asked)
    yield from _papers(definition)
    yield from _unused(definition)


def _prefill(asked: Asked) -> Iterator[Advice]:
    field = asked.field
    repeated = asked.group is not None and asked.group.repeat is not None
    if field.prefill or field.value or repeated or not OWN.search(field.id):
        return
    source = BY_KIND.get(field.kind)
    if field.kind == "date" and BIRTH.search(fold(field.label.vi)):
        source = "applicant.birth_date"
    if source is None:
        return
    yield Advice(
        "should", "ONCE_PREFILL", asked.path, asked.where,
        text("Thành phố đã biết câu trả lời: bắt gõ lại là hỏi hai lần (NĐ 61/2018, nguyên tắc khai một lần).",
             "The city knows the answer: typing it again is asking twice (NĐ 61/2018, ask once)."),
        text(f"Điền sẵn từ {source}; người dân xem và sửa được.",
             f"Fill it in from {source}; the person sees and may correct it."),
        Mend((*asked.at, "prefill"), source),
    )  # fmt: skip


def _papers(definition: ProcedureDefinition) -> Iterator[Advice]:
    for i, paper in enumerate(definition.components):
        at = ("components", i)
        where = text(f"Giấy tờ “{paper.name.vi}”", f'Paper "{paper.name.en}"')
        plain = fold(paper.name.vi)
        source = next((source for words, source in PAPERS if re.search(words, plain)), None)
        if NO_PAPER_OF_DATA.search(plain):
            source = None
        if source is not None and not paper.satisfied_by:
            yield Advice(
                "must", "ONCE_PAPER", path_of(at), where,
                text("Dữ liệu của thành phố có thể thay giấy này; không được yêu cầu nộp khi đã khai thác được"
                     " (NQ 66.7/2025/NQ-CP).",
                     "Data of the city can stand in for this paper; it may not be asked for then (NQ 66.7/2025)."),
                text(f"Nối với nguồn {source}: chỉ hỏi khi dữ liệu không có.",
                     f"Connect it with {source}: it is asked only where data do not answer."),
                Mend((*at, "satisfied_by"), [source]),
            )  # fmt: skip
        if CERTIFIED.search(plain):
            yield Advice(
                "could", "PAPER_CERTIFIED", path_of((*at, "name")), where,
                text("Đòi bản sao chứng thực khiến người dân đi thêm một lần.",
                     "A certified copy costs people another way."),
                text("Nhận bản chụp và đối chiếu bản chính khi trả kết quả.",
                     "Take a plain copy and look at the original when the result is handed over."),
            )  # fmt: skip


def _unused(definition: ProcedureDefinition) -> Iterator[Advice]:
    """Questions that no condition, fee, paper, step or line of the result reads. A pack's template reads by code."""
    if definition.result.template != SHEET:
        return
    read = set(NAMES.findall(" ".join(QUOTED.sub(" ", source) for source in _sources(definition))))
    read.add(definition.competent.by)
    for asked in questions(definition):
        name = (
            asked.group.id if asked.group is not None and asked.group.repeat is not None else asked.field.id
        )
        if name in read or asked.field.id in read or asked.field.kind in CONTACT:
            continue
        yield Advice(
            "could", "QUESTION_UNUSED", asked.path, asked.where,
            text("Không điều kiện, phí, giấy tờ, bước hay kết quả nào dùng câu trả lời.",
                 "No condition, fee, paper, step or result uses the answer."),
            text("Bỏ câu hỏi, hoặc đưa câu trả lời vào kết quả nếu cán bộ cần đọc.",
                 "Drop it, or put the answer into the result if it is needed."),
        )  # fmt: skip


def _sources(definition: ProcedureDefinition) -> Iterator[str]:
    """All expressions of a definition, and the names by which steps ask for places."""
    for page in definition.form.pages:
        yield page.when or ""
        for group in page.groups:
            yield group.when or ""
    for asked in questions(definition):
        field = asked.field
        yield from (field.when or "", str(field.required), field.value or "")
        yield from (option.when or "" for option in field.options)
        if field.prefill and not isinstance(field.prefill, str):
            yield from (one.when or "" for one in field.prefill)
    for check in definition.form.checks:
        yield check.holds
    yield from (case.when or "" for case in definition.cases)
    for paper in definition.components:
        yield from (paper.when or "", str(paper.required))
    for fee in definition.fees:
        yield from (fee.when or "", str(fee.amount), *(one.when for one in fee.free_when))
    parts = [definition.workflow.steps, *(part.steps for part in definition.workflow.parts.values())]
    for step in (step for steps in parts for step in steps.values()):
        yield from (action.when or "" for action in step.next)
        for opinion in step.opinions:
            yield from (opinion.when or "", opinion.by or "")
        yield (step.consult.by or "") if step.consult else ""
    if definition.result.layout is not None:
        layout = definition.result.layout
        yield from re.findall(r"\{\{(.*?)\}\}", layout.title.vi)
        for block in layout.blocks:
            yield from (
                block.when or "",
                *(line.value for line in block.lines),
                *(line.when or "" for line in block.lines),
            )
            for words in (block.heading, block.text):
                yield from re.findall(r"\{\{(.*?)\}\}", words.vi) if words else ()
