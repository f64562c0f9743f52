"""What a resident should do about a dossier now, in one sentence. Pure, on rows that were read already."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from motcua.procedures.dossiers.models import Dossier, Supplement
from motcua.procedures.dossiers.status import Finance, Status
from motcua.sites.portal.payment_shown import owes
from motcua.sites.shell.wording import date_words, datetime_words


@dataclass(frozen=True, slots=True)
class Words:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Action:
    """`todo`: the resident is waited for. `href` is empty when there is nothing to press."""

    title: Words
    text: Words
    todo: bool = False
    href: str = ""
    link: Words = Words("", "")
    tone: str = "info"


def action_for(dossier: Dossier, request: Supplement | None, at: datetime) -> Action:
    """The next step of a dossier; `request` is its newest supplement request, if any."""
    here = reverse("portal:dossier", args=[dossier.uuid])
    status = Status(dossier.status)
    if status == Status.SUPPLEMENT:
        return _supplement(dossier, request)
    if owes(dossier):
        return Action(
            Words("Thanh toán phí, lệ phí", "Pay the fee"),
            Words(
                "Hồ sơ được giải quyết khi cơ quan nhận được thanh toán.",
                "The request is handled once the payment has arrived.",
            ),
            True,
            f"{here}#thanh-toan",
            Words("Tới phần thanh toán", "Go to payment"),
            "warn",
        )
    if status == Status.PAYMENT_DUTY:
        return pay_duty(here)
    match status:
        case Status.REGISTERED:
            return _waiting_for_answer(dossier) if dossier.answer_due_at else _waiting_for_others()
        case Status.ACCEPTED | Status.IN_PROGRESS:
            return _in_progress(dossier, at)
        case Status.DONE:
            return _done(dossier, here)
        case Status.RETURNED:
            return _returned(dossier, here)
    return _ended(dossier)


def pay_duty(here: str) -> Action:
    """A body outside has sent a notice to pay, for this dossier or a part of this set."""
    return Action(
        Words("Nộp nghĩa vụ tài chính theo thông báo", "Pay what the notice says"),
        Words(
            "Hồ sơ tạm dừng chờ nộp tiền, rồi tự đi tiếp khi nhận được.",
            "Your request rests until the money has come, and then goes on by itself.",
        ),
        True,
        f"{here}#nghia-vu",
        Words("Tới phần nộp tiền", "Go to payment"),
        "warn",
    )


def _supplement(dossier: Dossier, request: Supplement | None) -> Action:
    if request is None or request.answered_at is not None:
        return Action(
            Words("Bạn không phải làm gì", "Nothing for you to do"),
            Words("Cơ quan đang kiểm tra phần bạn đã bổ sung.", "The agency is checking what you sent."),
        )
    until = date_words(request.answer_by)
    return Action(
        Words(f"Bổ sung hồ sơ trước ngày {until}", f"Send what is missing by {until}"),
        Words(
            "Thời hạn giải quyết tạm dừng và tính lại khi bạn bổ sung đủ. Quá ngày này hồ sơ sẽ dừng.",
            "The time limit rests and starts again when everything is there. After this day the request is closed.",
        ),
        True,
        reverse("portal:supplement", args=[dossier.uuid]),
        Words("Bổ sung ngay", "Send it now"),
        "warn",
    )


def _waiting_for_answer(dossier: Dossier) -> Action:
    by = datetime_words(dossier.answer_due_at)
    return Action(
        Words("Bạn không phải làm gì", "Nothing for you to do"),
        Words(
            f"Bộ phận một cửa trả lời có tiếp nhận hay không chậm nhất lúc {by}.",
            f"The counter answers whether it accepts the request by {by} at the latest.",
        ),
    )


def _waiting_for_others() -> Action:
    """A part of a linked set that has not begun."""
    return Action(
        Words("Bạn không phải làm gì", "Nothing for you to do"),
        Words(
            "Phần này bắt đầu ngay khi có kết quả của phần trước.",
            "This part begins as soon as the part before it has its result.",
        ),
    )


def _in_progress(dossier: Dossier, at: datetime) -> Action:
    due = datetime_words(dossier.due_at)
    if dossier.paused_at is not None:
        return Action(
            Words("Bạn không phải làm gì", "Nothing for you to do"),
            Words(
                "Hồ sơ đang chờ cơ quan khác trả lời. Thời hạn tạm dừng, và tính tiếp khi có trả lời.",
                "Another body has been asked. The time limit rests, and goes on when it has answered.",
            ),
        )
    if dossier.due_at is not None and dossier.due_at < at:
        return Action(
            Words("Hồ sơ đang trễ hẹn", "This request is late"),
            Words(
                f"Lẽ ra xong lúc {due}. Cơ quan phải xin lỗi bằng văn bản và hẹn lại; bạn không phải làm gì.",
                f"It was due at {due}. The agency owes you a written apology and a new date; nothing for you to do.",
            ),
            tone="danger",
        )
    return Action(
        Words("Bạn không phải làm gì", "Nothing for you to do"),
        Words(
            f"Cơ quan đang giải quyết, hẹn trả kết quả lúc {due}.",
            f"It is being handled; the result is due at {due}.",
        ),
    )


def _done(dossier: Dossier, here: str) -> Action:
    if dossier.delivery_by == "online":
        return Action(
            Words("Tải kết quả về", "Download the result"),
            Words(
                "Kết quả đã được ký số, có giá trị như bản giấy.",
                "The result is signed and as valid as paper.",
            ),
            True,
            f"{here}#van-ban",
            Words("Tới kết quả", "Go to the result"),
            "ok",
        )
    if dossier.delivery_by == "post":
        return Action(
            Words("Đợi bưu chính giao kết quả", "The post brings the result"),
            Words(f"Kết quả được gửi về: {dossier.address}.", f"The result is sent to: {dossier.address}."),
            tone="ok",
        )
    return Action(
        Words("Đến nhận kết quả", "Collect the result"),
        Words(
            f"Mang thẻ căn cước đến {dossier.return_agency.name_vi}.",
            f"Bring your identity card to {dossier.return_agency.name_en}.",
        ),
        True,
        tone="ok",
    )


def _returned(dossier: Dossier, here: str) -> Action:
    if dossier.rating is not None:
        return Action(
            Words("Hồ sơ đã hoàn tất", "All done"),
            Words("Cảm ơn bạn đã đánh giá.", "Thank you for rating."),
            tone="ok",
        )
    return Action(
        Words("Hồ sơ đã hoàn tất", "All done"),
        Words("Bạn thấy việc giải quyết thế nào?", "How did it go?"),
        False,
        f"{here}#danh-gia",
        Words("Đánh giá", "Rate it"),
        "ok",
    )


def _ended(dossier: Dossier) -> Action:
    refund = dossier.finance == Finance.REFUND_DUE
    reason = dossier.end_reason or "–"
    more_vi = " Tiền đã nộp sẽ được hoàn lại." if refund else ""
    more_en = " What you paid will be given back." if refund else ""
    title = {
        Status.REFUSED: Words("Hồ sơ không được tiếp nhận", "The request was not accepted"),
        Status.WITHDRAWN: Words("Bạn đã rút hồ sơ", "You have withdrawn this request"),
    }.get(Status(dossier.status), Words("Hồ sơ đã dừng giải quyết", "The request was closed"))
    return Action(title, Words(f"Lý do: {reason}.{more_vi}", f"Reason: {reason}.{more_en}"))
