"""A procedure that nobody wrote code for ends in a signed and sealed paper."""

from pathlib import Path

import pytest

from motcua.foundation.actor import SYSTEM
from motcua.procedures.catalogue import publishing, versions
from motcua.procedures.check_definitions import load_definition
from motcua.procedures.compile import compile_loaded, problems_of
from motcua.procedures.dossiers import changes
from motcua.records.papers import Paper
from motcua.records.registers import Record
from tests.conftest import hanoi
from tests.procedures.people import resident, submission
from tests.reading_pdf import signatures_of, text_of
from tests.services import walking

FILE = Path(__file__).parent / "sheet.yaml"
NOW = hanoi("2026-03-02 09:15")
ANSWERS = {
    "keeper": "Nguyễn Thị Minh Anh",
    "hives": 1200,
    "kind": "italian",
    "leaves_on": "2026-03-10",
    "place": {"unit": "00160", "line": "Gốc đa đầu làng"},
    "worth": 45_000_000,
    "helpers": [{"helper_name": "Trần Văn Ong", "helper_strong": True}],
}


def yaml_with(old: str, new: str, folder: Path) -> Path:
    text = FILE.read_text()
    assert old in text
    path = folder / "sheet.yaml"
    path.write_text(text.replace(old, new))
    return path


def codes(path: Path) -> list[tuple[str, str]]:
    return [(one.path, one.code) for one in problems_of(load_definition(path))]


@pytest.mark.django_db
def test_a_laid_out_result_is_signed_sealed_and_says_what_the_layout_asks():
    publishing.publish(load_definition(FILE).value, by=SYSTEM, at=hanoi("2026-01-01 00:00"))
    versions.forget()
    by = resident(NOW)
    filed = changes.file(submission("1.999997", ANSWERS, by, NOW), by=by, at=NOW)
    done = walking.walk(filed, NOW, {"check": {"seen_on": "2026-03-01"}})
    assert done.status == 9
    document, pdf = walking.result_of(done)
    text = text_of(pdf)
    for words in (
        "GIẤY XÁC NHẬN ĐÀN ONG", document.number, "có 1.200 đàn, đi ngày 10/03/2026", "đã được xem ngày 01/03/2026",
        "Loại ong: Ong ngoại", "Gốc đa đầu làng, Phường Nghĩa Đô", "Trị giá: 45.000.000 đồng",
        "1. Tên: Trần Văn Ong; Khỏe?: Có", "Cỡ đàn: lớn", "Lưu ý", "Không đặt đàn ong", "Căn cứ Nghị định số 61/2018",
        "đến hết ngày 02 tháng 9 năm 2026", "Nơi nhận",
    ):  # fmt: skip
        assert words in text, f"{words!r} is not in {text!r}"
    assert signatures_of(pdf).count("Signature is Valid") == 2
    paper = Paper.objects.get(dossier_code=done.code)
    assert paper.kind == "bee-paper" and f"{paper.valid_until}" == "2026-09-02"
    assert not Record.objects.filter(dossier_code=done.code).exists()


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ("{{hives}}", "{{hive}}", "result.layout.blocks[0].text", "EXPR_NAME"),
        ("{{hives}}", "{{hives", "result.layout.blocks[0].text", "SHEET_BRACES"),
        ("value: kind}", "value: officer.nobody}", "result.layout.blocks[0].lines[0].value", "EXPR_NAME"),
        ('when: "worth > 0"', "when: worth + 1", "result.layout.blocks[0].lines[2].when", "EXPR_RETURN"),
        ("when: kind == 'italian'", "when: kind == 'bumble'", "result.layout.blocks[1].when", "EXPR_OPTION"),
    ],
)
def test_a_faulty_layout_is_told_at_its_place(old, new, path, code, tmp_path):
    assert (path, code) in codes(yaml_with(old, new, tmp_path))


def test_a_sheet_needs_a_layout_and_a_layout_a_sheet(tmp_path):
    text = FILE.read_text()
    bare = tmp_path / "bare.yaml"
    bare.write_text(text[: text.index("  layout:")])
    assert ("result.layout", "SHEET_MISSING") in codes(bare)
    assert ("result.layout", "SHEET_UNUSED") in codes(
        yaml_with("template: sheet", "template: other", tmp_path)
    )


def test_a_definition_without_a_layout_keeps_its_hash():
    from motcua.foundation.definitions import canonical_json

    assert b"layout" not in canonical_json(load_definition(FILE.parent / "sound.yaml").value)
    assert compile_loaded(load_definition(FILE.parent / "sound.yaml")).layout is None
