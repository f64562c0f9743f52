"""Making, deciding and ending agreements. Each is one transaction with its event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction

from motcua.city import authority
from motcua.city.models import Account, Power, Unit
from motcua.exchange.data_services import services
from motcua.exchange.data_services.models import Agreement
from motcua.foundation import events, worktime
from motcua.foundation.actor import Actor
from motcua.records import registers

LONGEST_YEARS = 3
"""An agreement is looked at again after so long; ours: the law asks for a purpose and a term, not for a number."""
State = Agreement.State
SHARE = Power.Name.SHARE_DATA


class NotPossible(ValueError):
    """The agreement cannot be so; `problems` by field, in both languages."""

    def __init__(self, problems: dict[str, tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{field}: {en}" for field, (_, en) in problems.items()))


@dataclass(frozen=True, slots=True)
class Terms:
    """What is agreed on; see `Agreement`."""

    account_id: int
    register: str
    title: str
    fields: Sequence[str]
    uses: Sequence[str]
    purpose: str
    legal_basis: str
    valid_from: date
    valid_to: date
    feed_fields: Sequence[str] = ()
    territory: Sequence[str] = ()
    per_minute: int = 60
    per_day: int = 5000


def problems_of(terms: Terms, at: datetime) -> dict[str, tuple[str, str]]:
    """Everything that stands against these terms, by field. Queries for the system, the register and places."""
    wrong: dict[str, tuple[str, str]] = {}
    if not Account.objects.filter(id=terms.account_id, kind=Account.Kind.PARTNER, is_active=True).exists():
        wrong["account"] = ("Hãy chọn hệ thống đối tác.", "Choose a partner system.")
    try:
        known = {field.id for field in services.described(terms.register).fields}
    except registers.NoSuchRegister:
        known = set()
        wrong["register"] = ("Hãy chọn một sổ đăng ký.", "Choose a register.")
    if not terms.fields or set(terms.fields) - known:
        wrong["fields"] = (
            "Hãy chọn ít nhất một trường của sổ này.",
            "Choose at least one field of this register.",
        )
    if set(terms.feed_fields) - set(terms.fields):
        wrong["feed_fields"] = (
            "Luồng thay đổi chỉ mang trường đã cho phép.", "Changes carry only fields that are allowed.",
        )  # fmt: skip
    service = services.service(terms.register)
    uses = {Agreement.Use.VERIFY} if service is not None else set(Agreement.Use.values)
    if not terms.uses or set(terms.uses) - uses:
        wrong["uses"] = ("Hãy chọn ít nhất một cách dùng.", "Choose at least one use.")
    for field, words in (
        ("title", terms.title),
        ("purpose", terms.purpose),
        ("legal_basis", terms.legal_basis),
    ):
        if len(words.strip()) < 5:
            wrong[field] = ("Hãy ghi rõ, ít nhất 5 ký tự.", "Say it plainly, in five letters or more.")
    if terms.valid_to < terms.valid_from:
        wrong["valid_to"] = ("Ngày cuối không được trước ngày đầu.", "The last day is before the first.")
    elif terms.valid_to > terms.valid_from + relativedelta(years=LONGEST_YEARS):
        wrong["valid_to"] = (
            f"Thỏa thuận kéo dài nhiều nhất {LONGEST_YEARS} năm.", f"An agreement lasts {LONGEST_YEARS} years at most.",
        )  # fmt: skip
    elif terms.valid_to < at.astimezone(worktime.VN).date():
        wrong["valid_to"] = ("Ngày cuối đã qua.", "The last day is over.")
    if terms.per_minute < 1 or terms.per_day < terms.per_minute:
        wrong["per_minute"] = (
            "Mỗi phút ít nhất 1, và không quá số mỗi ngày.", "At least 1 a minute, and not more than a day's.",
        )  # fmt: skip
    places = set(terms.territory)
    if places and places != set(
        Unit.objects.on(terms.valid_from).filter(code__in=places).values_list("code", flat=True)
    ):
        wrong["territory"] = ("Có mã đơn vị không tồn tại.", "There is a code of a unit that does not exist.")
    if service is not None and wrong.keys().isdisjoint({"account", "fields"}):
        wrong |= service.refuses(terms.account_id, list(terms.fields))
    return wrong


@transaction.atomic
def propose(terms: Terms, *, by: Actor, at: datetime) -> Agreement:
    """Write an agreement down for a second officer to decide. Raises: NotPossible, authority.NotAllowed."""
    authority.require(by, SHARE, at=at)
    if wrong := problems_of(terms, at):
        raise NotPossible(wrong)
    assert by.account_id is not None  # a power is held by an account
    agreement = Agreement.objects.create(
        account_id=terms.account_id, register=terms.register, title=terms.title.strip(),
        fields=list(dict.fromkeys(terms.fields)), feed_fields=list(dict.fromkeys(terms.feed_fields)),
        uses=list(dict.fromkeys(terms.uses)), territory=sorted(set(terms.territory)), purpose=terms.purpose.strip(),
        legal_basis=terms.legal_basis.strip(), per_minute=terms.per_minute, per_day=terms.per_day,
        valid_from=terms.valid_from, valid_to=terms.valid_to, proposed_by_id=by.account_id, proposed_at=at,
    )  # fmt: skip
    _tell(agreement, "data-agreement.proposed", by, at)
    return agreement


def approve(agreement_id: int, *, by: Actor, at: datetime) -> Agreement:
    """A second officer lets it take effect; the system's former agreement on the register ends with it.

    Raises: NotPossible, authority.NotAllowed.
    """
    return _decide(agreement_id, State.ACTIVE, "", by, at)


def refuse(agreement_id: int, reason: str, *, by: Actor, at: datetime) -> Agreement:
    """A second officer does not. Raises: NotPossible."""
    return _decide(agreement_id, State.REFUSED, reason, by, at)


@transaction.atomic
def stop(agreement_id: int, reason: str, *, by: Actor, at: datetime) -> Agreement:
    """It ends now: the next call is refused. Any officer who may decide may stop it.

    Raises: NotPossible, authority.NotAllowed.
    """
    authority.require(by, SHARE, at=at)
    agreement = Agreement.objects.select_for_update().get(id=agreement_id)
    if agreement.state != State.ACTIVE:
        raise NotPossible({"": ("Thỏa thuận này không còn hiệu lực.", "This agreement is not in effect.")})
    _reasoned(reason)
    _settle(agreement, State.STOPPED, reason, by, at)
    _tell(agreement, "data-agreement.stopped", by, at, reason=reason)
    return agreement


@transaction.atomic
def _decide(agreement_id: int, state: str, reason: str, by: Actor, at: datetime) -> Agreement:
    authority.require(by, SHARE, at=at)
    agreement = Agreement.objects.select_for_update().get(id=agreement_id)
    if agreement.state != State.PROPOSED:
        raise NotPossible({"": ("Đề nghị này đã được quyết định.", "This proposal is decided already.")})
    if agreement.proposed_by_id == by.account_id:
        raise NotPossible({"": ("Người đề nghị không tự duyệt được.", "Who proposes it does not decide it.")})
    if state == State.REFUSED:
        _reasoned(reason)
    else:
        for earlier in Agreement.objects.select_for_update().filter(
            account_id=agreement.account_id, register=agreement.register, state=State.ACTIVE
        ):
            _settle(earlier, State.STOPPED, f"Thay bằng: {agreement.title}", by, at)
            _tell(earlier, "data-agreement.stopped", by, at, replaced_by=str(agreement.uuid))
    try:
        with transaction.atomic():
            _settle(agreement, state, reason, by, at)
    except IntegrityError as error:
        raise NotPossible(
            {"": ("Hệ thống này vừa có thỏa thuận khác.", "The system has another agreement by now.")}
        ) from error
    _tell(agreement, "data-agreement.approved" if state == State.ACTIVE else "data-agreement.refused", by, at)
    return agreement


def in_effect(account_id: int, register: str, on: date) -> Agreement | None:
    """The agreement under which a system may ask a register on a day. One query."""
    return Agreement.objects.filter(
        account_id=account_id, register=register, state=State.ACTIVE, valid_from__lte=on, valid_to__gte=on
    ).first()


def _settle(agreement: Agreement, state: str, reason: str, by: Actor, at: datetime) -> None:
    agreement.state, agreement.reason, agreement.decided_by_id, agreement.decided_at = (
        state,
        reason,
        by.account_id,
        at,
    )
    agreement.save(update_fields=["state", "reason", "decided_by", "decided_at"])


def _reasoned(reason: str) -> None:
    if len(reason.strip()) < 5:
        raise NotPossible({"reason": ("Hãy ghi lý do.", "Give the reason.")})


def _tell(agreement: Agreement, kind: str, by: Actor, at: datetime, **more: Any) -> None:
    events.record(
        f"data-agreement/{agreement.uuid}", kind, at=at, actor=by,
        data={
            "agreement": str(agreement.uuid), "register": agreement.register, "account_id": agreement.account_id,
            "fields": agreement.fields, "uses": agreement.uses, "purpose": agreement.purpose,
            "legal_basis": agreement.legal_basis, **more,
        },
    )  # fmt: skip
