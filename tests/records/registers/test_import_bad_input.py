"""Files as they really come: old fonts, decomposed letters, spreadsheets that compute, half rows, two at once."""

import json
import unicodedata

import pytest

from motcua.foundation.legacy_text import decode_tcvn3
from motcua.records.registers.importing import preparing, tables, texts
from tests.records.registers.importing_city import (
    HEADINGS,
    NOW,
    ROWS,
    Office,
    issues,
    office,
    row,
    stored,
    table,
)
from tests.records.registers.sheets import Day, Formula, workbook

__all__ = ["office"]
NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "Phạm Minh Châu"]


def old_font(text: str) -> bytes:
    """Text in TCVN3, a byte a letter: the reverse of how it is read."""
    letters = {decode_tcvn3(chr(n)): chr(n) for n in range(0xA1, 0x100) if decode_tcvn3(chr(n)) != chr(n)}
    return "".join(letters.get(one, one) for one in text).encode("latin-1")


VNI = {
    "ễ": "eã", "ă": "aê", "ầ": "aà", "ị": "ò", "ì": "ì", "ạ": "aï", "â": "aâ", "ê": "eâ", "ỗ": "oã", "ỳ": "yø", "ữ": "öõ",
    "á": "aù",
    "đ": "ñ", "Đ": "Ñ",
}  # fmt: skip


def vni(text: str) -> bytes:
    return "".join(VNI.get(one, one) for one in text).encode("cp1252")


@pytest.mark.parametrize(
    ("encoded", "name"),
    [
        (lambda text: text.encode("utf-8-sig"), "utf-8"),
        (lambda text: text.encode("utf-16"), "utf-16"),
        (lambda text: text.encode("utf-16-be"), "utf-16"),
        (old_font, "tcvn3"),
        (vni, "vni"),
    ],
)
def test_a_file_in_any_of_the_old_encodings_is_read_and_says_which_it_was(office: Office, encoded, name):
    plain = table(
        *(
            tuple(
                cell.replace("Quỳnh", "Châu").replace("Đỗ Thị", "Trần Thị").replace("quá hạn", "")
                for cell in one
            )
            for one in ROWS
        )
    )
    run = office.bring(encoded(plain))
    assert run.layout["encoding"] == name and run.layout["sure"] and run.layout["evidence_vi"]
    assert [one.data["child_name"] for one in stored()] == NAMES and run.refused == 0


def test_cells_typed_in_an_old_font_within_a_unicode_file_are_decoded_and_told(office: Office):
    run = office.bring(table(row(1, ho_ten="Ñoã Vaên Duõng"), row(2, ho_ten="§ç V¨n Dòng"), row(3)))
    assert [one.data["child_name"] for one in stored()][:2] == ["Đỗ Văn Dũng"] * 2
    assert issues(run) == [(2, "corrected", "DQ14"), (3, "corrected", "DQ14")]


def test_decomposed_letters_are_composed_and_misread_ones_repaired(office: Office):
    split = unicodedata.normalize("NFD", "Đỗ Thị Quỳnh Hương")
    broken = "Nguyễn Văn An".encode().decode("cp1252", "ignore")
    run = office.bring(
        table(
            row(1, ho_ten=split), row(2), row(3, ho_ten="Nguyá»…n VÄƒn An"), row(4, ho_ten="Ðỗ  Văn\u00a0Ba")
        )
    )
    names = [one.data["child_name"] for one in stored()]
    assert names == ["Đỗ Thị Quỳnh Hương", "Trần Thị Bình", "Nguyễn Văn An", "Đỗ Văn Ba"] and broken
    assert issues(run) == [
        (2, "corrected", "DQ10"), (4, "corrected", "DQ15"), (5, "corrected", "DQ13"), (5, "corrected", "DQ16"),
    ]  # fmt: skip


def test_what_cannot_be_told_from_the_letters_is_asked_of_a_person(office: Office):
    run = office.upload("so,ho_ten\n1,\x93\xe8\xf0\n2,\xd8\xc6\xb5\n".encode("latin-1"))
    assert not run.layout["sure"] and "bảng mã" in run.layout["evidence_vi"]
    assert preparing.read_as(run, encoding="tcvn3").layout["sure"]
    with pytest.raises(ValueError, match="no encoding"):
        texts.said("koi8")


def test_a_few_damaged_lines_are_refused_and_the_others_kept(office: Office):
    damaged = table(row(41, ho_ten="Trần Thị B@nh")).encode().replace(b"@", b"\xed").split(b"\n")[1]
    run = office.bring(table(*(row(n) for n in range(1, 41))).encode() + damaged)
    assert run.layout["encoding"] == "utf-8" and run.accepted == 40
    assert issues(run) == [(42, "refused", "ENCODING")]


def test_a_sheet_with_a_title_days_and_numbers_that_were_codes(office: Office):
    lines = [
        ["SỔ ĐĂNG KÝ KHAI SINH NĂM 2021"],
        [],
        list(HEADINGS),
        [
            1,
            "01/2021",
            1,
            Day(44200),
            "Nguyễn Văn An",
            "Nam",
            Day(44198),
            1221000017,
            "00166",
            "Lê Thị Hoa",
            1990,
            None,
        ],
        [2.0, "01/2021", 1, Day(44201), "Trần Thị Bình", "Nữ", 44199, "", "00166", "", "", ""],
    ]
    run = office.bring(workbook(lines), name="so.xlsx", agreed=("DQ23", "XLDATE"))
    first, second = stored()
    assert (str(first.entered_on), first.data["child_birth"], first.data["child_pin"]) == (
        "2021-01-04",
        "2021-01-02",
        "001221000017",
    )
    assert first.data["mother_birth"] == "1990" and second.data["child_birth"] == "2021-01-03"
    assert (
        issues(run) == [(4, "corrected", "DQ23"), (5, "corrected", "XLDATE")]
        and run.layout["header_line"] == 3
    )


def test_days_of_a_workbook_that_counts_from_1904_are_the_same_days(office: Office):
    one = [1, "", 1, Day(44200 - 1462), "Nguyễn Văn An", "Nam", Day(44198 - 1462), "", "", "", "", ""]
    office.bring(workbook([list(HEADINGS), one], year_1904=True), name="so.xlsx")
    assert str(stored()[0].entered_on) == "2021-01-04"


def test_days_written_as_plain_numbers_in_such_a_workbook_are_the_same_days_too(office: Office):
    one = [1, "", 1, Day(44200 - 1462), "Nguyễn Văn An", "Nam", 44198 - 1462, "", "", "", "", ""]
    office.bring(workbook([list(HEADINGS), one], year_1904=True), name="so.xlsx", agreed=("XLDATE",))
    assert stored()[0].data["child_birth"] == "2021-01-02"


def test_formulas_are_taken_by_their_last_result_or_refused_with_words(office: Office):
    lines = [
        list(HEADINGS),
        [1, "", "", "04/01/2021", Formula('A1&" An"', "Nguyễn Văn An"), "Nam", "2021", "", "", "", "", ""],
        [2, "", "", "04/01/2021", Formula("B7"), "Nam", "2021", "", "", "", "", ""],
        [3, "", "", "04/01/2021", "#N/A", "Nam", "2021", "", "", "", "", ""],
    ]
    run = office.bring(workbook(lines), name="so.xlsx")
    assert sorted(issues(run)) == [
        (2, "doubtful", "FORMULA"),
        (3, "refused", "NO_RESULT"),
        (4, "refused", "NO_RESULT"),
    ]
    assert [one.data["child_name"] for one in stored()] == ["Nguyễn Văn An"]


def test_merged_cells_give_their_value_only_when_a_person_agrees(office: Office):
    lines = [list(HEADINGS)] + [
        [
            n,
            "01/2021" if n == 1 else None,
            "",
            "04/01/2021",
            "Nguyễn Văn An",
            "Nam",
            "2021",
            "",
            "",
            "",
            "",
            "",
        ]
        for n in (1, 2, 3)
    ]
    sheet = workbook(lines, merged=["B2:B4"])
    run = office.bring(sheet, name="so.xlsx")
    assert [one.volume for one in stored()] == ["01/2021", "", ""]
    assert issues(run) == [(3, "doubtful", "MERGED"), (4, "doubtful", "MERGED")]
    again = [[n + 10, *one[1:]] for n, one in enumerate(lines[1:])]
    office.bring(workbook([lines[0], *again], merged=["B2:B4"]), name="so.xlsx", agreed=("MERGED",))
    assert [one.volume for one in stored()][3:] == ["01/2021"] * 3


def test_json_lines_are_rows_and_what_is_none_is_told(office: Office):
    good = {
        "so": 1,
        "ngay_dang_ky": "2021-01-04",
        "ho_ten": "Nguyễn Văn An",
        "gioi_tinh": "male",
        "ngay_sinh": "2021-01-02",
    }
    text = "\n".join(
        [
            json.dumps(good),
            "{kaputt",
            json.dumps(good | {"so": 2, "la_lung": "x"}),
            json.dumps(good | {"so": 3}),
        ]
    )
    lines = text.split("\n")
    run = office.bring("\n".join([lines[0], lines[3], lines[1]]), name="so.jsonl")
    assert (run.accepted, issues(run)) == (2, [(3, "refused", "WIDTH")])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 not a zip", "cannot be opened"),
        (b"\xd0\xcf\x11\xe0 old", "old Excel"),
        (b"\n\n \n", "empty"),
    ],
)
def test_what_is_no_table_is_refused_with_words(office: Office, content, said):
    with pytest.raises(tables.Unreadable, match=said) as refused:
        office.upload(content)
    assert refused.value.vi


def test_separators_quotes_and_excels_own_line_are_found(office: Office):
    text = "sep=;\n" + table(row(1, ghi_chu='"dòng một\ndòng; hai"'), row(2), delimiter=";")
    run = office.bring(text)
    assert run.accepted == 2 and stored()[0].data["remarks"] == "dòng một\ndòng; hai"
    assert office.bring(table(row(3), row(4), delimiter="\t"), name="so.tsv").accepted == 2


@pytest.mark.parametrize(
    ("written", "read"),
    [("02/01/2021", "2021-01-02"), ("2-1-2021", "2021-01-02"), ("2.1.2021", "2021-01-02"), ("2021-01-02", "2021-01-02"),
     ("2021-01-02T00:00:00", "2021-01-02"), ("ngày 2 tháng 1 năm 2021", "2021-01-02"), ("01/2021", "2021-01"), ("2021", "2021"),
     ("00/00/1950", "1950"), ("00/03/1950", "1950-03"), ("//1950", "1950")],
)  # fmt: skip
def test_a_birth_date_is_read_as_far_as_it_is_known(office: Office, written, read):
    office.bring(table(row(1, ngay_sinh=written)))
    assert stored()[0].data["child_birth"] == read


def test_fillers_are_no_values(office: Office):
    run = office.bring(
        table(
            row(1, so_dinh_danh="000000000000", me_ho_ten="x", ghi_chu="KHONG_CO_TRONG_SO"),
            row(2, me_ho_ten="không đọc được"),
        )
    )
    assert "child_pin" not in stored()[0].data and "mother_name" not in stored()[0].data
    assert issues(run) == [(2, "corrected", "DQ24"), (3, "doubtful", "UNREADABLE")]
    assert run.chunks.get().issues[0][3] == "child_pin,mother_name"


def test_a_file_of_first_of_januaries_is_looked_at_with_doubt(office: Office):
    run = office.upload(table(*(row(n, ngay_sinh="01/01/2021") for n in range(1, 31))))
    assert preparing.look_over(run, at=NOW).classes["DQ08"]["count"] == 30
