"""The form of an article: its questions by kind, what was typed, and what is wrong with it, all at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from motcua.exchange.publishing import markup
from motcua.exchange.publishing.facts import SUBJECTS, Draft, Legal, Validity, Words
from motcua.exchange.publishing.models import Translation, Version
from motcua.foundation.clock import VN
from motcua.sites.shell.fields import Field, Option
from motcua.sites.shell.typed import clock
from motcua.sites.shell.typed import day as typed_day

TITLE_LONGEST, SUMMARY_LONGEST = 160, 400
_NEEDED = {"vi": "Hãy điền mục này.", "en": "Fill this in."}
_NO_DAY = {"vi": "Ngày không có trong lịch.", "en": "There is no such day."}


@dataclass(slots=True)
class Typed:
    """What was posted, the faults by question, and the draft when there are none."""

    values: dict[str, Any]
    errors: dict[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    unit_code: str = ""


def from_version(version: Version | None) -> Typed:
    """The questions answered as a version answers them."""
    if version is None:
        return Typed({})
    values: dict[str, Any] = {"title": version.title, "summary": version.summary, "source": version.source}
    facts = version.facts
    for key in ("number", "issuer", "subject", "issued_on", "effect_from", "effect_to"):
        values[key] = facts.get(key) or ""
    values["replaces"] = ", ".join(facts.get("replaces") or [])
    for key in ("begins", "ends"):
        if facts.get(key):
            moment = datetime.fromisoformat(facts[key]).astimezone(VN)
            values[key], values[f"{key}-at"] = moment.date(), f"{moment:%H:%M}"
    values["urgent"] = ["1"] if facts.get("urgent") else []
    values["expires"] = version.expires_at.astimezone(VN).date() if version.expires_at else ""
    return Typed(values)


def from_translation(translation: Translation | None) -> Typed:
    if translation is None:
        return Typed({})
    return Typed({"title": translation.title, "summary": translation.summary, "source": translation.source})


def read(kind: str, post: Mapping[str, Any], *, first: bool) -> Typed:
    """The posted answers checked. `first`: the first version needs no reason."""
    values: dict[str, Any] = {
        key: str(post.get(key, "")).strip()
        for key in ("title", "summary", "why", "number", "issuer", "subject", "replaces", "begins-at", "ends-at", "unit")
    }  # fmt: skip
    values["source"] = str(post.get("source", "")).replace("\r\n", "\n")
    values["urgent"] = ["1"] if post.get("urgent") else []
    typed = Typed(values, unit_code=values["unit"])
    needed = ["title", "source"] + ([] if first else ["why"])
    expires = _day(post, "expires", typed)
    legal = validity = None
    if kind == "legal":
        needed += ["number", "issuer"]
        legal = _legal(post, typed)
    if kind == "announcement":
        validity = _validity(post, typed)
    for name in needed:
        if not values[name].strip():
            typed.errors[name] = _NEEDED
    _too_long(typed)
    faults = markup.compile_text(values["source"]).faults
    if faults and "source" not in typed.errors:
        typed.errors["source"] = _faults(faults)
    if not typed.errors:
        why = values["why"] or "Bản đầu"
        ends = datetime.combine(expires, time(), VN) + timedelta(days=1) if expires else None
        words = Words(values["title"], values["summary"], values["source"])
        typed.draft = Draft(words, why, legal, validity, ends)
    return typed


def read_translation(post: Mapping[str, Any]) -> Typed:
    typed = Typed(
        {key: str(post.get(key, "")).replace("\r\n", "\n") for key in ("title", "summary", "source")}
    )
    for name in ("title", "source"):
        if not typed.values[name].strip():
            typed.errors[name] = _NEEDED
    _too_long(typed)
    faults = markup.compile_text(typed.values["source"]).faults
    if faults and "source" not in typed.errors:
        typed.errors["source"] = _faults(faults)
    if not typed.errors:
        words = Words(typed.values["title"].strip(), typed.values["summary"].strip(), typed.values["source"])
        typed.draft = Draft(words, "")
    return typed


def fields(kind: str, typed: Typed, *, first: bool, places: list[Option]) -> list[Field]:
    """The questions of a kind. `places`: communes that may be chosen; empty when there is no choice."""
    value, wrong = typed.values.get, typed.errors.get
    asked = [
        Field("title", "text", {"vi": "Tiêu đề", "en": "Title"}, value("title"), error=wrong("title", ""),
              max_length=TITLE_LONGEST),
        Field("summary", "longtext", {"vi": "Tóm tắt", "en": "Summary"}, value("summary"), error=wrong("summary", ""),
              hint={"vi": "Một, hai câu: hiện trong danh sách và khi chia sẻ.",
                    "en": "One or two sentences: shown in lists and when shared."},
              required=False, max_length=SUMMARY_LONGEST),
    ]  # fmt: skip
    if places:
        asked.append(
            Field("unit", "select", {"vi": "Dành cho", "en": "For"}, typed.unit_code, options=places, required=False,
                  hint={"vi": "Để trống: toàn thành phố", "en": "Empty: the whole city"},
                  attributes={"data-combobox": ""})
        )  # fmt: skip
    if kind == "legal":
        asked += _legal_fields(value, wrong)
    if kind == "announcement":
        asked += _validity_fields(value, wrong)
    asked.append(source_field(typed))
    asked.append(
        Field("expires", "date", {"vi": "Tự gỡ sau ngày", "en": "Taken off after"}, value("expires"),
              error=wrong("expires", ""), required=False)
    )  # fmt: skip
    if not first:
        asked.append(
            Field("why", "text", {"vi": "Sửa gì, vì sao?", "en": "What was changed, and why?"}, value("why"),
                  error=wrong("why", ""), max_length=200)
        )  # fmt: skip
    return asked


def translation_fields(typed: Typed) -> list[Field]:
    value, wrong = typed.values.get, typed.errors.get
    return [
        Field("title", "text", {"vi": "Tiêu đề tiếng Anh", "en": "English title"}, value("title"),
              error=wrong("title", ""), max_length=TITLE_LONGEST),
        Field("summary", "longtext", {"vi": "Tóm tắt tiếng Anh", "en": "English summary"}, value("summary"),
              error=wrong("summary", ""), required=False, max_length=SUMMARY_LONGEST),
        source_field(typed),
    ]  # fmt: skip


def source_field(typed: Typed) -> Field:
    return Field(
        "source", "longtext", {"vi": "Nội dung", "en": "Text"}, typed.values.get("source"),
        error=typed.errors.get("source", ""), attributes={"rows": "18", "spellcheck": "true"},
    )  # fmt: skip


def publish_on() -> Field:
    """When a version comes out; empty is at once."""
    return Field(
        "on", "moment", {"vi": "Hẹn ngày đăng", "en": "Publish on"}, {"hour": "08:00"}, required=False,
        hint={"vi": "Để trống ngày: đăng ngay.", "en": "No day: at once."},
    )  # fmt: skip


def _legal_fields(value: Any, wrong: Any) -> list[Field]:
    subjects = [Option(key, {"vi": vi, "en": en}) for key, (vi, en) in SUBJECTS.items()]
    return [
        Field("number", "text", {"vi": "Số, ký hiệu", "en": "Number"}, value("number"), error=wrong("number", ""),
              example={"vi": "12/2026/QĐ-UBND", "en": "12/2026/QĐ-UBND"}, max_length=60, width="s"),
        Field("issuer", "text", {"vi": "Cơ quan ban hành", "en": "Issued by"}, value("issuer"),
              error=wrong("issuer", ""), max_length=160),
        Field("issued_on", "date", {"vi": "Ngày ban hành", "en": "Issued on"}, value("issued_on"),
              error=wrong("issued_on", "")),
        Field("effect_from", "date", {"vi": "Có hiệu lực từ ngày", "en": "In force from"}, value("effect_from"),
              error=wrong("effect_from", "")),
        Field("effect_to", "date", {"vi": "Hết hiệu lực từ ngày", "en": "No longer in force from"},
              value("effect_to"), error=wrong("effect_to", ""), required=False),
        Field("subject", "select", {"vi": "Lĩnh vực", "en": "Field"}, value("subject"), options=subjects,
              error=wrong("subject", "")),
        Field("replaces", "text", {"vi": "Thay thế văn bản số", "en": "Replaces the notices numbered"},
              value("replaces"), required=False, max_length=300,
              hint={"vi": "Nhiều số cách nhau bằng dấu phẩy. Văn bản cũ hết hiệu lực khi văn bản này có hiệu lực.",
                    "en": "Several with commas. The earlier ones end when this one takes effect."}),
    ]  # fmt: skip


def _validity_fields(value: Any, wrong: Any) -> list[Field]:
    return [
        Field("begins", "date", {"vi": "Có giá trị từ ngày", "en": "Valid from"}, value("begins"),
              error=wrong("begins", "")),
        Field("begins-at", "time", {"vi": "Từ giờ", "en": "From the hour"}, value("begins-at") or "00:00",
              error=wrong("begins-at", "")),
        Field("ends", "date", {"vi": "Đến ngày", "en": "Until"}, value("ends"), error=wrong("ends", "")),
        Field("ends-at", "time", {"vi": "Đến giờ", "en": "Until the hour"}, value("ends-at") or "23:59",
              error=wrong("ends-at", "")),
        Field("urgent", "choices", {"vi": "Mức độ", "en": "Urgency"}, value("urgent"), required=False,
              options=[Option("1", {"vi": "Khẩn: hiện trên đầu mọi trang trong thời gian trên",
                                    "en": "Urgent: above every page during that time"})]),
    ]  # fmt: skip


def _legal(post: Mapping[str, Any], typed: Typed) -> Legal | None:
    issued, begins = _day(post, "issued_on", typed, True), _day(post, "effect_from", typed, True)
    ends = _day(post, "effect_to", typed)
    if typed.values["subject"] not in SUBJECTS:
        typed.errors["subject"] = {"vi": "Hãy chọn lĩnh vực.", "en": "Choose a field."}
    if issued and begins and begins < issued:
        typed.errors["effect_from"] = {
            "vi": "Văn bản không có hiệu lực trước ngày ban hành.",
            "en": "A notice does not take effect before it is issued.",
        }
    if begins and ends and ends <= begins:
        typed.errors["effect_to"] = {
            "vi": "Phải sau ngày có hiệu lực.",
            "en": "It must be after it takes effect.",
        }
    if not issued or not begins:
        return None
    numbers = tuple(part.strip() for part in typed.values["replaces"].split(",") if part.strip())
    return Legal(
        typed.values["number"], typed.values["issuer"], issued, begins, ends, typed.values["subject"], numbers
    )


def _validity(post: Mapping[str, Any], typed: Typed) -> Validity | None:
    begins, ends = _moment(post, "begins", typed), _moment(post, "ends", typed)
    if begins and ends and ends <= begins:
        typed.errors["ends"] = {"vi": "Phải sau lúc bắt đầu.", "en": "It must be after the beginning."}
    return Validity(begins, ends, bool(typed.values["urgent"])) if begins and ends else None


def _moment(post: Mapping[str, Any], name: str, typed: Typed) -> datetime | None:
    day, at = _day(post, name, typed, True), clock(typed.values[f"{name}-at"])
    if at is None:
        typed.errors[f"{name}-at"] = {"vi": "Giờ viết dạng 08:30.", "en": "Write the hour as 08:30."}
        return None
    return datetime.combine(day, at, VN) if day else None


def _day(post: Mapping[str, Any], name: str, typed: Typed, needed: bool = False) -> date | None:
    """A day of three pieces; what was typed is kept as it is."""
    pieces = {part: str(post.get(f"{name}-{part}", "")).strip() for part in ("day", "month", "year")}
    typed.values[name] = pieces
    if not any(pieces.values()):
        if needed:
            typed.errors[name] = _NEEDED
        return None
    found = typed_day(post, name)
    if found is None:
        typed.errors[name] = _NO_DAY
    return found


def _too_long(typed: Typed) -> None:
    for name, most in (("title", TITLE_LONGEST), ("summary", SUMMARY_LONGEST)):
        if len(typed.values[name]) > most:
            typed.errors[name] = {"vi": f"Nhiều nhất {most} ký tự.", "en": f"At most {most} letters."}


def _faults(faults: tuple[markup.Fault, ...]) -> dict[str, str]:
    return {
        "vi": " ".join(f"Dòng {fault.line}: {fault.vi}" for fault in faults[:5]),
        "en": " ".join(f"Line {fault.line}: {fault.en}" for fault in faults[:5]),
    }
