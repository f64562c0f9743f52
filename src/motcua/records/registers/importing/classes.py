"""What may be said about a cell or a row of an import, in classes that a person can decide about. Pure.

The names DQ… are those of the rules of data quality ("đúng, đủ, sạch, sống"). A *proposal* is a reading that would
change what somebody wrote: it is shown, and taken only when a person has agreed to its class for this file.
"""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """What becomes of the row."""

    CORRECTED = "corrected"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Class:
    vi: str
    en: str
    proposal: bool = False


CLASSES = {
    # corrected: the same letters, written as the register writes them
    "DQ08": Class(
        "Ngày không đủ (00/00/1950): chỉ giữ phần có thật", "Date in part (00/00/1950): the true part is kept"
    ),
    "DQ10": Class("Chữ tổ hợp (NFD) đổi sang dựng sẵn (NFC)", "Decomposed letters (NFD) composed (NFC)"),
    "DQ13": Class("Chữ Đ sai mã đổi thành Đ", "A look-alike of Đ replaced"),
    "DQ14": Class(
        "Chữ gõ bằng phông cũ (TCVN3, VNI) đổi sang Unicode", "Typed in an old font (TCVN3, VNI), decoded"
    ),
    "DQ15": Class("Chữ vỡ mã (UTF-8 đọc nhầm) được khôi phục", "Broken letters (misread UTF-8) repaired"),
    "DQ16": Class("Khoảng trắng thừa, ký tự ẩn được bỏ", "Extra blanks, invisible characters dropped"),
    "DQ24": Class("Giá trị lấp chỗ (Không, x, 000…) để trống", "Fillers (Không, x, 000…) left empty"),
    # doubtful: kept as written, to be looked at
    "DQ01": Class("Số CMND 9 chữ số thay cho số định danh", "An old identity number of nine digits"),
    "DQ06": Class(
        "Năm sinh khác năm trong số định danh", "The year of birth differs from the personal number's"
    ),
    "DQ07": Class("Năm sinh lệch đúng 100 năm so với số định danh", "The year of birth is off by a century"),
    "UNREADABLE": Class("Sổ ghi “không đọc được”", "The book says that it cannot be read"),
    "FORMULA": Class("Ô công thức: lấy kết quả đã tính", "A formula: its last result was taken"),
    # proposals
    "DQ09": Class(
        "Ngày và tháng đảo chỗ (04/25/2021)", "Day and month exchanged (04/25/2021)", proposal=True
    ),
    "DQ23": Class("Số định danh mất số 0 ở đầu", "A personal number lost its leading zeros", proposal=True),
    "XLDATE": Class("Ngày ghi bằng số của Excel (44321)", "A date as Excel's number (44321)", proposal=True),
    "MERGED": Class(
        "Ô gộp: giá trị chỉ có ở ô đầu", "Merged cells: only the first has the value", proposal=True
    ),
    # refused
    "ENCODING": Class("Có ký tự không đọc được", "Letters that cannot be read"),
    "WIDTH": Class("Dòng thiếu hoặc thừa ô", "A row with too few or too many cells"),
    "MISSING": Class("Thiếu giá trị bắt buộc", "A required value is missing"),
    "VALUE": Class("Giá trị không hợp lệ", "A value that does not fit"),
    "YEAR2": Class("Năm chỉ có hai chữ số", "A year of two digits"),
    "AMBIGUOUS": Class("Số có thể đọc hai cách (1.234)", "A number that can be read two ways (1.234)"),
    "NO_RESULT": Class("Ô công thức không có kết quả", "A formula without a result"),
    "UNIT": Class("Không rõ đơn vị hành chính", "The administrative unit is not certain"),
    "AGENCY": Class(
        "Cơ quan không có hoặc ngoài thẩm quyền", "No such agency, or beyond the importer's authority"
    ),
    "CHECK": Class("Không đúng điều kiện của sổ", "A condition of the register does not hold"),
    "TWICE": Class("Trùng với dòng khác trong tệp", "The same as another row of the file"),
    "HELD": Class("Sổ đã có bản ghi này", "The register already holds this record"),
    "RULE": Class(
        "Trái quy tắc của sổ (trùng, chồng lấn)", "Against a rule of the register (double, overlap)"
    ),
}
"""In the order in which they are shown."""

PROPOSALS = frozenset(code for code, one in CLASSES.items() if one.proposal)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about one cell. `shown`: what was taken or is proposed; `vi`, `en`: more than the class says."""

    level: Level
    code: str
    shown: str = ""
    vi: str = ""
    en: str = ""
