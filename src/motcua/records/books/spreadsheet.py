"""A plain Excel workbook of one sheet, written row by row: texts and whole numbers, a bold head that stays in view. Pure."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
    "</Types>"
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/>{more}</Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FONT = '<sz val="11"/><name val="Calibri"/>'
_STYLES = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><styleSheet xmlns="{_MAIN}">'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_CELL = 32_767


def workbook(sheet: str, head: Sequence[str], rows: Iterable[Sequence[str | int | None]]) -> bytes:
    """The file as bytes. Texts are cells of text, so that no program makes a formula, date or number of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr(
            "_rels/.rels",
            _RELS.format(office=_OFFICE, kind="officeDocument", target="xl/workbook.xml", more=""),
        )
        styles = f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        packed.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELS.format(office=_OFFICE, kind="worksheet", target="worksheets/sheet1.xml", more=styles),
        )
        packed.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f'<sheets><sheet name="{_name(sheet)}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        packed.writestr("xl/styles.xml", _STYLES)
        with packed.open("xl/worksheets/sheet1.xml", "w") as file:
            file.write(
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}"><sheetViews>'
                '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
                "</sheetView></sheetViews><sheetData>".encode()
            )
            file.write(_row(head, 1).encode())
            for row in rows:
                file.write(_row(row, 2).encode())
            file.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _row(cells: Sequence[str | int | None], style: int) -> str:
    return f"<row>{''.join(_cell(value, style) for value in cells)}</row>"


def _cell(value: str | int | None, style: int) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    text = escape(_NOT_IN_XML.sub("", value)[:LONGEST_CELL])
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _name(sheet: str) -> str:
    """Excel takes 31 letters and none of these signs."""
    return escape(re.sub(r"[\[\]:*?/\\]", "-", sheet)[:31], {'"': "&quot;"}) or "1"
