"""What a file must be before the city keeps it: known by its content, whole, bounded, and unable to act.

Pure: bytes in, facts or `RefusedFile` out. Neither name nor declared type is trusted.
"""

import io
import re
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

import filetype
import pikepdf
import puremagic
from msgspec import Struct
from PIL import Image

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 200
MAX_PIXELS = 100_000_000
# Text compresses some 10 times, an empty scan some 300; what unpacks to more than this is made to hurt.
MAX_UNPACKED = 400 * 1024 * 1024
MAX_NAME = 100

EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
ACTIVE_KEYS = ("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFiles", "/RichMedia", "/XFA")

_WORDS = {
    "empty": ("Tệp trống.", "The file is empty."),
    "too_big": ("Tệp lớn hơn 20 MB. Hãy quét ở 200-300 dpi hoặc chia thành nhiều tệp.",
                "The file is larger than 20 MB. Scan it at 200-300 dpi or split it."),
    "heic": ("Ảnh HEIC của điện thoại chưa dùng được. Hãy chọn JPG trong cài đặt máy ảnh hoặc chụp lại.",
             "HEIC photos cannot be used. Choose JPG in the camera settings, or take the photo again."),
    "wrong_type": ("Chỉ nhận tệp PDF, JPG hoặc PNG.", "Only PDF, JPG or PNG files are accepted."),
    "extension": ("Phần mở rộng của tên tệp không đúng với nội dung tệp.",
                  "The ending of the file's name does not fit its content."),
    "encrypted": ("Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi tải lên lại.",
                  "The PDF has a password. Remove it and upload again."),
    "broken": ("Không đọc được tệp; tệp có thể bị hỏng.", "The file cannot be read; it may be damaged."),
    "too_many_pages": ("Tệp có hơn 200 trang. Hãy chia thành nhiều tệp.",
                       "The file has more than 200 pages. Split it."),
    "too_many_pixels": ("Ảnh quá lớn (hơn 100 triệu điểm ảnh).", "The picture has over 100 megapixels."),
    "unpacks_too_big": ("Nội dung nén trong tệp lớn bất thường.", "The file unpacks to an unusual size."),
    "active_content": ("Tệp PDF chứa mã lệnh hoặc tệp đính kèm. Hãy in lại thành PDF mới rồi tải lên.",
                       "The PDF contains scripts or attached files. Print it to a new PDF and upload that."),
    "infected": ("Tệp bị phát hiện có mã độc.", "Malware was found in the file."),
    "not_scanned": ("Chưa kiểm tra được tệp, xin thử lại sau ít phút.",
                    "The file could not be checked yet; try again in a few minutes."),
}  # fmt: skip


class RefusedFile(ValueError):
    """A file that is not taken in. `code` is stable; `vi` and `en` tell the person what to do."""

    def __init__(self, code: str):
        self.code = code
        self.vi, self.en = _WORDS[code]
        super().__init__(f"{code}: {self.en}")


class Checked(Struct, frozen=True):
    """What is known of an accepted file."""

    media_type: str
    pages: int
    name: str


def check(content: bytes, name: str) -> Checked:
    """The facts about `content`, uploaded as `name`. Raises: RefusedFile."""
    if not content:
        raise RefusedFile("empty")
    if len(content) > MAX_BYTES:
        raise RefusedFile("too_big")
    media_type = _media_type(content)
    name = clean_name(name, media_type)
    if media_type == "application/pdf":
        return Checked(media_type, _check_pdf(content), name)
    _check_picture(content)
    return Checked(media_type, 1, name)


def clean_name(name: str, media_type: str) -> str:
    """`name` in NFC without folders, control, direction and reserved characters, at most 100 characters long.

    Raises: RefusedFile when its ending belongs to another type. A name without ending gets the right one.
    """
    name = unicodedata.normalize("NFC", name).replace("\\", "/")
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    name = re.sub(r'[<>:"|?*]', "_", PurePosixPath(name).name)
    name = re.sub(r"\s+", " ", name).strip(" .")
    endings = EXTENSIONS[media_type]
    ending = PurePosixPath(name).suffix.lower()
    if ending in endings:
        stem = name[: -len(ending)]
    elif re.fullmatch(r"\.[a-z0-9]{2,5}", ending):
        raise RefusedFile("extension")
    else:
        stem, ending = name, endings[0]
    return (stem.strip(" .") or "tep")[: MAX_NAME - len(ending)] + ending


def _media_type(content: bytes) -> str:
    """Two independent readers of the content must agree."""
    head = content[:8192]
    by_table = _first_kind(head)
    by_head = filetype.guess_mime(head)
    if {"image/heic", "image/heif"} & {by_table, by_head}:
        raise RefusedFile("heic")
    if by_head is None or by_table != by_head or by_head not in EXTENSIONS:
        raise RefusedFile("wrong_type")
    return by_head


def _first_kind(head: bytes) -> str | None:
    """The likeliest media type by puremagic's table; None for bytes that begin like nothing it knows."""
    try:
        return puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        return None


def _check_picture(content: bytes) -> None:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise RefusedFile("too_many_pixels")
            _decode(picture)
    except RefusedFile:
        raise
    except Image.DecompressionBombError:
        raise RefusedFile("too_many_pixels") from None
    except Exception as error:  # Pillow raises whatever the damage leads to
        raise RefusedFile("broken") from error


def _decode(picture: Image.Image) -> None:
    """Read the picture to its end without holding more than some 100 MB of it."""
    if picture.format == "JPEG":
        picture.draft(None, (picture.width // 8, picture.height // 8))
        picture.load()
    elif picture.width * picture.height <= 25_000_000:
        picture.load()
    else:
        picture.verify()


def _check_pdf(content: bytes) -> int:
    """The number of pages. Raises: RefusedFile."""
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise RefusedFile("encrypted")
            pages = len(pdf.pages)
            if pages == 0:
                raise RefusedFile("broken")
            if pages > MAX_PAGES:
                raise RefusedFile("too_many_pages")
            _refuse_active(pdf)
            _refuse_bombs(pdf)
            return pages
    except RefusedFile:
        raise
    except pikepdf.PasswordError:
        raise RefusedFile("encrypted") from None
    except Exception as error:  # qpdf raises whatever the damage leads to
        raise RefusedFile("broken") from error


def _refuse_active(pdf: pikepdf.Pdf) -> None:
    """Scripts, launched programs, attached files, forms that compute: refused, never silently cut out.

    Cutting would break the signatures of a signed paper, and the person would not know what we changed.
    An /OpenAction that only chooses a page to show is harmless.
    """
    for thing in _dictionaries(pdf):
        for key in ACTIVE_KEYS:
            if key in thing and not (key == "/OpenAction" and not _acts(thing[key])):
                raise RefusedFile("active_content")
        if thing.get("/S") in ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm"):
            raise RefusedFile("active_content")


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of the file, also those written inside another without a number."""
    for numbered in pdf.objects:
        waiting = [numbered]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                yield thing
                inside = [value for _, value in thing.items()]
            elif isinstance(thing, pikepdf.Array):
                inside = list(thing)
            else:
                continue
            waiting += [v for v in inside if isinstance(v, pikepdf.Object) and not v.is_indirect]


def _acts(action: pikepdf.Object) -> bool:
    return isinstance(action, pikepdf.Dictionary) and action.get("/S") not in ("/GoTo", None)


def _refuse_bombs(pdf: pikepdf.Pdf) -> None:
    """Unpack every deflated stream with a limit on the whole; pictures by the pixels that they declare."""
    left = MAX_UNPACKED
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Stream):
            continue
        if (
            thing.get("/Subtype") == "/Image"
            and int(thing.get("/Width", 0)) * int(thing.get("/Height", 0)) > MAX_PIXELS
        ):
            raise RefusedFile("too_many_pixels")
        left -= _unpacked_size(thing, left)
        if left <= 0:
            raise RefusedFile("unpacks_too_big")


def _unpacked_size(stream: pikepdf.Stream, limit: int) -> int:
    """Bytes of a stream after its /FlateDecode, counted a piece at a time and no further than `limit`."""
    filters = stream.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(f) for f in filters or []]
    data = stream.read_raw_bytes()
    if names[:1] != ["/FlateDecode"]:
        return len(data)
    if "/FlateDecode" in names[1:]:
        # deflated twice: nobody does that but to hide how large it becomes
        raise RefusedFile("unpacks_too_big")
    unpacking, size = zlib.decompressobj(), 0
    while data and size <= limit and not unpacking.eof:
        size += len(unpacking.decompress(data, 1024 * 1024))
        data = unpacking.unconsumed_tail
    return size
