"""How a look is told to the person: what was seen, why, by whom."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from motcua.city.models import Agency, Organisation, Post
from motcua.foundation.models import AccessLog
from motcua.records import registers
from motcua.records.privacy import purposes
from motcua.records.privacy.looking import organisation_of
from motcua.sites.shell.language import both

WHATS: dict[str, tuple[str, str]] = {
    "dossier": ("hồ sơ của bạn", "your dossier"),
    "file": ("giấy tờ trong hồ sơ", "papers of the dossier"),
    "population": ("dữ liệu dân cư của bạn", "your population data"),
    "result-preview": ("dự thảo kết quả", "the draft of the result"),
    "control-sheet": ("phiếu kiểm soát hồ sơ", "the control sheet"),
    "scan": ("bản quét giấy tờ", "scanned papers"),
    "paper-store": ("kho giấy tờ đã số hóa", "your digitised papers"),
    "report": ("phản ánh của bạn, không kèm tên", "your report, without your name"),
    "reporter": ("phản ánh và tên người gửi", "your report and your name"),
    "booking": ("lịch hẹn của bạn", "your booking"),
    "contest": ("đề nghị chỉnh sửa dữ liệu", "your report of wrong data"),
    "certification-book": ("sổ chứng thực", "the book of certifications"),
    "certification-book-print": ("sổ chứng thực (bản in)", "the book of certifications, printed"),
    "assisted": ("phiên hỗ trợ bạn", "a session of help for you"),
    "acting": ("việc làm thay bạn", "things done for you"),
    "mandate": ("ủy quyền của bạn", "your mandate"),
    "mobile": ("điều bạn khai với tổ lưu động", "what you told a mobile team"),
    "post": ("gói hồ sơ bưu chính", "your papers by post"),
    "name-check": ("họ tên, ngày sinh", "name and birth date"),
    "rehearsal": ("hồ sơ cũ, chỉ lấy số cộng", "past dossiers, sums only"),
    "book": ("trang sổ cũ", "a page of an old book"),
    "book-match": ("mục trong sổ cũ", "an entry of an old book"),
    "book-sample": ("mục trong sổ cũ", "an entry of an old book"),
    "book-export": ("mục trong sổ cũ", "entries of an old book"),
    "extract": ("trích lục", "an extract"),
    "body": ("một số dữ liệu của hồ sơ", "some data of the dossier"),
    "look-review": ("nhật ký xem dữ liệu của bạn", "the log of looks at your data"),
    "look-question": ("câu hỏi của bạn", "your question"),
    "doubtful-pair": ("hai bản ghi có thể đều là của bạn", "two records that may both be yours"),
    "pair-surroundings": ("người thân, hộ gia đình, mã hồ sơ", "relatives, household, codes of dossiers"),
    "merge-preview": ("hai bản ghi của bạn, trước khi gộp", "your two records, before they are joined"),
    "merge": ("lần gộp hai bản ghi của bạn", "the joining of your two records"),
    "merges": ("tên trong danh sách các lần gộp", "your name on the list of joined records"),
    "invitations": (
        "tên, năm sinh, địa chỉ trên danh sách mời",
        "name, year of birth, address on a list of invitations",
    ),
    "home-visits": ("tên, địa chỉ trên lịch đến tận nhà", "name and address on a list of home visits"),
    "drive-table": ("tên và giờ hẹn của bạn", "your name and booked time"),
}
REGISTERS = ("register", "register-export", "extract")


def what(raw: str) -> dict[str, str]:
    """Which data, in plain words. What the list does not know is told as it was written down."""
    head, _, rest = raw.partition(":")
    if head in REGISTERS and rest:
        return register_words(rest.split("/")[0])
    if head in WHATS:
        return both(*WHATS[head])
    return both(raw, raw)


def register_words(key: str) -> dict[str, str]:
    try:
        name = registers.definition_of(key).name
    except registers.NoSuchRegister:
        return both(f"sổ đăng ký {key}", f"register {key}")
    return both(f"sổ: {name.vi}", f"register: {name.en}")


def why(row: AccessLog) -> dict[str, str]:
    """Why, in plain words; looks from before the list of purposes say what was written then."""
    plain = purposes.plain(row.code)
    return both(plain.vi, plain.en) if plain else both(row.purpose, row.purpose)


class Readers:
    """Agencies and posts of many looks, and the organisations acted for. Two queries, one more where there are any."""

    def __init__(self, rows: Sequence[AccessLog]) -> None:
        self.agencies = Agency.objects.in_bulk({row.reader_agency_id for row in rows if row.reader_agency_id})
        acted_for = {organisation_of(row) for row in rows} - {0}
        self.organisations = Organisation.objects.in_bulk(acted_for) if acted_for else {}
        self.posts = Post.objects.in_bulk({row.reader_post_id for row in rows if row.reader_post_id})

    def who(self, row: AccessLog) -> dict[str, Any]:
        """`title`: the agency, or who it was; `post` and `name` where the city shows names; `for`: the organisation."""
        organisation = self.organisations.get(organisation_of(row))
        acted_for = organisation.name if organisation is not None else ""
        agency, post = self.agencies.get(row.reader_agency_id or 0), self.posts.get(row.reader_post_id or 0)
        named = row.reader_name if settings.LOOKS_NAME_OFFICERS or agency is None else ""
        if agency is None:
            return {
                "title": both(row.reader_name, row.reader_name),
                "post": None,
                "name": "",
                "for": acted_for,
            }
        title = both(agency.name_vi, agency.name_en)
        return {
            "title": title,
            "post": both(post.title_vi, post.title_en) if post else None,
            "name": named,
            "for": "",
        }
