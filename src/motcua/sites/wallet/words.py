"""How papers, links and reports of wrong data are said to people."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.records.contests.facts import LACKING
from motcua.records.contests.models import Contest
from motcua.records.contests.values import fact_named
from motcua.records.papers.models import Paper
from motcua.records.wallet.models import Share

type Words = Mapping[str, str]

SOURCES: Mapping[str, Words] = {
    Paper.Source.ISSUED: {"vi": "Thành phố cấp, có ký số", "en": "Issued by the city, signed"},
    Paper.Source.SCANNED: {"vi": "Số hóa từ bản giấy", "en": "Scanned from paper"},
    Paper.Source.CERTIFIED_COPY: {"vi": "Bản sao chứng thực điện tử", "en": "Certified electronic copy"},
    Paper.Source.DECLARED: {"vi": "Bạn đã khai báo", "en": "Declared by you"},
}
STATES: Mapping[str, tuple[Words, str, str]] = {
    Contest.State.RECEIVED: ({"vi": "Đã nhận", "en": "Received"}, "info", "inbox"),
    Contest.State.IN_WORK: ({"vi": "Đang xác minh", "en": "Being checked"}, "info", "clock"),
    Contest.State.CORRECTED: ({"vi": "Đã chỉnh sửa", "en": "Corrected"}, "ok", "check"),
    Contest.State.REFUSED: ({"vi": "Không chỉnh sửa", "en": "Not corrected"}, "warn", "alert"),
    Contest.State.WITHDRAWN: ({"vi": "Bạn đã rút", "en": "Taken back"}, "quiet", "undo"),
    Contest.State.SETTLED: ({"vi": "Dữ liệu nay đã đúng", "en": "The data are right by now"}, "ok", "check"),
}


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def validity(paper: Paper, on: date) -> tuple[Words, str]:
    """Whether a paper counts on a day, in words, and the tone of its mark."""
    until = paper.valid_until
    if paper.status == Paper.Status.REVOKED:
        return {"vi": "Đã bị thu hồi", "en": "Revoked"}, "danger"
    if paper.status == Paper.Status.REPLACED:
        return {"vi": "Đã được thay thế", "en": "Replaced"}, "quiet"
    if until is not None and until < on:
        return {"vi": f"Hết hạn ngày {day(until)}", "en": f"Expired on {day(until)}"}, "warn"
    if until is not None:
        return {"vi": f"Còn hiệu lực đến hết {day(until)}", "en": f"Valid until {day(until)}"}, "ok"
    return {"vi": "Còn hiệu lực", "en": "Valid"}, "ok"


def title(paper: Paper) -> str:
    return paper.title or str(paper)


def issuer(paper: Paper) -> Any:
    """The agency as it is called now, else as the paper says."""
    return paper.issuer if paper.issuer is not None else paper.issuer_name


def link_state(share: Share, at: datetime) -> tuple[Words, str]:
    """Whether a link still opens, and why not."""
    if share.revoked_at is not None:
        return {"vi": "Đã thu hồi", "en": "Taken back"}, "quiet"
    if share.expires_at <= at:
        return {"vi": "Đã hết hạn", "en": "Expired"}, "quiet"
    if share.opened >= share.openings:
        return {"vi": "Đã dùng hết lượt mở", "en": "Used up"}, "quiet"
    return {"vi": "Đang mở được", "en": "Open"}, "ok"


def subject(contest: Contest) -> Words:
    """What a report is about: the fact, or the data that are missing."""
    fact = fact_named(contest.subject)
    if fact is not None:
        return fact.name
    return (
        LACKING[contest.subject][1]
        if contest.subject in LACKING
        else {"vi": contest.subject, "en": contest.subject}
    )
