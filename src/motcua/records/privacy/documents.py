"""Documents about a breach or a drill, from what the log says: the report, a draft to the authority, a draft to the subjects.

Drafts are words to be put right and signed by people; a drill's bear the word across each page.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal

from msgspec import Struct

from motcua.city.models import Agency, Person
from motcua.foundation.worktime import VN
from motcua.records import documents
from motcua.records.documents.forms import Letterhead
from motcua.records.documents.templates import register
from motcua.records.privacy.breaches import KINDS, TELL_SUBJECTS, Found
from motcua.records.privacy.models import Breach

Kind = Literal["report", "authority", "subjects"]
AUTHORITY = "Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao (A05), Bộ Công an"
MOST_NAMES = 500


class Table(Struct, frozen=True, kw_only=True):
    title: str
    columns: list[str]
    rows: list[list[str]]


class ProtectionDocument(Struct, frozen=True, kw_only=True):
    """A document of the protection of personal data: paragraphs and tables under the city's head."""

    template: ClassVar[str] = "protection_document"
    head: Letterhead
    title: str
    paragraphs: list[str]
    tables: list[Table] = []
    about: str = ""
    to: str = ""
    drill: bool = False
    note: str = ""


register(
    ProtectionDocument.template,
    Path(__file__).with_name("protection_document.typ"),
    ProtectionDocument,
)


def render(
    kind: Kind,
    row: Breach,
    found: Found,
    agency: Agency,
    agencies: Mapping[int, Agency],
    people: Mapping[int, Person],
    at: datetime,
) -> bytes:
    """The PDF. `agencies`: of the readers; `people`: those of the affected whose names the report lists."""
    made = {"report": _report, "authority": _authority, "subjects": _subjects}[kind]
    return documents.render_form(made(row, found, agency, agencies, people, at))


def _hour(moment: datetime | None) -> str:
    return f"{moment.astimezone(VN):%H:%M %d/%m/%Y}" if moment else "–"


def _head(agency: Agency, at: datetime) -> Letterhead:
    return Letterhead(agency=agency.name_vi, number="", place="", on=at.astimezone(VN).date())


def _kinds(row: Breach) -> str:
    return "; ".join(KINDS[one][0] for one in row.kinds if one in KINDS)


def _facts(row: Breach, found: Found) -> list[str]:
    begin, end = (_hour(datetime.fromisoformat(row.scope[name])) for name in ("from", "to"))
    return [
        f"Sự việc: {row.title}. {row.happened}",
        f"Phát hiện lúc {_hour(row.found_at)}; thời gian được rà soát: từ {begin} đến {end}.",
        f"Loại dữ liệu: {_kinds(row)}.",
        f"Theo nhật ký xem dữ liệu: {found.people} người bị ảnh hưởng, {found.looks} lượt; lượt đầu {_hour(found.first)}, "
        f"lượt cuối {_hour(found.last)}.",
    ]


def _report(
    row: Breach,
    found: Found,
    agency: Agency,
    agencies: Mapping[int, Agency],
    people: Mapping[int, Person],
    at: datetime,
) -> ProtectionDocument:
    listed = [
        [_who(people.get(person)), str(looks), _hour(first), _hour(last)]
        for person, looks, first, last in found.affected[:MOST_NAMES]
    ]
    more = found.people - len(listed)
    return ProtectionDocument(
        head=_head(agency, at),
        title="Báo cáo phạm vi ảnh hưởng",
        about="Ai bị ảnh hưởng, dữ liệu nào, từ lúc nào đến lúc nào, ai đã xem",
        paragraphs=[*_facts(row, found), *([f"Biện pháp: {row.measures}"] if row.measures else [])],
        tables=[
            Table(
                title="Ai đã xem",
                columns=["Người xem, cơ quan", "Số người", "Số lượt", "Từ", "Đến"],
                rows=[
                    [
                        _reader(name, agencies.get(agency_id or 0)),
                        str(seen),
                        str(looks),
                        _hour(first),
                        _hour(last),
                    ]
                    for name, agency_id, looks, seen, first, last in found.by_reader
                ],
            ),
            Table(
                title="Dữ liệu nào",
                columns=["Màn hình, loại", "Số lượt", "Số người"],
                rows=[[what, str(looks), str(seen)] for what, looks, seen in found.by_data],
            ),
            Table(
                title="Người bị ảnh hưởng" + (f" (còn {more} người khác trong nhật ký)" if more > 0 else ""),
                columns=["Họ tên, năm sinh", "Số lượt", "Từ", "Đến"],
                rows=listed,
            ),
        ],
        drill=row.drill,
        note="Lập tự động từ nhật ký xem dữ liệu cá nhân; danh sách công việc được tính cho mọi người có tên trong đó.",
    )


def _authority(
    row: Breach,
    found: Found,
    agency: Agency,
    agencies: Mapping[int, Agency],
    people: Mapping[int, Person],
    at: datetime,
) -> ProtectionDocument:
    return ProtectionDocument(
        head=_head(agency, at),
        title="Thông báo vi phạm quy định bảo vệ dữ liệu cá nhân",
        about="Bản thảo",
        to=AUTHORITY,
        paragraphs=[
            *_facts(row, found),
            f"Hạn thông báo: {_hour(row.due_at)} (72 giờ kể từ khi phát hiện).",
            "Hậu quả có thể xảy ra: …………",
            f"Biện pháp đã và sẽ thực hiện: {row.measures or '…………'}",
            "Đầu mối liên hệ: cán bộ bảo vệ dữ liệu cá nhân của Thành phố.",
        ],
        drill=row.drill,
        note="Bản thảo để người có thẩm quyền sửa và ký; hệ thống không tự gửi.",
    )


def _subjects(
    row: Breach,
    found: Found,
    agency: Agency,
    agencies: Mapping[int, Agency],
    people: Mapping[int, Person],
    at: datetime,
) -> ProtectionDocument:
    must = bool(TELL_SUBJECTS & set(row.kinds))
    return ProtectionDocument(
        head=_head(agency, at),
        title="Thông báo về dữ liệu cá nhân của bạn",
        about="Bản thảo",
        to="Ông, Bà có dữ liệu bị ảnh hưởng",
        paragraphs=[
            f"Thành phố phát hiện sự việc sau: {row.title}. Dữ liệu của bạn liên quan: {_kinds(row)}.",
            f"Thời gian: từ {_hour(found.first)} đến {_hour(found.last)}.",
            "Bạn xem được ai đã mở dữ liệu của mình tại mục “Ai đã xem dữ liệu của tôi”, và hỏi tại đó.",
            f"Việc Thành phố đã làm: {row.measures or '…………'} Việc bạn nên làm: …………",
            "Bạn có quyền khiếu nại, khởi kiện và yêu cầu bồi thường thiệt hại theo pháp luật.",
        ],
        drill=row.drill,
        note="Pháp luật buộc thông báo cho người có dữ liệu trong trường hợp này."
        if must
        else "Bản thảo; thông báo khi người có thẩm quyền thấy cần.",
    )


def _reader(name: str, agency: Agency | None) -> str:
    return f"{name}, {agency.name_vi}" if agency else name


def _who(person: Person | None) -> str:
    return f"{person.full_name}, {person.birth_date.year}" if person else "(không còn trong dữ liệu)"


def names_needed(found: Found) -> Sequence[int]:
    """Whose names the report lists: for the one query of the caller, and for the log."""
    return [person for person, *_ in found.affected[:MOST_NAMES]]
