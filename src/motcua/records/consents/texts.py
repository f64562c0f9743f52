"""The texts that people agree to, by purpose and version (`texts.yaml`). Pure.

Whoever agrees reads: which data, what for, who decides about them, who gets them, for how long, and what refusing means
(Luật Bảo vệ dữ liệu cá nhân 2025, Đ.9; Nghị định 356/2025/NĐ-CP).
"""

from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

from motcua.foundation.definitions import content_hash, load_document

FILE = Path(__file__).with_name("texts.yaml")
RIGHTS = {
    "vi": "Bạn được biết, xem, nhận bản sao, sửa, yêu cầu xóa, hạn chế, phản đối việc xử lý dữ liệu của mình, "
    "khiếu nại, và rút lại sự đồng ý này bất cứ lúc nào; rút lại có hiệu lực ngay và không xóa bỏ việc đã làm trước đó.",
    "en": "You may know, see, receive a copy of, correct, have deleted, restrict and object to the processing of your "
    "data, complain, and take this consent back at any time; that counts at once, and not for what was done before.",
}
"""Rights of the person whose data they are (Luật 2025 Đ.4), said beside every text."""


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    vi: str
    en: str


class Datum(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of data, or a question about it, that is agreed to or not by itself."""

    id: str
    vi: str
    en: str


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """One version of what is agreed to. `receiver`: the city itself, the public, or one that each consent names."""

    purpose: str
    version: int
    title: Words
    what_for: Words
    controller: Words
    receiver: Literal["city", "public", "named"]
    longest_days: int
    single_use: bool
    data: tuple[Datum, ...]
    refusal: Words

    @property
    def hash(self) -> str:
        """sha256 of the whole text: what a consent proves to have been read."""
        return content_hash(self)

    def datum(self, key: str) -> Datum | None:
        return next((one for one in self.data if one.id == key), None)


class UnknownPurpose(LookupError):
    """There is no text for this purpose (or not in this version)."""


@cache
def all_texts() -> tuple[Text, ...]:
    """Every version of every text. Raises: DefinitionError, with file and line; ValueError for one said twice."""
    found = load_document(FILE, tuple[Text, ...]).value
    if len({(one.purpose, one.version) for one in found}) != len(found):
        raise ValueError("a purpose has the same version twice")
    return found


def newest(purpose: str) -> Text:
    """The text that is read today. Raises: UnknownPurpose."""
    found = [one for one in all_texts() if one.purpose == purpose]
    if not found:
        raise UnknownPurpose(purpose)
    return max(found, key=lambda one: one.version)


def version_of(purpose: str, version: int) -> Text:
    """The text of an earlier day. Raises: UnknownPurpose."""
    for one in all_texts():
        if (one.purpose, one.version) == (purpose, version):
            return one
    raise UnknownPurpose(f"{purpose} {version}")


def purposes() -> tuple[Text, ...]:
    """The newest text of every purpose, in the order of the file."""
    return tuple(newest(key) for key in dict.fromkeys(one.purpose for one in all_texts()))
