"""Small workbooks, written out as the file format has them: formulas, merged cells, dates as numbers."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@dataclass(frozen=True)
class Day:
    """A date cell: Excel's number, shown as a day."""

    serial: int


@dataclass(frozen=True)
class Formula:
    """A cell that computes; `value` None: never computed."""

    text: str
    value: str | None = None


type Content = str | int | float | Day | Formula | None


def workbook(rows: Sequence[Sequence[Content]], merged: Sequence[str] = (), year_1904: bool = False) -> bytes:
    made = io.BytesIO()
    packages = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packages}"><Relationship Id="r1" Type="{RELATIONS}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><workbookPr date1904="{int(year_1904)}"/>'
            '<sheets><sheet name="Sổ" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packages}">'
            f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.xml"/></Relationships>',
        )
        packed.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
            '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
            '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        )
        packed.writestr("xl/worksheets/sheet1.xml", _sheet(rows, merged))
    return made.getvalue()


def _sheet(rows: Sequence[Sequence[Content]], merged: Sequence[str]) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    joined = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData>{joined}</worksheet>'


def _cell(name: str, value: Content) -> str:
    match value:
        case None | "":
            return f'<c r="{name}"/>'
        case Day(serial):
            return f'<c r="{name}" s="1"><v>{serial}</v></c>'
        case Formula(text, None):
            return f'<c r="{name}"><f>{escape(text)}</f></c>'
        case Formula(text, result):
            return f'<c r="{name}" t="str"><f>{escape(text)}</f><v>{escape(str(result))}</v></c>'
        case str():
            return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        case _:
            return f'<c r="{name}"><v>{value}</v></c>'
