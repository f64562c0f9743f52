"""Batches of a list and what the bank says of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from motcua.money.payouts import reading
from motcua.money.payouts.models import Batch, Line
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.payouts.frame import (
    BATCH_STATES,
    LINE_STATES,
    frame,
    may,
    month_words,
    programme_words,
    run_for,
    tag,
)

CHANNELS = {
    "napas": {"vi": "Tệp, chuyển nhanh 24/7", "en": "File, at once"}, "ibps": {"vi": "Tệp, giá trị cao",
    "en": "File, large sums"},
    "single": {"vi": "Lệnh lẻ", "en": "Single transfer"},
}  # fmt: skip
TOLD = {
    "settled": {"vi": "đã trả", "en": "paid"}, "rejected": {"vi": "bị từ chối", "en": "refused"},
    "returned": {"vi": "quay lại", "en": "came back"}, "unknown": {"vi": "chưa rõ", "en": "unknown"},
}  # fmt: skip
WAY = {
    "pushed": {"vi": "ngân hàng báo", "en": "the bank told"}, "asked": {"vi": "hỏi lại", "en": "asked"},
    "at once": {"vi": "trả lời ngay", "en": "at once"},
}  # fmt: skip


@require_safe
@officer_page
def page(request: HttpRequest, officer: Officer, uuid: Any) -> HttpResponse:
    """Batches with their answers. Four queries; no names are shown."""
    found = run_for(officer, uuid)
    troubled = Line.objects.filter(run=found, state__in=["rejected", "returned"]).count()
    context = frame(
        officer, run=found, month=month_words(found.period), words=programme_words(found.programme),
        rows=[_row(one) for one in reading.batches(found)], troubled=troubled, prepares=may(officer, "prepare"),
        approves=may(officer, "approve"),
        sums=[
            {"tag": tag(LINE_STATES, one.state), "number": one.number, "amount": one.amount, "state": one.state}
            for one in reading.sums(found) if one.way == "account"
        ],
    )  # fmt: skip
    return render(request, "payouts/bank.html", context)


def _row(one: Batch) -> dict[str, Any]:
    return {
        "batch": one, "tag": tag(BATCH_STATES, one.state), "channel": CHANNELS[one.channel],
        "answers": [
            {
                "at": told.at, "way": WAY[told.way],
                "moved": [{"number": number, "words": TOLD[name]} for name, number in told.told.items() if name in TOLD],
                "odd": sum(told.told.get("odd", {}).values()),
            }
            for told in sorted(one.answers.all(), key=lambda told: told.pk)
        ],
    }  # fmt: skip
