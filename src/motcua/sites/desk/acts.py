"""What an officer does to a dossier: one POST an act, with the task that was on the screen.

Each act calls one function of `dossiers.changes`. A click that came too late says who was faster and keeps what
was typed on the screen; what the rules refuse is told beside the form, with everything still in it.
"""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from motcua.city.authority import NotAllowed
from motcua.foundation import worktime
from motcua.foundation.refusals import NotPossible
from motcua.money.errors import NothingToPay
from motcua.money.errors import WrongState as MoneyState
from motcua.money.till import drawers
from motcua.procedures.catalogue.versions import compiled_version
from motcua.procedures.dossiers import changes, posts
from motcua.procedures.dossiers.errors import (
    ChangeRefused,
    NotComplete,
    NoteNeeded,
    SomebodyWasFaster,
    TakenByOther,
)
from motcua.procedures.dossiers.holding import was_faster
from motcua.procedures.dossiers.models import Dossier, Task
from motcua.procedures.dossiers.office import office
from motcua.records.papers import storing
from motcua.records.papers.checks import RefusedFile
from motcua.sites.desk import asking, rights, sets, walking
from motcua.sites.desk.dossier import Typed, owed, show, words_of
from motcua.sites.desk.officer import Officer, officer_page
from motcua.sites.security.proof import ask_proof, fresh_proof
from motcua.sites.shell.language import say
from motcua.sites.shell.typed import day as typed_day

SIGNATURE = "data:image/png;base64,"
MAX_SIGNATURE = 400_000
"""Characters of a drawn signature; a full canvas is some 40,000."""


class OutOfDate(ChangeRefused):
    """The page showed another state than the present one."""

    code = "out-of-date"
    vi = "Hồ sơ đã thay đổi kể từ lúc anh/chị mở trang này. Thao tác vừa rồi chưa được ghi nhận."
    en = "The dossier has changed since you opened this page. What you did was not recorded."


class NoDrawer(ChangeRefused):
    """Cash cannot be taken: no drawer is open, or it has been counted; the till's own words."""

    code = "no-drawer"

    def __init__(self, drawer: NotPossible) -> None:
        super().__init__(drawer.en)
        self.vi, self.en = drawer.vi, drawer.en


@require_POST
@officer_page
def do(request: HttpRequest, officer: Officer, code: str, act: str) -> HttpResponse:
    """Do one act. 302 when done, 409 when somebody was faster, 403 without the right, 422 when refused."""
    found = rights.dossier_for(officer.powers, code)
    if act not in _ACTS:
        raise Http404
    change, stays = _ACTS[act]
    if act in {"act", "sign"} and _signs(request, found) and not fresh_proof(request):
        return ask_proof(request)
    try:
        told = change(request, officer, found)
    except (SomebodyWasFaster, TakenByOther, OutOfDate) as late:
        return _too_late(request, officer, found, late)
    except NotAllowed as refused:
        return _again(request, officer, code, act, words_of(refused), {}, 403)
    except NotComplete as faulty:
        return _again(request, officer, code, act, words_of(faulty), faulty.fields, 422)
    except (ChangeRefused, RefusedFile) as refused:
        return _again(request, officer, code, act, words_of(refused), {}, 422)
    messages.success(request, told)
    return redirect(_onward(request, officer, code, act, stays))


def _signs(request: HttpRequest, found: Dossier) -> bool:
    """Whether the way that was chosen puts a signature on. No statement."""
    procedure = compiled_version(found.version_id)
    step = procedure.steps.get(found.step)
    way = procedure.transition(found.step, request.POST.get("way", ""))
    return step is not None and step.kind == "sign" and way is not None and way.kind == "forward"


def _onward(request: HttpRequest, officer: Officer, code: str, act: str, stays: bool) -> str:
    """The next dossier of the list that one walks through; without a list, where the act leads by itself."""
    walk, task = walking.read(request.POST.get("ds", "")), request.POST.get("task", "")
    if walk is None:
        return reverse("desk:dossier", args=[code]) if stays else reverse("desk:home")
    if act in walking.GO_ON and task.isdecimal() and walking.opens_next(officer):
        return walking.onward(walk, officer, int(task), code)
    return walk.dossier(code) if stays else walk.href


def _too_late(request: HttpRequest, officer: Officer, found: Dossier, late: ChangeRefused) -> HttpResponse:
    """Who was faster, and what had been typed: to be copied, not typed again."""
    typed = [
        value.strip()
        for name in ("note", "words", "reason", "item")
        for value in request.POST.getlist(name)
        if value.strip()
    ]
    context = {
        "what": {"vi": late.vi, "en": late.en},
        "who": getattr(late, "by", ""),
        "at": getattr(late, "at", None),
        "href": reverse("desk:dossier", args=[found.code]),
        "typed": typed,
    }
    return render(request, "desk/too_late.html", context, status=409)


def _again(
    request: HttpRequest,
    officer: Officer,
    code: str,
    act: str,
    told: str,
    errors: dict[str, Any],
    status: int,
) -> HttpResponse:
    """The dossier as it is now, with the form as it was sent and what is wrong with it."""
    found = rights.dossier_for(officer.powers, code)
    typed = Typed(
        values=request.POST.dict(),
        answers=_entered(request, found),
        ticked=_ticked(request),
        lists={"item": request.POST.getlist("item")},
        errors=errors,
        told=told,
    )
    return show(request, officer, found, act, typed, status)


def _task(request: HttpRequest, found: Dossier) -> int:
    """The task that was on the screen. Raises: SomebodyWasFaster when it is not the open one any more."""
    raw = request.POST.get("task", "")
    if not raw.isdecimal():
        raise OutOfDate
    if int(raw) != found.open_task_id and not _beside(int(raw), found):
        raise was_faster(int(raw))
    return int(raw)


def _beside(task_id: int, found: Dossier) -> bool:
    """Whether the task is one of the bodies that are asked now: the change itself sees whether it is still open."""
    return Task.objects.filter(
        id=task_id, dossier_id=found.id, main_id=found.open_task_id, main_id__isnull=False
    ).exists()


def _unchanged(request: HttpRequest, found: Dossier) -> None:
    """For acts on the dossier itself: the screen showed the present task and status. Raises: as `_task`."""
    raw = request.POST.get("task", "")
    if raw.isdecimal() and int(raw) != found.open_task_id:
        raise was_faster(int(raw))
    if request.POST.get("status") != str(found.status):
        raise OutOfDate


def _entered(request: HttpRequest, found: Dossier) -> dict[str, Any]:
    step = compiled_version(found.version_id).steps.get(found.step)
    if step is None:
        return {}
    return asking.read([(item, f"f.{item.id}") for item in step.fields], request.POST)


def _ticked(request: HttpRequest) -> frozenset[str]:
    """The confirmed points of the step's checklist."""
    return frozenset(request.POST.getlist("tick"))


def _claim(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    changes.claim(_task(request, found), by=officer.actor, at=officer.now)
    return say("Việc này là của anh/chị.", "The task is yours.")


def _release(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    changes.release(_task(request, found), by=officer.actor, at=officer.now)
    return say("Đã trả lại việc cho mọi người cùng chức danh.", "The task is open to your colleagues again.")


def _assign(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    task, to = _task(request, found), request.POST.get("to", "")
    if not to.isdecimal():
        raise NotComplete({"to": ("Chọn người nhận việc.", "Choose a colleague.")})
    changes.assign(task, int(to), by=officer.actor, at=officer.now)
    return say("Đã giao việc.", "Assigned.")


def _accept(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    done = changes.accept(_task(request, found), by=officer.actor, at=officer.now, ticked=_ticked(request))
    return say(
        f"Đã tiếp nhận, hẹn trả lúc {done.due_at:%H:%M ngày %d/%m/%Y}.",
        f"Accepted; due {done.due_at:%d/%m/%Y %H:%M}.",
    )


def _supplement(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    items = [item for item in request.POST.getlist("item") if item.strip()]
    items += [line for line in request.POST.get("more", "").splitlines() if line.strip()]
    reason = request.POST.get("reason", "")
    faults = {}
    if not items:
        faults["item"] = ("Chọn hoặc ghi ít nhất một nội dung cần bổ sung.", "Name at least one thing.")
    if not reason.strip():
        faults["reason"] = ("Ghi lý do để người dân hiểu vì sao cần bổ sung.", "Say why it is needed.")
    task = _task(request, found)
    if faults:
        raise NotComplete(faults)
    changes.ask_supplement(task, items, reason, by=officer.actor, at=officer.now)
    return say("Đã gửi yêu cầu bổ sung, thời hạn tạm dừng.", "The request was sent; the clock rests.")


def _confirm(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    done = changes.confirm_supplement(
        _task(request, found), by=officer.actor, at=officer.now, ticked=_ticked(request)
    )
    return say(
        f"Hồ sơ đã đủ, hẹn trả mới: {done.due_at:%H:%M ngày %d/%m/%Y}.",
        f"Complete; due {done.due_at:%d/%m/%Y %H:%M}.",
    )


def _refuse(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    task, words = _task(request, found), request.POST.get("words", "")
    faults = {}
    if not request.POST.get("reason"):
        faults["reason"] = ("Chọn lý do từ chối.", "Choose the reason.")
    if not words.strip():
        faults["words"] = ("Giải thích cụ thể cho người dân.", "Explain it to the resident.")
    if faults:
        raise NotComplete(faults)
    changes.refuse_intake(task, request.POST["reason"], words, by=officer.actor, at=officer.now)
    return say("Đã từ chối tiếp nhận, phiếu từ chối đã lập.", "Refused; the form has been made.")


def _act(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    """Leave the step by the way whose button was pressed."""
    task, step = _task(request, found), found.step
    procedure = compiled_version(found.version_id)
    way = procedure.transition(step, request.POST.get("way", ""))
    note = request.POST.get("note", "")
    if way is not None and (way.action.needs_note or way.kind == "refuse") and not note.strip():
        raise NotComplete({"note": ("Ghi lý do cho lựa chọn này.", "This choice needs a reason.")})
    done = changes.act(
        task,
        request.POST.get("way", ""),
        by=officer.actor,
        at=officer.now,
        note=note,
        answers=_entered(request, found),
        ticked=_ticked(request),
        ground=request.POST.get("ground", ""),
    )
    following = procedure.steps.get(done.step) if done.open_task_id else None
    if following is None:
        return say(f"{found.code}: đã kết thúc.", f"{found.code}: ended.")
    return say(f"{found.code} → {following.step.title.vi}", f"{found.code} → {following.step.title.en}")


def _opinion(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    """Give the opinion of one's agency: agree, on conditions, or object with the reason."""
    task, stance = _task(request, found), request.POST.get("stance", "")
    words, faults = request.POST.get("words", ""), {}
    if stance not in changes.opinions.GIVEN:
        faults["stance"] = ("Chọn ý kiến của cơ quan.", "Choose the opinion.")
    elif stance != "agree" and not words.strip():
        faults["words"] = ("Nêu rõ điều kiện hoặc lý do.", "Give the conditions or the reason.")
    if faults:
        raise NotComplete(faults)
    changes.opinions.answer(task, stance, words, by=officer.actor, at=officer.now)
    return say(f"{found.code}: đã gửi ý kiến.", f"{found.code}: the opinion was sent.")


def _take_back(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    changes.opinions.take_back(_task(request, found), by=officer.actor, at=officer.now)
    return say("Đã rút ý kiến; hãy gửi lại ý kiến mới.", "Taken back; send the new opinion.")


def _sign(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    """Signing is confirmed once more: the button does nothing without the tick beside it."""
    way = compiled_version(found.version_id).transition(found.step, request.POST.get("way", ""))
    if way is not None and way.kind == "forward" and request.POST.get("sure") != "yes":
        raise NotComplete(
            {"sure": ("Đánh dấu xác nhận trước khi ký.", "Tick the confirmation before signing.")}
        )
    return _act(request, officer, found)


def _payment(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    changes.wait_for_payment(_task(request, found), by=officer.actor, at=officer.now)
    return say("Thời hạn tạm dừng, chờ người dân nộp phí.", "The clock rests until the fee is paid.")


def _cash(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    """Take the fee in cash; the receipt is issued and a waiting dossier goes on."""
    posts.refuse_under_contract(officer.actor, officer.now)
    if not officer.powers.holds("receive", found.procedure_code, found.field_key, found.intake_agency_id):
        raise NotAllowed("Chỉ nơi tiếp nhận được thu tiền mặt.", "Only the receiving counter takes cash.")
    order = owed(found)
    if order is None:
        raise OutOfDate
    try:
        paid = drawers.take_cash(order, by=officer.actor, at=officer.now)
    except (MoneyState, NothingToPay):
        raise OutOfDate from None
    except NotPossible as drawer:
        raise NoDrawer(drawer) from None
    receipt = paid.receipts.order_by("-id").first()
    number = f"{receipt.serial} {receipt.number:07d}" if receipt else ""
    return say(f"Đã thu tiền mặt, biên lai {number}.", f"Cash taken, receipt {number}.")


def _hand_over(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    """The result is signed for at the counter, or goes by post with a consignment number."""
    task, proof = _task(request, found), request.POST.get("proof", "signature")
    faults: dict[str, tuple[str, str]] = {}
    details: dict[str, Any] = {}
    if proof == "post":
        details["consignment"] = request.POST.get("consignment", "").strip()
        if not details["consignment"]:
            faults["consignment"] = ("Ghi số hiệu bưu gửi.", "Give the consignment number.")
    else:
        details["received_by"] = request.POST.get("received_by", "").strip()
        if not details["received_by"]:
            faults["received_by"] = ("Ghi họ tên người nhận.", "Give the receiver's name.")
        details |= _for_whom(request, faults)
        if not faults and (drawn := request.POST.get("signature", "")):
            details["signature"] = str(_drawn(drawn, found, officer))
    if faults:
        raise NotComplete(faults)
    changes.hand_over(task, proof, details, by=officer.actor, at=officer.now)
    return say(f"{found.code}: đã trả kết quả.", f"{found.code}: handed over.")


def _for_whom(request: HttpRequest, faults: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Whether the owner came or somebody authorised, and by which paper (NĐ 61/2018 Điều 6)."""
    if request.POST.get("receiver", "owner") != "proxy":
        return {"receiver": "owner"}
    paper = request.POST.get("proxy_paper", "").strip()[:200]
    if not paper:
        faults["proxy_paper"] = (
            "Ghi giấy ủy quyền: số, ngày, nơi chứng thực.",
            "Which authorisation? Number, day.",
        )
    return {"receiver": "proxy", "authorisation": paper}


def _drawn(picture: str, found: Dossier, officer: Officer) -> Any:
    """Keep a drawn signature as a PNG; its number goes into the proof. Raises: RefusedFile."""
    if not picture.startswith(SIGNATURE) or len(picture) > MAX_SIGNATURE:
        raise RefusedFile("wrong_type")
    try:
        content = base64.b64decode(picture.removeprefix(SIGNATURE), validate=True)
    except binascii.Error:
        raise RefusedFile("broken") from None
    stored = storing.store(
        content,
        purpose="other",
        owner_id=found.owner_id,
        by=officer.account.id,
        at=officer.now,
        name=f"chu-ky-nhan-{found.code}.png",
    )
    return stored.uuid


def _stop(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    _unchanged(request, found)
    changes.stop(found.id, request.POST.get("words", ""), by=officer.actor, at=officer.now)
    return say("Đã dừng giải quyết, thông báo đã lập.", "Stopped; the notice has been made.")


def _extend(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    _unchanged(request, found)
    new_due = _moment(request, found)
    if not request.POST.get("reason", "").strip():
        raise NotComplete({"reason": ("Ghi lý do chậm trễ.", "Say why it is late.")})
    agreed = request.POST.get("agreed") == "yes"
    changes.extend(found.id, new_due, request.POST["reason"], by=officer.actor, at=officer.now, agreed=agreed)
    return say(
        f"Đã hẹn lại ngày {new_due:%d/%m/%Y}, văn bản xin lỗi đã lập.", f"New day: {new_due:%d/%m/%Y}."
    )


def _moment(request: HttpRequest, found: Dossier) -> datetime:
    """The new day at the office's closing time."""
    day = typed_day(request.POST, "new")
    if day is None:
        raise NotComplete({"new": ("Ngày hẹn mới chưa đúng.", "This is not a day.")})
    closing = worktime.closing_on_or_after(day, office(found.competent_agency_id).calendar)
    if closing.date() != day:
        raise NotComplete({"new": ("Ngày hẹn mới là ngày nghỉ.", "The new day is a day off.")})
    return closing


def _correct(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    _unchanged(request, found)
    if not request.POST.get("reason", "").strip():
        raise NoteNeeded
    changes.correct(found.id, request.POST["reason"], by=officer.actor, at=officer.now)
    return say("Hồ sơ trở lại bước xử lý để sửa kết quả.", "The dossier goes back to be corrected.")


def _send_back(request: HttpRequest, officer: Officer, found: Dossier) -> str:
    return sets.send_back(request, officer, found, _task(request, found))


type Change = Callable[[HttpRequest, Officer, Dossier], str]
_ACTS: dict[str, tuple[Change, bool]] = {
    "claim": (_claim, True),
    "release": (_release, True),
    "assign": (_assign, True),
    "accept": (_accept, True),
    "supplement": (_supplement, True),
    "confirm": (_confirm, True),
    "refuse": (_refuse, True),
    "act": (_act, False),
    "sign": (_sign, False),
    "opinion": (_opinion, False),
    "take-back-opinion": (_take_back, True),
    "payment": (_payment, True),
    "cash": (_cash, True),
    "hand-over": (_hand_over, False),
    "stop": (_stop, True),
    "extend": (_extend, True),
    "correct": (_correct, True),
    "send-back": (_send_back, True),
}
"""Each act and whether the officer stays on the dossier after it (else: on to the next task)."""
