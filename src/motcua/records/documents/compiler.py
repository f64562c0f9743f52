"""Setting documents with Typst: a template of a file and its values become a PDF/A-2b.

Typst lets go of the interpreter's lock, so threads really work side by side; a compiler is kept per thread
and folder, because one that is reused sets a page about ten times faster than a new one.
"""

import io
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import segno
import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
PACKAGES = HERE / "packages"

_fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
_kept = threading.local()
_encoder = msgspec.json.Encoder(enc_hook=str)


class DocumentError(Exception):
    """A template could not be set with the values given; the message is Typst's own, with its hints."""


def compile_file(path: Path, values: dict[str, Any], *, at: datetime | None = None) -> bytes:
    """The PDF/A-2b of the template at `path`, which reads `values` as `data`.

    A text under `qr` is also given as the SVG image `qr_svg`. `at` is the creation time written into the
    file; without it no time is written, and equal values give equal bytes.
    Raises: DocumentError.
    """
    if values.get("qr"):
        values = values | {"qr_svg": qr_svg(values["qr"])}
    compiler = _compiler(path.parent)
    try:
        pdf = compiler.compile(
            input=str(path),
            format="pdf",
            sys_inputs={"d": _encoder.encode(values).decode()},
            pdf_standards="a-2b",
            timestamp=at or datetime.fromtimestamp(0).astimezone(),
        )
    except typst.TypstError as error:
        raise DocumentError("\n".join([str(error), *error.hints, *error.trace])) from error
    assert isinstance(pdf, bytes)
    return pdf


def qr_svg(content: str) -> str:
    """A QR code (error correction M) as an SVG drawing, black on white, with the quiet zone of 2 modules."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True)
    return out.getvalue().decode()


def _compiler(folder: Path) -> typst.Compiler:
    kept: dict[Path, typst.Compiler] = _kept.__dict__.setdefault("compilers", {})
    if folder not in kept:
        kept[folder] = typst.Compiler(
            root=str(folder),
            font_paths=_fonts,
            ignore_system_fonts=True,
            package_path=str(PACKAGES),
            package_cache_path=str(PACKAGES),
        )
    return kept[folder]
