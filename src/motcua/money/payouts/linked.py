"""Accounts that people have linked to their electronic identity for social security: asked for before a list is made.

Such an account goes before what papers say, with the day it was linked. The platform's own interface
is not published: this is one question about many numbers, signed both ways, and nothing of it reaches beyond this module. A
linked account is one more account of record: the paying bank still tells its holder's name before money goes there.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

import requests
from django.db import connection, transaction

from motcua.foundation import events
from motcua.foundation.actor import Actor
from motcua.money.gateways.http import CONNECT_TIMEOUT_S, GatewayNonsense, GatewayUnreachable
from motcua.money.payouts.client import HEADER, genuine, sign
from motcua.money.payouts.config import LinkedConfig
from motcua.money.payouts.programmes import banks
from motcua.money.payouts.routes import NUMBER, RANK

AT_ONCE = 2000
"""Numbers in one question."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What the platform says of one number. `bin` empty: the person has taken the account back."""

    pin: str
    bin: str
    number: str
    at: datetime


class Platform:
    """The identity platform. Raises GatewayUnreachable and GatewayNonsense (no signature, no such shape)."""

    def __init__(self, config: LinkedConfig) -> None:
        self.config = config

    def ask(self, pins: Sequence[str]) -> list[Linked]:
        """The accounts of these numbers, as far as the platform knows them; others are left out."""
        body = json.dumps({"pins": list(pins)}).encode()
        headers = {"Content-Type": "application/json", HEADER: sign(self.config.key, body)}
        try:
            answer = requests.post(
                f"{self.config.url}/accounts", data=body, headers=headers, allow_redirects=False,
                timeout=(CONNECT_TIMEOUT_S, self.config.timeout_s),
            )  # fmt: skip
        except requests.RequestException as error:
            raise GatewayUnreachable(f"{type(error).__name__} at /accounts") from error
        if answer.status_code != 200:
            raise GatewayUnreachable(f"HTTP {answer.status_code}")
        if not genuine(self.config.key, answer.content, answer.headers.get(HEADER, "")):
            raise GatewayNonsense("an answer without the platform's signature")
        return list(read(answer.content, frozenset(pins)))


def read(content: bytes, asked: frozenset[str]) -> Iterator[Linked]:
    """The platform's answer. What nobody asked about, an unknown bank or an impossible number is left out.

    Raises: GatewayNonsense.
    """
    try:
        told = json.loads(content)["accounts"]
        for one in told:
            account = one["account"]
            bin_, number = (str(account["bin"]), str(account["number"])) if account else ("", "")
            at = datetime.fromisoformat(one["linked_at"])
            good = not account or (bin_ in banks() and NUMBER.fullmatch(number))
            if one["pin"] in asked and good and at.tzinfo is not None:
                yield Linked(one["pin"], bin_, number, at)
    except (ValueError, KeyError, TypeError) as error:
        raise GatewayNonsense(f"no such answer: {type(error).__name__}") from None


_PINS = """
select distinct person.pin from registers_record record
join registers_part part on part.register = record.register and part.record_id = record.id
    and part.role in ('beneficiary', 'carer')
join city_person person on person.id = part.person_id
where record.register = 'allowances' and record.agency_id = %s and record.state = 'in_force' and person.pin ~ '^[0-9]{12}$'
order by 1"""
_TOLD = """
create temp table payouts_linked on commit drop as
select person.id as person_id, person.full_name, told.*
from unnest(%(pins)s::text[], %(bins)s::text[], %(numbers)s::text[], %(days)s::timestamptz[]) as told (pin, bin, number, at)
join city_person person on person.pin = told.pin"""
_END = """
update payouts_bankaccount mine set ended_at = %(now)s from payouts_linked told
where mine.person_id = told.person_id and mine.source = 'vneid' and mine.ended_at is null and mine.linked_at <= told.at
    and (mine.bin, mine.number) is distinct from (told.bin, told.number)"""
_NEW = """
insert into payouts_bankaccount (person_id, bin, number, holder, holder_is, source, rank, state, told_name, linked_at, by)
select person_id, bin, number, full_name, 'self', 'vneid', %(rank)s, 'unchecked', '', at, '{}' from payouts_linked told
where bin <> '' and not exists (
    select from payouts_bankaccount mine where mine.person_id = told.person_id and mine.source = 'vneid'
        and (mine.ended_at is null or (mine.bin, mine.number, mine.linked_at) = (told.bin, told.number, told.at)))
on conflict do nothing"""


def gather(platform: Platform, agency_id: int, *, by: Actor, at: datetime) -> int:
    """Ask about everybody in the agency's register and keep what changed; how many accounts are new.

    A platform that does not answer changes nothing: lists are made with the accounts that are known. Four statements for each
    two thousand people.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PINS, [agency_id])
        pins = [pin for (pin,) in cursor.fetchall()]
    new = 0
    for piece in batched(pins, AT_ONCE, strict=False):
        try:
            told = platform.ask(piece)
        except (GatewayUnreachable, GatewayNonsense):
            break
        new += keep(told, agency_id, by=by, at=at)
    return new


@transaction.atomic
def keep(told: Iterable[Linked], agency_id: int, *, by: Actor, at: datetime) -> int:
    """Linked accounts become accounts of record that wait for the bank's word; a changed or withdrawn one ends."""
    rows = list(told)
    if not rows:
        return 0
    given: dict[str, Any] = {
        "pins": [one.pin for one in rows], "bins": [one.bin for one in rows], "numbers": [one.number for one in rows],
        "days": [one.at for one in rows], "now": at, "rank": RANK["vneid"],
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.payouts_linked")
        cursor.execute(_TOLD, given)
        cursor.execute(_END, given)
        ended = cursor.rowcount
        cursor.execute(_NEW, given)
        new = cursor.rowcount
    if ended or new:
        events.record(
            f"payout-linked:{agency_id}", "payout_accounts_linked", at=at, actor=by,
            data={"asked": len(rows), "new": new, "ended": ended},
        )  # fmt: skip
    return new
