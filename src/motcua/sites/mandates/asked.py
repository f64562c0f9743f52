"""What the form of a mandate asks, and reading what was posted."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import QueryDict

from motcua.city.mandates.scope import POWERS, Scope
from motcua.sites.mandates import what
from motcua.sites.portal.assisted.asked import BAD_DAY, BAD_PIN, pin_of
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.typed import boxes
from motcua.sites.shell.typed import day as typed_day

MOST_CHOSEN = 40
POWER_WORDS = {
    "file": ("Điền, ký cam đoan và nộp hồ sơ", "Fill in, sign the statement and send"),
    "pay": ("Thanh toán", "Pay"),
    "see": (
        "Xem hồ sơ, giấy tờ và kết quả của tổ chức",
        "See the organisation's requests, papers and results",
    ),
}
CHOOSE = {"vi": "Hãy chọn.", "en": "Choose."}
CHOOSE_WHICH = {"vi": "Hãy chọn ít nhất một.", "en": "Choose at least one."}
NO_WAY = {"vi": "Hãy chọn trong danh sách.", "en": "Choose from the list."}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A mandate as it was asked for."""

    pin: str
    scope: Scope
    since: date
    until: date


def power_words(power: str) -> dict[str, str]:
    vi, en = POWER_WORDS[power]
    return {"vi": vi, "en": en}


def fields_of(at: datetime, post: QueryDict | None = None) -> dict[str, Field]:
    """The questions. Four queries at most, for the names of fields and procedures."""
    said: Any = post if post is not None else QueryDict()
    today = {"day": str(at.day), "month": str(at.month), "year": str(at.year)}
    return {
        "pin": Field(
            "pin",
            "pin",
            {"vi": "Số định danh của người được ủy quyền", "en": "Personal number of whom you authorise"},
            value=said.get("pin", ""),
            why={
                "vi": "Người ấy thấy lời mời khi đăng nhập và phải tự nhận.",
                "en": "That person sees it after signing in and has to accept.",
            },
        ),
        "powers": Field(
            "powers",
            "choices",
            {"vi": "Được làm gì?", "en": "To do what?"},
            value=said.getlist("powers") if post is not None else ["file", "see"],
            options=[Option(one, power_words(one)) for one in POWERS],
        ),
        "reach": Field(
            "reach",
            "choice",
            {"vi": "Cho những thủ tục nào?", "en": "For which procedures?"},
            value=said.get("reach", "" if post is not None else "all"),
            options=[
                Option("all", {"vi": "Mọi thủ tục", "en": "All"}),
                Option("fields", {"vi": "Theo lĩnh vực", "en": "By field"}),
                Option("procedures", {"vi": "Từng thủ tục", "en": "Single procedures"}),
            ],
        ),
        "fields": Field(
            "fields",
            "choices",
            {"vi": "Lĩnh vực", "en": "Fields"},
            value=said.getlist("fields"),
            required=False,
            options=what.fields(),
        ),
        "procedures": Field(
            "procedures",
            "choices",
            {"vi": "Thủ tục", "en": "Procedures"},
            value=said.getlist("procedures"),
            required=False,
            options=what.procedures(),
        ),
        "since": Field(
            "since",
            "date",
            {"vi": "Từ ngày", "en": "From"},
            value=boxes(said, "since") if post is not None else today,
        ),
        "until": Field("until", "date", {"vi": "Đến hết ngày", "en": "Until"}, value=boxes(said, "until")),
    }


def read(post: QueryDict, fields: dict[str, Field], at: datetime) -> Wanted | None:
    """What was asked for; None with the faults at their questions, all at once. No query."""
    pin = pin_of(post, at)
    since, until = typed_day(post, "since"), typed_day(post, "until")
    if not pin:
        fields["pin"].error = BAD_PIN
    for name, day in (("since", since), ("until", until)):
        if day is None:
            fields[name].error = BAD_DAY
    powers = _chosen(post, fields["powers"], CHOOSE_WHICH)
    reach = post.get("reach", "")
    if reach not in ("all", "fields", "procedures"):
        fields["reach"].error = CHOOSE
    which = {
        name: _chosen(post, fields[name], CHOOSE_WHICH) if reach == name else frozenset[str]()
        for name in ("fields", "procedures")
    }
    if since is None or until is None or any(one.error for one in fields.values()):
        return None
    return Wanted(pin, Scope(powers, which["procedures"], which["fields"]), since, until)


def _chosen(post: QueryDict, field: Field, lacking: dict[str, str]) -> frozenset[str]:
    chosen = frozenset(post.getlist(field.name)[: MOST_CHOSEN + 1])
    if not chosen:
        field.error = lacking
    elif len(chosen) > MOST_CHOSEN or not chosen <= {one.value for one in field.options}:
        field.error = NO_WAY
    return chosen


def typed_again(text: str) -> QueryDict:
    """What was typed before the person went to prove who she is."""
    return QueryDict(text[:20_000])
