"""Names and codes of digitised papers. Pure. Source: TT 01/2023/TT-VPCP Điều 8 as the city applies it (docs/decisions)."""

import re
from datetime import date

NO_DAY = "00000000"


def item_code(owner: str, kind: str, issued_on: date | None, version: int) -> str:
    """The code of a digitised paper: whose (personal or organisation's number), which kind, which day, which version.

    Raises: ValueError without an owner's number, or for a version below 1.
    """
    if not owner or version < 1:
        raise ValueError("a code needs an owner and a version")
    day = f"{issued_on:%Y%m%d}" if issued_on else NO_DAY
    return f"{owner}.{_safe(kind)}.{day}.v{version}"


def file_name(dossier_code: str, component_code: str, number: int) -> str:
    """`<mã hồ sơ>_<mã thành phần>_<nn>.pdf`."""
    return f"{_safe(dossier_code)}_{_safe(component_code)}_{number:02d}.pdf"


def _safe(part: str) -> str:
    """Letters, digits, dots and hyphens: an underscore parts, anything else hides."""
    return re.sub(r"[^A-Za-z0-9.\-]+", "-", part).strip("-.") or "x"
