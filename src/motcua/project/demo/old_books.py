"""An old book of births half way into the register: twelve drawn pages, each in another phase. All of it is invented."""

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
from PIL import Image, ImageFilter

from motcua.city import authority
from motcua.city.models import Account, Agency, Unit
from motcua.foundation.actor import Actor
from motcua.foundation.text import fold
from motcua.project.demo.identities import HOME, account_of
from motcua.records import registers
from motcua.records.books import deciding, images, keying, lots, projects, publishing
from motcua.records.books.models import Entry, Project
from motcua.records.documents.compiler import compile_file
from motcua.records.population.models import CitizenRecord

REGISTER, YEAR, PAGES = "births", 2012, 12
PAPER = (243, 236, 218)
WITHOUT_IMAGE, ONLY_IMAGE, KEYED_ONCE, DIFFERING, DOUBTFUL, CONFLICT = 12, 11, 10, 6, 7, 8
LOT = 4
"""The first four entries are a lot that has gone into the register."""
ABROAD = (
    ("Hà Lưu Ly", "female", "Lưu Thị Thảo Nguyên", "Hà Sơn Lâm"),
    ("Cát Minh Triết", "male", "Phó Thị Tường An", "Cát Đại Phong"),
    ("Ứng Bảo Châu", "female", "Doãn Thị Hạ Vy", "Ứng Thiên Ân"),
)
"""People who are in no register of the city: they emigrated."""


def fill(now: datetime, *, seed: int) -> int:
    """The project with its book, once; how many entries it has. What is there already stays."""
    if Project.objects.exists() or REGISTER not in {one.register for one in registers.all_definitions()}:
        return 0
    agency = Agency.objects.select_related("unit").get(key=HOME)
    draw = Random(seed)
    written = list(_entries(agency, draw))
    if len(written) < PAGES:
        return 0
    began = now - timedelta(days=12)
    third = _doer("justice", now)
    project = projects.open_project(
        projects.Setup(
            register=REGISTER,
            name=f"Khai sinh 2006–2015, {_ward(agency)}",
            kind="civil_status",
            period="2015",
            expected=PAGES,
            due_on=(now + timedelta(days=120)).date(),
            without=("child_birth_words", "child_pin"),
        ),
        agency.pk,
        by=third,
        at=began,
    )
    book = projects.add_book(
        project,
        projects.Found(
            code="KS", unit_code=_old_code(agency), year=YEAR, volume=1, pages=PAGES, written_as=f"01/{YEAR}",
            opening_note=f"Sổ này có {PAGES} trang, đánh số từ 1 đến {PAGES}.",
            closing_note=f"Khóa sổ ngày 31/12/{YEAR}: {PAGES} mục, không có trang trắng.",
            opened_on=date(YEAR, 1, 9), closed_on=date(YEAR, 12, 31), last_number=PAGES, stated=PAGES,
            shelf="Kho lưu trữ, giá 3",
        ),
        by=third,
        at=began,
    )  # fmt: skip
    scans = _scans(agency, written, draw)
    names = [f"KS_{book.unit_code}_{YEAR}_01_{number:04d}.jpg" for number in range(1, PAGES + 1)]
    given = [pair for number, pair in enumerate(zip(names, scans, strict=True), 1) if number != WITHOUT_IMAGE]
    images.bring(book, given, by=third, at=began + timedelta(days=1))
    _work(project, written, now)
    return PAGES


def _work(project: Project, written: list[dict[str, Any]], now: datetime) -> None:
    """Two clerks type, the third person decides and checks, the chair publishes the first lot."""
    first, other = account_of("clerk"), account_of("society")
    day = now - timedelta(days=6)
    for number in range(1, KEYED_ONCE + 1):
        _type(project, first, written[number - 1], day + timedelta(hours=number // 4))
        if number == LOT:
            for back in range(1, LOT + 1):
                _type(project, other, written[back - 1], day + timedelta(days=1))
            _publish(project, now - timedelta(days=3))
    for number in range(LOT + 1, KEYED_ONCE):
        typed = dict(written[number - 1])
        if number == DIFFERING:
            typed["child_name"] = _slip(typed["child_name"])
        _type(project, other, typed, now - timedelta(days=1))


def _type(project: Project, who: Account, entry: dict[str, Any], at: datetime) -> None:
    turn = keying.claim(project, who.pk, who.display_name, at=at)
    assert turn is not None
    asked = keying.asked_of(project, turn.round)
    typed = {one.id: entry.get(one.id, "") for one in asked}
    for one in asked:
        if one.twice and not typed[one.id]:
            typed[one.id] = "KHONG_CO_TRONG_SO"
    strokes = sum(len(value) + 1 for value in typed.values())
    keying.finish_entry(turn.pk, who.pk, 1, typed, at=at, strokes=strokes)


def _publish(project: Project, at: datetime) -> None:
    for entry in Entry.objects.filter(project=project, state=Entry.State.DOUBTFUL):
        deciding.rule(
            entry.pk, None, "Không nối được người; đưa vào sổ theo sổ giấy.", clerk_id=account_of("justice").pk,
            by=_doer("justice", at), at=at,
        )  # fmt: skip
    checker = account_of("leader")
    by = _doer("leader", at)
    lot = lots.make(project, f"{project.pk:04d}so-cu", by=by, at=at)
    while (look := lots.next_look(lot, checker.pk)) is not None:
        lots.look(look.pk, {}, account_id=checker.pk, by=by, at=at)
        lot.refresh_from_db()
        if lot.state != lot.State.OPEN:
            break
    if lot.state == lot.State.ACCEPTED:
        publishing.publish(lot, by=_doer("chair", at), at=at + timedelta(hours=2))


def _slip(name: str) -> str:
    """What a tired clerk reads: one vowel another."""
    for right, wrong in (("a", "ă"), ("o", "ô"), ("e", "ê"), ("u", "ư"), ("i", "í")):
        if right in name[1:]:
            return name[0] + name[1:].replace(right, wrong, 1)
    return name + "h"


def _entries(agency: Agency, draw: Random) -> Iterator[dict[str, Any]]:
    """What stands on each page, as a clerk types it: residents born in the year, and some who went abroad."""
    rows = (
        CitizenRecord.objects.filter(
            person__birth_date__year=YEAR, mother__isnull=False, father__isnull=False
        )
        .select_related("person", "mother", "father")
        .order_by("person__birth_date", "person_id")[:400]
    )
    known = [row for row in rows if not registers.about(row.person_id, registers=[REGISTER], limit=1)]
    chosen: list[tuple[date, str, str, str, str, str, str]] = [
        (
            row.person.birth_date, row.person.full_name, row.person.sex, row.mother.full_name, row.father.full_name,
            str(row.mother.birth_date.year), str(row.father.birth_date.year),
        )
        for row in draw.sample(known, min(len(known), PAGES - len(ABROAD)))
        if row.mother and row.father
    ]  # fmt: skip
    for number, (name, sex, mother, father) in enumerate(ABROAD):
        chosen.append((date(YEAR, 3 + 3 * number, 11 + number), name, sex, mother, father, "1985", "1982"))
    for number, one in enumerate(sorted(chosen), 1):
        yield _entry(agency, number, *one, draw)


def _entry(
    agency: Agency,
    number: int,
    born: date,
    name: str,
    sex: str,
    mother: str,
    father: str,
    m: str,
    f: str,
    draw: Random,
) -> dict[str, Any]:
    birth, day = f"{born:%d/%m/%Y}", min(born + timedelta(days=draw.randint(6, 40)), date(YEAR, 12, 31))
    if number == DOUBTFUL:
        birth = str(YEAR)
    elif number == CONFLICT:
        birth = f"{(born + timedelta(days=73)) if born.month < 10 else (born - timedelta(days=73)):%d/%m/%Y}"
    home = "xã Cổ Nhuế, huyện Từ Liêm, Hà Nội"
    return {
        "entry_number": str(number), "entered_on": f"{day:%d/%m/%Y}", "child_name": name, "child_birth_date": birth,
        "child_sex": "Nữ" if sex == "female" else "Nam", "birth_place_words": "Bệnh viện Phụ sản Hà Nội",
        "home_town_words": home, "child_ethnic_group": "Kinh", "child_nationality": "Việt Nam", "mother_name": mother,
        "mother_birth_date": m, "mother_ethnic_group": "Kinh", "mother_nationality": "Việt Nam",
        "mother_residence": "Tổ 12, phường Nghĩa Đô, quận Cầu Giấy, Hà Nội", "father_name": father,
        "father_birth_date": f, "father_ethnic_group": "Kinh", "father_nationality": "Việt Nam",
        "father_residence": "Tổ 12, phường Nghĩa Đô, quận Cầu Giấy, Hà Nội", "requester_name": father,
        "requester_relation": "Cha", "registration_kind": "Đúng hạn", "officer_name": "Quách Thị Lệ",
        "signed_by": "Tạ Văn Bình", "signer_post": "Phó Chủ tịch", "remark": "",
    }  # fmt: skip


def _scans(agency: Agency, written: list[dict[str, Any]], draw: Random) -> Iterator[bytes]:
    """The pages as a scanner sees them: slightly turned, a little soft, on paper that has yellowed."""
    pdf = compile_file(
        Path(__file__).parent / "old_book" / "page.typ",
        {
            "ward": "UBND phường Nghĩa Đô, quận Cầu Giấy, thành phố Hà Nội",
            "volume": f"01/{YEAR}",
            "entries": [
                {
                    "number": one["entry_number"], "name": one["child_name"], "birth": one["child_birth_date"],
                    "sex": one["child_sex"], "place": one["birth_place_words"], "ethnic": one["child_ethnic_group"],
                    "nationality": one["child_nationality"], "home": one["home_town_words"],
                    "mother": one["mother_name"], "mother_birth": one["mother_birth_date"],
                    "father": one["father_name"], "father_birth": one["father_birth_date"],
                    "residence": one["mother_residence"], "requester": f"{one['requester_name']}, cha",
                    "day": one["entered_on"], "officer": one["officer_name"], "signer": one["signed_by"],
                    "remark": one["remark"],
                }
                for one in written
            ],
        },
    )  # fmt: skip
    with pypdfium2.PdfDocument(pdf) as pages:
        for page in pages:
            image = page.render(scale=1.75).to_pil().convert("RGB")
            turned = image.rotate(draw.uniform(-1.3, 1.3), Image.Resampling.BICUBIC, fillcolor=PAPER).filter(
                ImageFilter.GaussianBlur(0.6)
            )
            out = io.BytesIO()
            turned.save(out, "JPEG", quality=72)
            yield out.getvalue()


def _ward(agency: Agency) -> str:
    assert agency.unit is not None
    name = agency.unit.full_name_vi
    return name[0].lower() + name[1:]


def _old_code(agency: Agency) -> str:
    """The ward's code in the list of the book's time; its own of today when that list is not loaded."""
    assert agency.unit is not None
    old = Unit.objects.filter(
        level=Unit.Level.COMMUNE, code_list="2004", search_key=fold(agency.unit.name_vi)
    ).order_by("id")
    return (old.first() or agency.unit).code


def _doer(key: str, at: datetime) -> Actor:
    account = account_of(key)
    return authority.actor_for(account, at, authority.powers_of(account.pk, at).posts[0].post_id)
