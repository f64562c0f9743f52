"""What the forms of this room ask, and reading what was posted."""

from datetime import datetime
from typing import Any

from django.http import QueryDict

from motcua.foundation.identifiers import PinKind, parse_pin
from motcua.procedures.catalogue.models import Procedure
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.typed import boxes

LONGEST = 200
NEEDED = {"vi": "Mục này cần được trả lời.", "en": "This is needed."}
BAD_PIN = {
    "vi": "Số định danh gồm 12 chữ số, ghi trên thẻ căn cước.",
    "en": "12 digits, as on the identity card.",
}
BAD_DAY = {"vi": "Ngày này không có thật.", "en": "There is no such day."}


def pin_of(post: QueryDict, at: datetime) -> str:
    """A personal number of 12 digits as it should be, or nothing."""
    read = parse_pin(post.get("pin", "")[:40], at.date())
    return read.value or "" if read.kind == PinKind.PIN else ""


def procedures() -> list[Option]:
    """Everything, or one of the procedures that can be filed here. One query."""
    rows = Procedure.objects.filter(executable=True, internal=False).order_by("name_vi")
    everything = Option("", {"vi": "Mọi thủ tục", "en": "Every procedure"})
    return [everything] + [
        Option(one.code, {"vi": one.name_vi, "en": one.name_en or one.name_vi}) for one in rows
    ]


def client_fields(post: QueryDict | None = None) -> dict[str, Field]:
    """Who is to be helped, what for, and how that person agreed."""
    said: Any = post if post is not None else QueryDict()
    return {
        "pin": Field(
            "pin", "pin", {"vi": "Số định danh cá nhân", "en": "Personal number"}, value=said.get("pin", "")
        ),
        "name": Field(
            "name",
            "text",
            {"vi": "Họ, chữ đệm và tên", "en": "Full name"},
            value=said.get("name", ""),
            max_length=LONGEST,
            autocomplete="off",
        ),
        "born": Field("born", "date", {"vi": "Ngày sinh", "en": "Date of birth"}, value=boxes(said, "born")),
        "purpose": Field(
            "purpose",
            "text",
            {"vi": "Hỗ trợ việc gì?", "en": "What is it about?"},
            value=said.get("purpose", ""),
            max_length=LONGEST,
            why={
                "vi": "Người dân sẽ đọc được dòng này ở mục “Ai đã xem dữ liệu của tôi”.",
                "en": "The resident can read this line under “Who looked at my data”.",
            },
            example={"vi": "Đăng ký khai sinh cho cháu", "en": "Registering a birth"},
        ),
        "consent": Field(
            "consent",
            "choice",
            {"vi": "Người dân đồng ý thế nào?", "en": "How did the resident agree?"},
            value=said.get("consent", ""),
            options=[
                Option(
                    "spoken",
                    {"vi": "Đồng ý bằng lời, có mặt tại đây", "en": "Spoken, present here"},
                    {
                        "vi": "Đã nghe rõ: ai giúp, để làm gì, dữ liệu nào được dùng, dừng lúc nào cũng được.",
                        "en": "Told who helps, what for, which data are used, and that it can stop at any time.",
                    },
                ),
                Option(
                    "paper",
                    {"vi": "Có văn bản đồng ý", "en": "A paper of consent"},
                    {"vi": "Chụp kèm bên dưới.", "en": "Attach a picture below."},
                ),
            ],
        ),
        "scan": Field(
            "scan",
            "file",
            {"vi": "Ảnh văn bản đồng ý", "en": "Picture of the consent"},
            required=False,
        ),
    }


def relative_fields(post: QueryDict | None = None) -> dict[str, Field]:
    """Whom somebody lets act, for what and until when. One query for the procedures."""
    said: Any = post if post is not None else QueryDict()
    return {
        "pin": Field(
            "pin",
            "pin",
            {"vi": "Số định danh của người thân", "en": "Your relative's personal number"},
            value=said.get("pin", ""),
        ),
        "relation": Field(
            "relation",
            "text",
            {"vi": "Người ấy là gì của bạn?", "en": "Who is it to you?"},
            value=said.get("relation", ""),
            required=False,
            max_length=60,
            example={"vi": "Con gái", "en": "Daughter"},
        ),
        "procedure": Field(
            "procedure",
            "select",
            {"vi": "Được làm thay việc gì?", "en": "For what?"},
            value=said.get("procedure", ""),
            required=False,
            options=procedures(),
        ),
        "until": Field("until", "date", {"vi": "Đến hết ngày", "en": "Until"}, value=boxes(said, "until")),
    }
