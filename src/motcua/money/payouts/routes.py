"""Accounts of record: who said that a person's money goes there, and whether the bank knows the holder by that name."""

import re
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.foundation.text import fold
from motcua.money.gateways.http import GatewayNonsense, GatewayUnreachable
from motcua.money.payouts.errors import Refused
from motcua.money.payouts.models import BankAccount
from motcua.money.payouts.naming import ascii_name, same_name
from motcua.money.payouts.programmes import banks

RANK = {"vneid": 1, "own": 2, "register": 3, "paper": 4}
"""VNeID's account goes before what papers say."""
NUMBER = re.compile(r"[0-9A-Za-z]{4,19}")
type Lookup = Callable[[str, str], str | None]


def bank_of(text: str) -> str:
    """The six digits of a bank by its name as people write it; empty when no bank, or several, are meant."""
    words = f" {fold(text)} "
    found = {
        one.bin
        for one in banks().values()
        if any(f" {fold(name)} " in words for name in (one.name, one.bin, *one.also))
    }
    return found.pop() if len(found) == 1 else ""


@transaction.atomic
def register(
    person_id: int, bin_: str, number: str, holder: str, *, source: str, holder_is: str = "self", lookup: Lookup,
    by: Actor, at: datetime,
) -> BankAccount:  # fmt: skip
    """Keep an account after the bank has told the holder's name; the one of the same source before ends.

    Raises: Refused at the field (bank, number, name that differs), or when the bank does not answer now.
    """
    number = re.sub(r"[\s.]", "", number)
    if bin_ not in banks():
        raise Refused("Hãy chọn ngân hàng.", "Choose the bank.", "bank")
    if not NUMBER.fullmatch(number):
        raise Refused("Số tài khoản gồm 4 đến 19 chữ số.", "An account number has 4 to 19 digits.", "number")
    if not ascii_name(holder):
        raise Refused("Hãy ghi tên chủ tài khoản.", "Name the holder.", "holder")
    try:
        told = lookup(bin_, number)
    except (GatewayUnreachable, GatewayNonsense):
        raise Refused(
            "Ngân hàng chưa trả lời, hãy thử lại sau ít phút.",
            "The bank does not answer; try again soon.",
            "number",
        ) from None
    if told is None:
        raise Refused(
            "Không có tài khoản này, hoặc tài khoản không nhận được tiền.",
            "There is no such account that takes money.",
            "number",
        )
    if not same_name(holder, told):
        raise Refused(
            "Tên ngân hàng ghi không giống tên này. Hãy xem lại số tài khoản và tên.",
            "The bank's name of the holder is another one. Check number and name.", "holder",
        )  # fmt: skip
    BankAccount.objects.filter(person_id=person_id, source=source, ended_at=None).update(ended_at=at)
    made = BankAccount.objects.create(
        person_id=person_id, bin=bin_, number=number, holder=holder.strip()[:120], holder_is=holder_is, source=source,
        rank=RANK[source], state=BankAccount.State.GOOD, told_name=told, checked_at=at, linked_at=at, by=by.as_data(),
    )  # fmt: skip
    events.record(
        f"payout-account:{person_id}", "payout_account_registered", at=at, actor=by,
        data={"bank": bin_, "ends_in": number[-4:], "source": source},
    )  # fmt: skip
    return made


@transaction.atomic
def end(account_id: int, person_id: int, *, by: Actor, at: datetime) -> bool:
    """No money goes there any more; false when there is no such account of this person."""
    done = BankAccount.objects.filter(pk=account_id, person_id=person_id, ended_at=None).update(ended_at=at)
    if done:
        events.record(
            f"payout-account:{person_id}",
            "payout_account_ended",
            at=at,
            actor=by,
            data={"account": account_id},
        )
    return bool(done)


_NAMED = """
select distinct record.data->>'bank_name' from registers_record record
where record.register = 'allowances' and record.agency_id = %s and record.state = 'in_force'
    and record.data->>'payout' = 'account'
    and coalesce(record.data->>'bank_name', '') <> ''"""
_GATHER = """
insert into payouts_bankaccount (person_id, bin, number, holder, holder_is, source, rank, state, told_name, linked_at, by)
select distinct on (part.person_id) part.person_id, known.bin, record.data->>'account_number',
    coalesce(record.data->>'account_holder', ''),
    case when upper(coalesce(record.data->>'account_holder', '')) = upper(person.full_name)
        or record.data->>'account_holder' is null
        then 'self' else 'guardian' end, 'register', 3, 'unchecked', '', %(at)s, '{}'
from registers_record record
join registers_part part on part.register = record.register and part.record_id = record.id and part.role = 'beneficiary'
join city_person person on person.id = part.person_id
join unnest(%(names)s::text[], %(bins)s::text[]) as known (name, bin) on known.name = record.data->>'bank_name'
    and known.bin <> ''
where record.register = 'allowances' and record.agency_id = %(agency)s and record.state = 'in_force'
    and record.data->>'payout' = 'account' and record.data->>'account_number' ~ '^[0-9A-Za-z]{4,34}$'
    and not exists (
        select from payouts_bankaccount mine where mine.person_id = part.person_id and mine.source = 'register'
            and mine.number = record.data->>'account_number' and mine.bin = known.bin)
order by part.person_id, record.id desc
on conflict do nothing"""


@transaction.atomic
def gather(agency_id: int, at: datetime) -> int:
    """Accounts that the register of beneficiaries names become accounts of record, to be checked. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [agency_id])
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            _GATHER,
            {"agency": agency_id, "names": names, "bins": [bank_of(name) for name in names], "at": at},
        )
        return cursor.rowcount


def check_waiting(lookup: Lookup, at: datetime, most: int = 500) -> int:
    """Ask the bank about accounts that nobody has checked; how many were answered. Stops while the bank is away."""
    answered = 0
    for one in (
        BankAccount.objects.select_related("person")
        .filter(state="unchecked", ended_at=None)
        .order_by("pk")[:most]
    ):
        try:
            told = lookup(one.bin, one.number)
        except (GatewayUnreachable, GatewayNonsense):
            break
        wanted = (
            one.holder if one.holder_is != BankAccount.Holder.SELF and one.holder else one.person.full_name
        )
        state = "closed" if told is None else "good" if same_name(wanted, told) else "mismatch"
        BankAccount.objects.filter(pk=one.pk, state="unchecked").update(
            state=state, told_name=told or "", checked_at=at, holder=one.holder or one.person.full_name
        )
        answered += 1
    return answered


def of_person(ids: tuple[int, ...]) -> list[BankAccount]:
    """Accounts of record of a person that count, the one that is used first. One query."""
    return list(BankAccount.objects.filter(Q(person__in=ids), ended_at=None).order_by("rank", "-linked_at"))
