"""One person as the law groups the data (Luật Căn cước 2023 Điều 9), today or on an earlier day, with history and warnings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from motcua.city.models import Person
from motcua.foundation import audit
from motcua.foundation.worktime import VN
from motcua.records.population import reading
from motcua.records.population.ethnic_groups import ethnic_group
from motcua.records.population.facts import COUNTRIES
from motcua.records.population.models import CitizenRecord, Member, PopulationChange, Tie
from motcua.records.population.naming import RELATIONS
from motcua.records.quality.models import Finding
from motcua.sites.population.frame import Looker, frame, population_page
from motcua.sites.population.matters import closed_to
from motcua.sites.shell import typed
from motcua.sites.shell.fields import Field
from motcua.sites.shell.language import both

BLOOD = {"01": "A", "02": "B", "03": "AB", "04": "O"}
MARITAL = {
    "single": both("Chưa kết hôn", "Single"),
    "married": both("Đang có vợ, chồng", "Married"),
    "divorced": both("Đã ly hôn", "Divorced"),
    "widowed": both("Vợ, chồng đã chết", "Widowed"),
}
HOMES = {
    "permanent": both("Thường trú", "Permanent residence"),
    "temporary": both("Tạm trú", "Temporary residence"),
    "present": both("Nơi ở hiện tại", "Present abode"),
    "absent": both("Tạm vắng", "Declared absence"),
}
CARDS = {
    "cmnd9": both("CMND 9 số", "Identity card of 9 digits"),
    "cmnd12": both("CMND 12 số", "Identity card of 12 digits"),
    "barcode": both("Căn cước công dân mã vạch", "Citizen card with barcode"),
    "chip": both("Căn cước công dân gắn chip", "Citizen card with chip"),
    "card": both("Thẻ căn cước", "Identity card of 2024"),
    "certificate": both("Giấy chứng nhận căn cước", "Certificate of identity"),
}
KINDS = {
    "published": both("Cập nhật từ nguồn dữ liệu", "Updated from a source"),
    "corrected": both("Sửa dữ liệu sai", "Wrong data corrected"),
    "number_replaced": both("Thay số định danh", "Number replaced"),
    "card_issued": both("Cấp thẻ", "Card issued"),
    "household_joined": both("Vào hộ", "Joined a household"),
    "household_left": both("Rời hộ", "Left the household"),
    "married": both("Kết hôn", "Married"),
    "divorced": both("Ly hôn", "Divorced"),
    "widowed": both("Vợ, chồng chết", "Widowed"),
    "died": both("Chết", "Died"),
    "declared_missing": both("Bị tuyên bố mất tích", "Declared missing"),
    "declared_absent": both("Khai báo tạm vắng", "Declared absent"),
    "represented": both("Có người đại diện", "Represented"),
    "not_represented": both("Không còn người đại diện", "No longer represented"),
    **{
        f"residence_{kind}": both(f"{words['vi']}: nơi mới", f"{words['en']}: new")
        for kind, words in HOMES.items()
    },
    **{
        f"residence_{kind}_ended": both(f"{words['vi']}: kết thúc", f"{words['en']}: ended")
        for kind, words in HOMES.items()
    },
}
SOURCES = {
    "dossier": ("hồ sơ", "dossier"),
    "register": ("sổ đăng ký", "register"),
    "load": ("nguồn dữ liệu", "data source"),
    "contest": ("đề nghị chỉnh sửa", "report of wrong data"),
    "record": ("dữ liệu đã có", "data at hand"),
    "demo": ("dữ liệu mẫu", "sample data"),
}
"""Where the city has a row from, by the word before the colon of its source."""
MOST_FINDINGS = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One datum: what it is and what it says, an empty value where the city does not know."""

    label: dict[str, str]
    value: Any


@require_safe
@population_page
def one(request: HttpRequest, looker: Looker, person_id: int) -> HttpResponse:
    """The record of a person who was found before; every look is noted, with those who stand in it. Eighteen queries at most."""
    if not looker.may_open(person_id):
        if Person.objects.filter(pk=person_id).exists():
            raise looker.refused([person_id])
        raise Http404
    if looker.purpose is None:
        return redirect("population:search")
    if closed_to(looker.officer, looker.purpose.code, [person_id]):
        looker.refused([person_id]).note()
        return render(request, "population/restricted.html", frame(looker), status=403)
    found = reading.whole(person_id)
    if found is None:
        raise Http404
    then = _then(request, looker)
    standing = reading.as_of(person_id, then) if then is not None else None
    audit.log_read(
        looker.officer.actor,
        sorted(found.shown),
        purpose=looker.purpose.name.vi,
        code=looker.purpose.code,
        what="population",
        at=looker.officer.now,
    )
    looker.shown(found.shown)
    context = frame(
        looker,
        person=found.person,
        groups=groups(found),
        warnings=warnings(found),
        household=[_member(one, person_id) for one in found.household],
        household_no=next((one.household.number for one in found.members if one.until is None), ""),
        family=_family(found),
        cards=[(card, CARDS[card.kind]) for card in found.cards],
        homes=[
            (home, HOMES[home.kind], reading.place(home.unit, home.line), source_words(home.source))
            for home in found.residences
        ],
        memberships=[(one, both(*RELATIONS.get(one.relation, RELATIONS["other"]))) for one in found.members],
        changes=[_change(change) for change in found.changes],
        standing=standing,
        then=then,
        day_asked=Field(
            "ngay", "date", both("Xem dữ liệu vào ngày", "The data on"), value=then or {}, required=False
        ),
        then_rows=_standing(standing) if standing else [],
    )
    return render(request, "population/record.html", context)


def groups(found: reading.Whole) -> list[tuple[dict[str, str], list[Line]]]:
    """The groups of the law that are values of the person itself. Religion is not kept. No query."""
    person, record = found.person, found.record or CitizenRecord(person=found.person)
    return [
        (
            both("Nhân thân", "Identity"),
            [
                Line(both("Họ, chữ đệm và tên khai sinh", "Full name at birth"), person.full_name),
                Line(both("Tên gọi khác", "Other name"), record.other_name),
                Line(both("Số định danh cá nhân", "Personal number"), person.pin),
                Line(both("Ngày sinh", "Date of birth"), born(person)),
                Line(
                    both("Giới tính", "Sex"),
                    both("Nam", "Male") if person.sex == "male" else both("Nữ", "Female"),
                ),
                Line(both("Quốc tịch", "Nationality"), COUNTRIES.get(record.nationality, record.nationality)),
                Line(both("Dân tộc", "Ethnic group"), ethnic_group(record.ethnic_list, record.ethnic_code)),
                Line(both("Nhóm máu", "Blood group"), BLOOD.get(record.blood_group, "")),
                Line(both("Tình trạng hôn nhân", "Marital status"), MARITAL.get(record.marital_status, "")),
            ],
        ),
        (
            both("Nơi sinh, quê quán", "Birth and origin"),
            [
                Line(both("Nơi sinh", "Place of birth"), record.birth_place),
                Line(both("Nơi đăng ký khai sinh", "Birth registered at"), record.birth_registered_at),
                Line(both("Quê quán", "Home town"), record.hometown),
            ],
        ),
        (
            both("Cư trú", "Residence"),
            [
                *(
                    Line(
                        HOMES[kind],
                        reading.place(getattr(record, f"{kind}_unit"), getattr(record, f"{kind}_line")),
                    )
                    for kind in ("permanent", "temporary", "present")
                ),
                Line(both("Số hồ sơ cư trú", "Residence file"), record.household_no),
                Line(both("Điện thoại", "Telephone"), person.phone),
                Line(both("Thư điện tử", "E-mail"), person.email),
            ],
        ),
    ]


def warnings(found: reading.Whole) -> list[dict[str, Any]]:
    """What an officer has to know before anything else. One query, for what rules of data quality found."""
    told: list[dict[str, Any]] = []
    record = found.record
    if record is not None and record.death_date is not None:
        day = f"{record.death_date:%d/%m/%Y}"
        told.append({"tone": "danger", "words": both(f"Đã chết ngày {day}.", f"Died on {day}.")})
    if record is not None and record.missing_since is not None:
        day = f"{record.missing_since:%d/%m/%Y}"
        told.append(
            {"tone": "danger", "words": both(f"Bị tuyên bố mất tích từ {day}.", f"Missing since {day}.")}
        )
    for old in found.retired:
        words = both(
            f"Số cũ {old.pin_old} đã hủy ngày {old.on:%d/%m/%Y} ({old.ground}).",
            f"The former number {old.pin_old} was cancelled on {old.on:%d/%m/%Y} ({old.ground}).",
        )
        told.append({"tone": "info", "words": words})
    findings = Finding.objects.filter(person_id=found.person.pk, state=Finding.State.OPEN).order_by("id")
    for one in findings[:MOST_FINDINGS]:
        words = both(
            f"Chất lượng dữ liệu {one.rule}: {one.value or one.field}",
            f"Data quality {one.rule}: {one.value or one.field}",
        )
        told.append({"tone": "warn", "words": words})
    return told


def source_words(source: str) -> dict[str, str]:
    """Where a row comes from, for people: the kind, and the code of a dossier."""
    kind, _, ref = source.partition(":")
    vi, en = SOURCES.get(kind, (kind, kind))
    more = f" {ref}" if kind == "dossier" and ref else ""
    return both(f"{vi}{more}", f"{en}{more}")


def born(person: Person) -> str:
    """The day of birth as far as it is known."""
    day = person.birth_date
    if person.birth_precision == Person.Precision.YEAR:
        return str(day.year)
    return f"{day:%m/%Y}" if person.birth_precision == Person.Precision.MONTH else f"{day:%d/%m/%Y}"


def _family(found: reading.Whole) -> list[dict[str, Any]]:
    """Parents, spouses of now and before, children, representatives, each as a link. No query."""
    rows: list[dict[str, Any]] = []

    def add(vi: str, en: str, person: Person | None, more: str = "") -> None:
        if person is not None:
            rows.append(
                {
                    "label": both(vi, en),
                    "name": person.full_name,
                    "born": born(person),
                    "more": more,
                    "href": _href(person.pk),
                }
            )

    record = found.record
    if record is not None:
        add("Cha", "Father", record.father)
        add("Mẹ", "Mother", record.mother)
    for tie in found.ties:
        other = tie.other if tie.person_id == found.person.pk else tie.person
        days = " – ".join(f"{day:%d/%m/%Y}" if day else "" for day in (tie.since, tie.until)).strip(" –")
        if tie.kind == Tie.Kind.SPOUSE:
            add(
                *(("Vợ, chồng", "Spouse") if tie.until is None else ("Vợ, chồng trước", "Former spouse")),
                other,
                days,
            )
        elif tie.person_id == found.person.pk:
            add("Người đại diện", "Representative", other, days)
        else:
            add("Đại diện cho", "Represents", other, days)
    for child in found.children:
        add("Con", "Child", child)
    if record is not None:
        for relation, told in record.relatives_elsewhere.items():
            words = RELATIONS.get(relation, (relation, relation))
            rows.append(
                {
                    "label": both(*words),
                    "name": told.get("full_name", ""),
                    "born": "",
                    "more": told.get("pin", ""),
                }
            )
    return rows


def _member(member: Member, person_id: int) -> dict[str, Any]:
    return {
        "name": member.person.full_name,
        "born": born(member.person),
        "relation": both(*RELATIONS.get(member.relation, RELATIONS["other"])),
        "head": member.relation == "head",
        "self": member.person_id == person_id,
        "href": _href(member.person_id),
    }


def _change(change: PopulationChange) -> dict[str, Any]:
    return {
        "kind": KINDS.get(change.kind, both(change.kind, change.kind)),
        "on": change.on,
        "at": change.at,
        "source": source_words(change.source),
        "by": change.by.get("name", ""),
    }


def _standing(standing: reading.Standing) -> list[Line]:
    """How things stood on the day that was asked for. No query."""
    values = standing.values
    rows = [
        Line(both("Họ tên", "Name"), values["full_name"]),
        Line(both("Số định danh", "Personal number"), values["pin"]),
        Line(both("Tình trạng hôn nhân", "Marital status"), MARITAL.get(values["marital_status"], "")),
    ]
    rows += [
        Line(HOMES[kind], reading.place(home.unit, home.line) or both("Đã khai báo", "Declared"))
        for kind, home in standing.homes.items()
    ]
    if standing.member is not None:
        words = RELATIONS.get(standing.member.relation, RELATIONS["other"])
        number = standing.member.household.number
        rows.append(Line(both("Hộ", "Household"), both(f"{number}, {words[0]}", f"{number}, {words[1]}")))
    rows += [Line(CARDS[card.kind], card.number) for card in standing.cards]
    return rows


def _then(request: HttpRequest, looker: Looker) -> date | None:
    day = typed.any_day(request.GET, "ngay")
    return day if day and day < looker.officer.now.astimezone(VN).date() else None


def _href(person_id: int) -> str:
    return reverse("population:record", args=[person_id])
