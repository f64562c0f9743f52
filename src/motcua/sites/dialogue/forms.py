"""The forms by which residents send: questions of each form, what was typed, what has to be looked at again."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, QueryDict

from motcua.city import units
from motcua.city.models import Unit
from motcua.exchange.dialogue import masking, offices
from motcua.exchange.dialogue.kinds import Kind, categories, rules
from motcua.exchange.dialogue.places import Point, point_of
from motcua.exchange.dialogue.sending import Message
from motcua.foundation.actor import Actor
from motcua.procedures.catalogue.models import Procedure
from motcua.records import papers
from motcua.records.papers import RefusedFile, StoredFile
from motcua.records.papers.checks import MAX_BYTES
from motcua.sites.portal.places import own_province
from motcua.sites.shell import language
from motcua.sites.shell.fields import Field, Option

SHORTEST = 10
COMPLAINT = "complaint"
PICTURES = ("image/jpeg", "image/png")


@dataclass(slots=True)
class Sent:
    """What a form holds now. `errors` by field; `warnings`: words to think about, `sure` when they were."""

    kind: Kind
    typed: dict[str, str]
    files: list[StoredFile]
    errors: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)
    message: Message | None = None


def blank(kind: Kind, unit_code: str, procedure: str = "") -> Sent:
    """An empty form; the place begins with the resident's own commune."""
    return Sent(kind, {"number": str(uuid.uuid4()), "unit": unit_code, "procedure": procedure}, [])


def read(request: HttpRequest, kind: Kind, by: Actor, at: datetime) -> Sent:
    """Everything that was typed, checked at once; photos are kept at once, so that an error elsewhere loses none."""
    data = request.POST
    names = (
        "number",
        "category",
        "text",
        "unit",
        "place",
        "place-lat",
        "place-lon",
        "about",
        "procedure",
        "sure",
    )
    sent = Sent(kind, {name: data.get(name, "").replace("\x00", "")[:8000] for name in names}, [])
    if kind.kind == "scene":
        sent.files = _files(request, data, by, at, sent.errors)
    unit = _check_place(sent, at)
    category, detail = _check_category(sent)
    text = sent.typed["text"].strip()
    longest = rules().longest_text
    if len(text) < SHORTEST:
        sent.errors["text"] = {
            "vi": f"Hãy viết rõ hơn, ít nhất {SHORTEST} ký tự.",
            "en": f"Please say more, at least {SHORTEST} characters.",
        }
    elif len(text) > longest:
        sent.errors["text"] = {"vi": f"Nhiều nhất {longest} ký tự.", "en": f"At most {longest} characters."}
    point = _check_point(sent)
    procedure = _check_procedure(sent)
    if not sent.errors:
        sent.warnings = [] if sent.typed["sure"] == "yes" else warnings_of(f"{text} {sent.typed['about']}")
    if not sent.errors and not sent.warnings:
        sent.message = Message(
            kind=kind.kind, category=category, detail=detail, text=text, client_id=_number(sent.typed["number"]),
            unit=unit, place=sent.typed["place"].strip()[:200], point=point, about=sent.typed["about"].strip()[:200],
            procedure_code=procedure, language=language.active(), files=sent.files,
        )  # fmt: skip
    return sent


def _number(raw: str) -> uuid.UUID:
    """The number that the form made; a new one where it was spoilt, so that nothing typed is lost for it."""
    try:
        return uuid.UUID(raw)
    except ValueError:
        return uuid.uuid4()


def warnings_of(text: str) -> list[dict[str, str]]:
    """What the writer should think about before sending."""
    found = []
    if masking.speaks_of_complaint(text):
        found.append(
            {
                "vi": "Khiếu nại, tố cáo không gửi ở đây: luật quy định đơn gửi tới cơ quan có thẩm quyền hoặc trình bày "
                "tại buổi tiếp công dân. Nếu đây không phải khiếu nại, tố cáo, bạn vẫn gửi được.",
                "en": "Complaints and denunciations are not sent here: by law they go to the competent body in writing or "
                "at a reception of citizens. If this is neither, you can send it.",
            }
        )
    if words := masking.rude_words(text):
        found.append(
            {
                "vi": f"Có từ ngữ nặng nề (“{words[0]}”). Viết lại nhẹ hơn sẽ được xử lý nhanh hơn.",
                "en": f"There are harsh words (“{words[0]}”). Calm words are dealt with sooner.",
            }
        )
    if kinds := masking.kinds_found(text):
        vi = ", ".join(masking.NAMES[one][0] for one in kinds)
        en = ", ".join(masking.NAMES[one][1] for one in kinds)
        found.append(
            {
                "vi": f"Nội dung có {vi}. Khi công khai, phần này được che; cán bộ xử lý vẫn đọc được.",
                "en": f"There is {en} in the text. It is covered in public; the officer in charge can read it.",
            }
        )
    return found


def fields_of(sent: Sent, at: datetime, *, similar_url: str = "") -> list[Field]:
    """The questions of the form with what was typed. One query for communes where they are asked."""
    typed, errors = sent.typed, sent.errors
    key = sent.kind.kind

    def made(name: str, sort: str, vi: str, en: str, **more: Any) -> Field:
        return Field(
            name, sort, {"vi": vi, "en": en}, value=typed.get(name), error=errors.get(name, ""), **more
        )

    longest = rules().longest_text
    if key == "scene":
        return [
            made("category", "select", "Việc gì?", "What is it about?", options=_categories(sent.kind)),
            made(
                "text", "longtext", "Mô tả", "What do you see?", max_length=longest,
                hint={"vi": "Viết đúng những gì bạn thấy. Không cần ghi tên, số điện thoại của bạn.",
                      "en": "Write what you see. Your name and telephone are not needed."},
            ),
            Field(
                "photos", "file", {"vi": "Ảnh chụp tại chỗ", "en": "Photos of the place"}, required=False, many=True,
                accept="image/jpeg,image/png", error=errors.get("photos", ""),
                hint={"vi": f"Nhiều nhất {rules().photos} ảnh do bạn chụp, chưa chỉnh sửa. Ảnh chỉ được công khai sau khi "
                            "cán bộ che mặt người và biển số xe.",
                      "en": f"At most {rules().photos}, taken by yourself and not edited. They become public only after an "
                            "officer has covered faces and plates."},
                stored=[
                    {"name": one.name, "size": _size(one.size), "url": "", "remove": f"remove-{one.uuid}"}
                    for one in sent.files
                ],
            ),
            made("unit", "unit", "Ở phường, xã nào?", "In which ward or commune?", options=communes(at)),
            made(
                "place", "text", "Chỗ nào?", "Where exactly?", max_length=200,
                example={"vi": "Trước số nhà 12, ngõ 5 phố Chùa Hà", "en": "In front of 12, lane 5, Chùa Hà street"},
            ),
        ]  # fmt: skip
    if key == "regulation":
        return [
            made(
                "category", "choice", "Phản ánh về điều gì?", "What is it about?",
                options=[
                    *(
                        Option(name, {"vi": one.vi, "en": one.en}, {"vi": one.hint_vi, "en": one.hint_en})
                        for name, one in categories(key).items()
                    ),
                    Option(COMPLAINT, {"vi": "Khiếu nại hoặc tố cáo", "en": "A complaint or denunciation"}),
                ],
            ),
            made("about", "text", "Cơ quan hoặc quy định nào?", "Which body or rule?", max_length=200),
            made(
                "procedure", "text", "Mã thủ tục liên quan", "Code of the procedure", required=False, width="10",
                example={"vi": "1.001193", "en": "1.001193"},
            ),
            made("text", "longtext", "Nội dung và kiến nghị của bạn", "What is wrong, what do you propose?", max_length=longest),
        ]  # fmt: skip
    return [
        made(
            "text", "longtext", "Câu hỏi của bạn", "Your question", max_length=longest,
            attributes={
                "hx-get": similar_url, "hx-trigger": "keyup changed delay:600ms", "hx-target": "#gan-giong",
                "hx-swap": "innerHTML",
            } if similar_url else {},
        ),
        made("category", "select", "Lĩnh vực", "Field", options=_categories(sent.kind)),
        made(
            "procedure", "text", "Mã thủ tục", "Code of a procedure", required=False, width="10",
            hint={"vi": "Nếu hỏi về một thủ tục: mã ghi trên trang của thủ tục đó.",
                  "en": "If it is about a procedure: the code on its page."},
        ),
    ]  # fmt: skip


def communes(at: datetime) -> list[Option]:
    """The communes of the city as options. One query."""
    return [Option(unit.code, unit.full_name_vi) for unit in units.communes(own_province(), at.date())]


def _categories(kind: Kind) -> list[Option]:
    options = []
    for key, one in categories(kind.kind).items():
        options.append(Option(key, {"vi": one.vi, "en": one.en}))
        for name, detail in one.details.items():
            label = {"vi": f"{one.vi}: {detail.vi.lower()}", "en": f"{one.en}: {detail.en.lower()}"}
            options.append(Option(f"{key}/{name}", label))
    return options


def _check_category(sent: Sent) -> tuple[str, str]:
    category, _, detail = sent.typed["category"].partition("/")
    known = categories(sent.kind.kind)
    if category == COMPLAINT and sent.kind.kind == "regulation":
        reason = sent.kind.reasons["complaint"]
        sent.errors["category"] = {"vi": reason.way_vi, "en": reason.way_en}
    elif category not in known or (detail and detail not in known[category].details):
        sent.errors["category"] = {"vi": "Hãy chọn một mục.", "en": "Please choose one."}
    return category, detail


def _check_place(sent: Sent, at: datetime) -> Unit | None:
    if sent.kind.kind != "scene":
        return None
    unit = offices.commune(sent.typed["unit"], at)
    if unit is None:
        sent.errors["unit"] = {"vi": "Hãy chọn phường, xã.", "en": "Please choose a ward or commune."}
    if not sent.typed["place"].strip():
        sent.errors["place"] = {"vi": "Hãy cho biết chỗ nào.", "en": "Please say where."}
    return unit


def _check_point(sent: Sent) -> Point | None:
    lat, lon = sent.typed["place-lat"], sent.typed["place-lon"]
    if not (lat.strip() or lon.strip()):
        return None
    point = point_of(lat, lon)
    if point is None:
        sent.errors["place-lat"] = {
            "vi": "Vị trí không nằm trong Việt Nam.",
            "en": "The point is not in Việt Nam.",
        }
    return point


def _check_procedure(sent: Sent) -> str:
    code = sent.typed["procedure"].strip()[:20]
    if code and sent.kind.kind != "scene" and not Procedure.objects.filter(code=code).exists():
        sent.errors["procedure"] = {
            "vi": "Không có thủ tục mang mã này.",
            "en": "No procedure has this code.",
        }
    return code


def _files(
    request: HttpRequest, data: QueryDict, by: Actor, at: datetime, errors: dict[str, Any]
) -> list[StoredFile]:
    """Photos of this and of earlier tries, without those that were taken off; only the sender's own."""
    numbers = []
    for raw in data.getlist("kept")[:20]:
        try:
            numbers.append(uuid.UUID(raw))
        except ValueError:
            continue
    numbers = [one for one in numbers if f"remove-{one}" not in data]
    known = {one.uuid: one for one in StoredFile.objects.filter(uuid__in=numbers, owner_id=by.person_id)}
    files = [known[one] for one in numbers if one in known]
    for upload in request.FILES.getlist("photos"):
        if len(files) >= rules().photos:
            most = rules().photos
            errors["photos"] = {"vi": f"Nhiều nhất {most} ảnh.", "en": f"At most {most} photos."}
            break
        stored, wrong = keep_picture(upload, by, at)
        if wrong is not None:
            errors["photos"] = wrong
        elif stored is not None and all(stored.uuid != one.uuid for one in files):
            files.append(stored)
    return files


def keep_picture(upload: Any, by: Actor, at: datetime) -> tuple[StoredFile | None, dict[str, str] | None]:
    """Keep a photo that somebody uploads, or say what is wrong with it. Papers are not photos."""
    try:
        if upload.size > MAX_BYTES:
            raise RefusedFile("too_big")
        checked = papers.check(upload.read(), upload.name or "")
        if checked.media_type not in PICTURES:
            return None, {
                "vi": f"{upload.name}: hãy chọn ảnh JPG hoặc PNG.",
                "en": f"{upload.name}: JPG or PNG only.",
            }
        stored = papers.store(upload, purpose="other", owner_id=by.person_id, by=by.account_id, at=at)
    except RefusedFile as refusal:
        return None, {"vi": f"{upload.name}: {refusal.vi}", "en": f"{upload.name}: {refusal.en}"}
    return stored, None


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} KB"
