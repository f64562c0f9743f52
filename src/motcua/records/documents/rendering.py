"""From values to a PDF/A-2b, by the name of a template or by the type of the values."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from motcua.foundation import amounts
from motcua.records.documents import templates
from motcua.records.documents.compiler import DocumentError, compile_file
from motcua.records.documents.glyphs import printable
from motcua.records.documents.results import FeeReceipt


def render(template: str, values: Mapping[str, Any] | msgspec.Struct, *, at: datetime | None = None) -> bytes:
    """The document `template` with `values`, as PDF/A-2b. About 10 ms.

    Values of a template with a shape are checked against it: a missing or misspelt name is an error here
    and not a gap on the paper. Raises: UnknownTemplate, DocumentError.
    """
    found = templates.find(template)
    if found.shape is not None and not isinstance(values, found.shape):
        values = _shaped(values, found.shape)
    return compile_file(found.path, _plain(values), at=at)


def render_form(form: msgspec.Struct, *, at: datetime | None = None) -> bytes:
    """The document of a structure of `forms` or `results`: its type knows its template."""
    return render(form.template, form, at=at)  # type: ignore[attr-defined]


def _shaped(values: Mapping[str, Any] | msgspec.Struct, shape: type[msgspec.Struct]) -> msgspec.Struct:
    given = msgspec.to_builtins(values)
    unknown = set(given) - set(shape.__struct_fields__) - {"qr"}
    if unknown:
        raise DocumentError(f"{shape.__name__} has no {', '.join(sorted(unknown))}")
    try:
        return msgspec.convert(given, shape, strict=False)
    except msgspec.ValidationError as error:
        raise DocumentError(f"{shape.__name__}: {error}") from error


def _plain(values: Mapping[str, Any] | msgspec.Struct) -> dict[str, Any]:
    """What the template reads: built-in types, texts that our fonts can print, and computed values."""
    plain = _printable(msgspec.to_builtins(values))
    for computed in ("qr", "total"):
        if computed not in plain and hasattr(values, computed):
            plain[computed] = getattr(values, computed)
    if isinstance(values, FeeReceipt) and not values.amount_in_words:
        plain["amount_in_words"] = amounts.in_words(values.total)
    return plain


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_printable(item) for item in value]
    return value
