"""What records and the city itself hold about a person, as holdings."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from motcua.city import identities
from motcua.city.models import Account, Person
from motcua.records import population, registers
from motcua.records.consents.models import Consent
from motcua.records.contests.models import Contest
from motcua.records.papers.models import Paper
from motcua.records.registers.versions import data_now
from motcua.records.subject_requests.holdings import Holding, Row, offer
from motcua.records.subject_requests.models import SubjectRequest
from motcua.records.wallet.models import Share

MOST = 2000
"""Rows of one kind in a copy: more than anybody has; beyond it the officer makes the copy in parts."""
LAW = ("Luật Căn cước 2023, Luật Cư trú 2020", "laws on identity and residence")


def offer_all() -> None:
    offer(Holding("identity", "Nhân thân", "Who you are", _identity, kept=LAW, order=10))
    offer(
        Holding(
            "contact",
            "Số điện thoại, thư điện tử",
            "Telephone and e-mail",
            _contact,
            _forget_contact,
            order=12,
        )
    )
    offer(Holding("population", "Dữ liệu dân cư", "Population data", _population, kept=LAW, order=15))
    offer(
        Holding(
            "registers", "Sổ đăng ký có tên bạn", "Registers that name you", _registers,
            kept=("luật của từng sổ; Luật Lưu trữ 2024", "the law of each register; law on archives"), order=20,
        )
    )  # fmt: skip
    offer(
        Holding(
            "papers", "Giấy tờ", "Papers", _papers,
            kept=("Luật Lưu trữ 2024", "law on archives"), order=25,
        )
    )  # fmt: skip
    offer(Holding("links", "Liên kết chia sẻ giấy tờ", "Links to papers", _links, _forget_links, order=30))
    offer(
        Holding(
            "consents", "Điều bạn đã đồng ý", "What you agreed to", _consents,
            kept=("Luật BVDLCN 2025 Đ.9 (bằng chứng đồng ý)", "proof of consent"), order=60,
        )
    )  # fmt: skip
    offer(
        Holding(
            "requests", "Yêu cầu và báo sai về dữ liệu", "Requests and reports about data", _requests,
            kept=("Luật BVDLCN 2025 (theo dõi thực hiện)", "record of requests"), order=65,
        )
    )  # fmt: skip


def _identity(person_id: int) -> Sequence[Row]:
    person = Person.objects.get(pk=identities.present_one(person_id))
    return [
        _fact("Họ, chữ đệm, tên", person.full_name),
        _fact("Số định danh", person.pin),
        _fact("Ngày sinh", plain(person.birth_date)),
        _fact("Giới tính", person.get_sex_display()),
    ]


def _contact(person_id: int) -> Sequence[Row]:
    person = Person.objects.get(pk=identities.present_one(person_id))
    return [
        row for row in (_fact("Điện thoại", person.phone), _fact("Thư điện tử", person.email)) if row["value"]
    ]


def _forget_contact(person_id: int) -> int:
    """Telephone and e-mail of the person and of its sign-on; messages stay in the inbox."""
    ids = identities.together(person_id)
    Account.objects.filter(person_id__in=ids, kind=Account.Kind.RESIDENT).update(email="")
    return Person.objects.filter(pk__in=ids).update(phone="", email="")


def _population(person_id: int) -> Sequence[Row]:
    facts = population.facts_for(Person.objects.get(pk=person_id))
    return [_fact(key, plain(value)) for key, value in sorted(facts.items()) if key.startswith("population.")]


def _registers(person_id: int) -> Sequence[Row]:
    rows = []
    named = [record for one in identities.together(person_id) for record in registers.about(one, limit=MOST)]
    for record in named:
        kept = registers.definition_of(record.register)
        data = data_now(kept, record)
        rows.append(
            {
                "register": kept.name.vi,
                "number": registers.number_text(record),
                "entered_on": plain(record.entered_on),
                # what is sensitive may be another's who is named in the same entry: it is read at the office
                "data": {
                    field.label.vi: plain(data[field.id])
                    for field in kept.fields
                    if not field.sensitive and data.get(field.id) is not None
                },
            }
        )
    return rows


def _papers(person_id: int) -> Sequence[Row]:
    rows = Paper.objects.filter(owner_id__in=identities.together(person_id)).order_by("-id")[:MOST]
    return [{"kind": one.kind, "number": one.number, "issued_on": plain(one.issued_on)} for one in rows]


def _links(person_id: int) -> Sequence[Row]:
    rows = Share.objects.filter(owner_id__in=identities.together(person_id)).order_by("-id")[:MOST]
    return [
        {
            "receiver": one.receiver,
            "purpose": one.purpose,
            "until": plain(one.expires_at),
            "opened": one.opened,
        }
        for one in rows
    ]


def _forget_links(person_id: int) -> int:
    """Links that open no more are deleted with what they said; those that still open are taken back by their owner first."""
    return Share.objects.filter(
        owner_id__in=identities.together(person_id), revoked_at__isnull=False
    ).delete()[0]


def _consents(person_id: int) -> Sequence[Row]:
    return [
        {
            "purpose": one.purpose, "version": one.version, "receiver": one.receiver_name, "data": list(one.data),
            "given_at": plain(one.given_at), "until": plain(one.expires_at), "withdrawn_at": plain(one.withdrawn_at),
        }
        for one in Consent.objects.filter(person_id__in=identities.together(person_id)).order_by("-id")[:MOST]
    ]  # fmt: skip


def _requests(person_id: int) -> Sequence[Row]:
    asked = [
        {"request": one.kind, "state": one.state, "opened_at": plain(one.opened_at), "words": one.words}
        for one in SubjectRequest.objects.filter(person_id__in=identities.together(person_id)).order_by(
            "-id"
        )[:MOST]
    ]
    reported = [
        {
            "contest": one.subject, "was": one.was_words, "claimed": one.claimed_words, "state": one.state,
            "opened_at": plain(one.opened_at),
        }
        for one in Contest.objects.filter(person_id__in=identities.together(person_id)).order_by("-id")[:MOST]
    ]  # fmt: skip
    return [*asked, *reported]


def _fact(label: str, value: Any) -> Row:
    return {"label": label, "value": value}


def plain(value: Any) -> Any:
    """A value as JSON and as a reader can have it."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in value]
    return str(value)
