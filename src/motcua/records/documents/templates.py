"""Which template sets which document. The forms and results of this room are here; packs register theirs."""

from pathlib import Path

import msgspec

from motcua.foundation.definitions.shapes import prepared
from motcua.records.documents import forms, results
from motcua.records.documents.compiler import HERE


class UnknownTemplate(KeyError):
    """No template of that name is registered."""


class Template(msgspec.Struct, frozen=True):
    """A Typst file, and the shape that its values must have (None: any mapping)."""

    name: str
    path: Path
    shape: type[msgspec.Struct] | None = None


_registered: dict[str, Template] = {}


def register(name: str, path: Path, shape: type[msgspec.Struct] | None = None) -> Template:
    """Make `path` available as `name`. It may import the layout as `@motcua/official:1.0.0`.

    Raises: ValueError when the name is taken by another file or the file is not there.
    """
    path = path.resolve()
    if name in _registered and _registered[name].path != path:
        raise ValueError(f"template {name!r} is already {_registered[name].path}")
    if not path.is_file():
        raise ValueError(f"template {name!r}: no file {path}")
    _registered[name] = Template(name, path, prepared(shape) if shape else None)
    return _registered[name]


def find(name: str) -> Template:
    """Raises: UnknownTemplate."""
    try:
        return _registered[name]
    except KeyError:
        raise UnknownTemplate(name) from None


def names() -> list[str]:
    return sorted(_registered)


SHAPES: tuple[type[msgspec.Struct], ...] = (
    *forms.KINDS,
    results.Decision,
    results.Confirmation,
    results.Sheet,
    results.BirthCertificate,
    results.DeathExtract,
    results.MarriageCertificate,
    results.MaritalStatusCertificate,
    results.RegisterExtract,
    results.CopyTestimony,
    results.SignatureTestimony,
    results.ConstructionPermit,
    results.PavementPermit,
    results.HouseholdBusinessCertificate,
    results.SocialAllowanceDecision,
    results.TuitionExemptionDecision,
    results.FeeReceipt,
)
for _shape in SHAPES:
    register(_shape.template, HERE / "templates" / f"{_shape.template}.typ", _shape)  # type: ignore[attr-defined]
