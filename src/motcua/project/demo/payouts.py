"""The demo's payouts: two programmes of the ward, last month paid with some refusals and cash, this month prepared.

Invented, and made by the acts themselves; the bank's answers of last month are written here. The sandbox's bank learns the
holders' names from `accounts`.
"""

import hashlib
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from PIL import Image, ImageDraw

from motcua.city import authority
from motcua.city.models import Agency, Person
from motcua.foundation.actor import Actor
from motcua.foundation.identifiers import make_pin
from motcua.foundation.text import fold, given_name_sort_key
from motcua.money.bank import config as bank_config
from motcua.money.bank.models import BankLine
from motcua.money.bank.receiving import Told, take
from motcua.money.payouts import approving, budget, cash, claims, config, deciding, listing, repaying, sending
from motcua.money.payouts.models import BankAccount, Claim, Line, Run
from motcua.money.payouts.naming import ascii_name
from motcua.project.demo.identities import HOME, account_of
from motcua.project.demo.names import NameMaker
from motcua.records.papers import storing
from motcua.records.population.models import CitizenRecord
from motcua.records.registers import Source
from motcua.records.registers.batches import Entry, enter_many

PEOPLE, PENSIONERS, HANDED = 200, 90, 20
BANKS = ("970436", "970405", "970418", "970415", "970422")
CLOSED = "9004"
"""Accounts that end so are closed at the sandbox's bank."""
STREETS = ("Nghĩa Tân", "Hoàng Quốc Việt", "Nguyễn Khánh Toàn", "Cầu Giấy")


def fill(now: datetime, *, seed: int, people: int = PEOPLE, pensioners: int = PENSIONERS) -> int:
    """Two programmes with last month and this one, if there is no list yet; how many lists."""
    if Run.objects.exists():
        return 0
    with transaction.atomic():
        ward = Agency.objects.select_related("unit").get(key=HOME)
        _people(ward, now, Random(f"payouts {seed}"), people, pensioners)
        this = now.date().replace(day=1)
        last = (this - timedelta(days=1)).replace(day=1)
        for programme in ("allowance", "social_pension"):
            for year in sorted({last.year, this.year}):
                budget.allot(
                    ward.pk, programme, year, 6_000_000_000, f"{year}/QĐ-UBND (dữ liệu mẫu)", by=_actor("chair", now), at=now
                )  # fmt: skip
            _paid(ward, programme, last, now - timedelta(days=18))
        _changes(now)
        _claims(ward, last, now - timedelta(days=2))
        _family_pays(ward, last, now - timedelta(days=1))
        for programme in ("allowance", "social_pension"):
            listing.prepare(ward, programme, this, by=_actor("society", now), at=now)
    return Run.objects.count()


def accounts() -> dict[str, str]:
    """Names of holders for the sandbox's bank, by bank and number."""
    rows = BankAccount.objects.select_related("person").order_by("pk")
    told = {f"{one.bin}/{one.number}": ascii_name(one.told_name or one.person.full_name) for one in rows}
    resident = account_of("resident").person
    return told | (
        {f"{bin_}/0011223344": ascii_name(resident.full_name) for bin_ in BANKS} if resident else {}
    )


def linked() -> dict[str, dict[str, str]]:
    """Accounts that people have linked to their identity, for the sandbox's platform, by personal number."""
    rows = BankAccount.objects.select_related("person").filter(source="vneid", ended_at=None).order_by("pk")
    return {
        one.person.pin: {"bin": one.bin, "number": one.number, "linked_at": one.linked_at.isoformat()}
        for one in rows
        if one.person.pin
    }


def _actor(key: str, at: datetime) -> Actor:
    return authority.actor_for(account_of(key), at)


def _people(ward: Agency, now: datetime, dice: Random, people: int, pensioners: int) -> None:
    """Neighbours with their decisions and accounts, and Minh Anh, who cares for her grandmother."""
    names, entries, made = NameMaker(dice), [], []
    for number in range(people + pensioners):
        pension = number >= people
        year = now.year - (dice.randint(75, 94) if pension else dice.choice((9, 34, 48, 62, 67, 71, 83)))
        sex: Any = dice.choice(("female", "male"))
        name = names.full_name(sex, year)
        made.append(
            Person(
                pin=make_pin("001", sex, year, 700_000 + number), full_name=name, search_key=fold(name), sex=sex,
                sort_key=given_name_sort_key(name), birth_date=date(year, dice.randint(1, 12),
                dice.randint(1, 28)), unit=ward.unit,
                address_line=f"Số {dice.randint(1, 180)}, phố {dice.choice(STREETS)}",
            )
        )  # fmt: skip
    Person.objects.bulk_create(made)
    CitizenRecord.objects.bulk_create(
        [
            CitizenRecord(
                person=one,
                permanent_unit=ward.unit,
                permanent_line=one.address_line,
                ethnic_code="01",
                updated_at=now,
            )
            for one in made
        ]
    )
    for number, one in enumerate(made):
        entries.append(_entry(ward, one, number, pension=number >= people, now=now))
    resident = account_of("resident").person
    if resident is not None:
        data = {
            "request": "care",
            "group": "disabled",
            "care_kind": "household",
            "carer_name": resident.full_name,
        }
        told = _told(made[0], date(2026, 1, 1)) | data | {"carer_pin": resident.pin}
        entries.append(Entry(ward.pk, date(2026, 1, 1), told, {"carer": resident.pk}))
    source = Source("import", "demo:payouts")
    enter_many(
        "allowances",
        sorted(entries, key=lambda one: one.on),
        source=source,
        by=_actor("society", now),
        at=now,
    )
    _accounts(made, resident, now)


def _told(who: Person, since: date) -> dict[str, Any]:
    return {
        "decision_number": f"{who.pk % 9000}/QĐ-UBND", "request": "grant", "beneficiary_name": who.full_name,
        "beneficiary_birth_date": who.birth_date.isoformat(), "beneficiary_pin": who.pin, "from_month": since.isoformat(),
        "beneficiary_residence": {"unit": "00160", "line": who.address_line}, "signed_by": "Người ký mẫu",
    }  # fmt: skip


def _entry(ward: Agency, who: Person, number: int, *, pension: bool, now: datetime) -> Entry:
    age = now.year - who.birth_date.year
    since = date(2026, 1, 1)
    data = _told(who, since) | {"payout": ("account", "account", "account", "post", "home")[number % 5]}
    if pension:
        data |= {"group": "social_pension", "coefficient_percent": 100}
    elif age < 16:
        data |= {"group": "child"}
    elif age >= 60 and number % 2:
        data |= {"group": "elderly", "elderly_class": "poor"}
    else:
        data |= {"group": "disabled", "disability_level": "special" if number % 4 == 0 else "severe"}
    return Entry(ward.pk, since, data, {"beneficiary": who.pk})


def _accounts(made: list[Person], resident: Person | None, now: datetime) -> None:
    rows = []
    for number, one in enumerate(made):
        if number % 5 in (3, 4):
            continue
        wrong = number in (11, 46)
        rows.append(
            BankAccount(
                person=one, bin=BANKS[number % len(BANKS)],
                number=f"{1_000_000 + one.pk}{CLOSED if number % 67 == 6 else f'{number % 900:04d}'}", holder=one.full_name,
                source="vneid" if number % 3 else "own", rank=1 if number % 3 else 2, state="mismatch" if wrong else "good",
                told_name="NGUYEN VAN KHAC" if wrong else ascii_name(one.full_name), checked_at=now, linked_at=now,
            )
        )  # fmt: skip
    if resident is not None:
        rows.append(
            BankAccount(
                person=resident, bin=BANKS[0], number="0011223344", holder=resident.full_name, source="vneid", rank=1,
                state="good", told_name=ascii_name(resident.full_name), checked_at=now, linked_at=now,
            )
        )  # fmt: skip
    BankAccount.objects.bulk_create(rows)


def _paid(ward: Agency, programme: str, month: date, at: datetime) -> None:
    """Last month: listed, approved by the chair, sent, answered, some cash handed out."""
    maker, chair = _actor("society", at), _actor("chair", at)
    run = listing.prepare(ward, programme, month, by=maker, at=at)
    deciding.hold_all(run.pk, by=maker, at=at)
    approving.submit(run.pk, by=maker, at=at + timedelta(hours=1))
    approving.approve(run.pk, by=chair, at=at + timedelta(hours=5))
    sending.send(run.pk, by=chair, at=at + timedelta(hours=6))
    told = config.current()
    if told is not None:
        bank: Any = _Teller(told)
        for batch in run.batches.all():
            sending.hand_over(batch.pk, bank, at + timedelta(hours=7))
    waiting = list(Line.objects.filter(run=run, state=Line.State.CASH_DUE).order_by("pk"))
    for number, line in enumerate(waiting[: min(HANDED, len(waiting) * 2 // 3)]):
        when = at + timedelta(days=3, minutes=7 * number)
        shown = cash.Shown("", line.pin)
        if number % 7 == 5:
            cash.hand_out(
                line.pk, run.pk, shown, "thumb", None, words="Người làm chứng mẫu", by=maker, at=when
            )
        elif number % 7 == 6:
            cash.hand_out(line.pk, run.pk, shown, "named", None, words=line.full_name, by=maker, at=when)
        else:
            file = storing.store(
                _signature(number), purpose="payout", owner_id=line.person_id, by=maker.account_id, at=when, name="ky-nhan.png"
            )  # fmt: skip
            cash.hand_out(line.pk, run.pk, shown, "tablet", file, by=maker, at=when)


def _claims(ward: Agency, last: date, at: datetime) -> None:
    """Arrears that another officer agreed to, and a recovery that still waits for one."""
    lines = list(Line.objects.filter(programme="allowance", state="settled").order_by("pk")[3:5])
    told = (
        ("arrears", 650_000, "Quyết định đến muộn, còn thiếu một tháng của năm trước", "31/QĐ-UBND (mẫu)"),
        ("recovery", 325_000, "Chi trùng một phần khi chuyển nơi cư trú", "12/BB-UBND (mẫu)"),
    )
    for line, (kind, amount, reason, paper) in zip(lines, told, strict=False):
        typed = claims.Typed(kind, "allowance", line.pin, amount, f"{last:%m/%Y}", "", reason, paper)
        made = claims.propose(ward.pk, typed, by=_actor("society", at), at=at)
        if kind == "arrears":
            claims.decide(made.pk, ward.pk, True, "", by=_actor("chair", at), at=at + timedelta(hours=3))


def _family_pays(ward: Agency, last: date, at: datetime) -> None:
    """Somebody had died before the month that was paid: a part has come back by transfer, another transfer waits to be noted."""
    line = Line.objects.filter(programme="allowance", state="settled").order_by("pk")[22:23].first()
    account = bank_config.account()
    if line is None or account is None:
        return
    died = last - timedelta(days=9)
    CitizenRecord.objects.filter(person=line.person_id).update(death_date=died)
    claim = Claim.objects.create(
        person_id=line.person_id, agency=ward, programme="allowance", months=claims.months_words(last, last), amount=line.total,
        reason=f"Chết ngày {died:%d/%m/%Y}", by_deduction=False, at=at, by=_actor("society", at).as_data(),
    )  # fmt: skip
    for number, amount in enumerate((line.total // 2, line.total - line.total // 2)):
        note = f"{repaying.code_of(claim)} gia dinh nop lai"
        told = Told(account.number, f"FT-DEMO-TH{number}", at.date(), amount, note, "NGUYEN VAN MAU")
        came, _ = take(told, BankLine.Way.MESSAGE, {}, at)
        if not number:
            repaying.by_transfer(claim.pk, ward.pk, came.pk, by=_actor("society", at), at=at)


def _changes(now: datetime) -> None:
    """Between the months: somebody died, somebody's account turned out wrong."""
    rows = list(Line.objects.filter(programme="allowance", state="settled").order_by("pk")[20:23])
    if rows:
        CitizenRecord.objects.filter(person=rows[0].person_id).update(
            death_date=now.date().replace(day=1) - timedelta(days=6)
        )
        CitizenRecord.objects.filter(person=rows[1].person_id).update(permanent_unit=_elsewhere(rows[1]))


def _elsewhere(line: Line) -> Any:
    others = Agency.objects.filter(kind=Agency.Kind.COMMUNE, unit__isnull=False).exclude(
        pk=line.run.agency_id
    )
    found = others.select_related("unit").order_by("pk").first()
    return found.unit if found else None


def _signature(number: int) -> bytes:
    """A scribble of its own for each receipt."""
    dice, picture = Random(number), Image.new("RGB", (220, 90), "white")
    points = [(10 + 20 * n, dice.randint(15, 75)) for n in range(10)]
    ImageDraw.Draw(picture).line(points, fill="navy", width=3, joint="curve")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class _Teller:
    """The bank's answer to last month's files: closed accounts are refused, everything else is paid."""

    def __init__(self, told: config.Config) -> None:
        self.config = told

    def send_file(self, path: Path, sha256: str) -> bytes:
        return "".join(self._answer(path.read_text("ascii"), sha256)).encode()

    def _answer(self, text: str, sha256: str) -> Iterator[str]:
        found = re.search("<MsgId>([^<]+)</MsgId>", text)
        assert found is not None
        number = hashlib.sha256(sha256.encode()).hexdigest()[:20]
        yield '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">'
        yield f"<CstmrPmtStsRpt><GrpHdr><MsgId>{number}</MsgId><CreDtTm>2026-01-01T09:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>"
        yield f"<OrgnlMsgId>{found[1]}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts>"
        yield "</OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId>"
        rows = re.findall(
            "<EndToEndId>([^<]+)</EndToEndId>.*?<CdtrAcct><Id><Othr><Id>([^<]+)</Id>", text, re.DOTALL
        )
        for key, account in rows:
            yield f"<TxInfAndSts><OrgnlEndToEndId>{key}</OrgnlEndToEndId>"
            if account.endswith(CLOSED):
                yield "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts>"
            else:
                yield "<TxSts>ACSC</TxSts></TxInfAndSts>"
        yield "</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
