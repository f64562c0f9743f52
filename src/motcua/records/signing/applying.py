"""Putting signatures on a PDF: the person first, then the agency's seal, each as an incremental update.

Both are PAdES B-T: ETSI.CAdES.detached with a time-stamp. A signed file is never saved again as a whole.
"""

import io
from collections.abc import Iterator
from datetime import datetime

from msgspec import Struct
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.stamp import BaseStampStyle

from motcua.records.signing import appearance
from motcua.records.signing.identities import KeyStore, SealIdentity, SignerIdentity

# Room for the signature, its certificates and the time-stamp token; the demo's chain takes some 7,000 bytes.
RESERVED = 16384
MM = 72 / 25.4
PERSON_PLACE = "motcua:sign/person"
SEAL_PLACE = "motcua:sign/seal"
PERSON_FIELD, SEAL_FIELD, COPY_FIELD = "motcua-person", "motcua-seal", "motcua-copy"
COPY_FORMS = {"sao_y": "SAO Y", "sao_luc": "SAO LỤC", "trich_sao": "TRÍCH SAO"}


class CannotSign(Exception):
    """The file cannot take the signature: it is broken, encrypted or has no pages."""


class Place(Struct, frozen=True):
    """A box on a page in points, from the lower left corner."""

    page: int
    box: tuple[float, float, float, float]


def sign_pdf(
    pdf: bytes, *, officer: SignerIdentity, agency: SealIdentity | None, at: datetime, keys: KeyStore
) -> bytes:
    """`pdf` signed by the officer and, when given, sealed by the agency. About 25 ms a signature.

    Raises: CannotSign, NoKey.
    """
    signed = sign_person(pdf, officer=officer, at=at, keys=keys)
    return signed if agency is None else seal_pdf(signed, agency=agency, at=at, keys=keys)


def sign_person(pdf: bytes, *, officer: SignerIdentity, at: datetime, keys: KeyStore) -> bytes:
    """`pdf` signed by the officer, with an empty field kept where the agency's seal will be.

    The image stands where the document marks its place, else at the lower right of the last page. The seal's
    field is made now, because after a signature only filling a field is no change of the document.
    Raises: CannotSign, NoKey.
    """
    writer = _opened(pdf)
    # marks are taken away only before the first signature: after it that would be a change of the document
    signed_before = _is_signed(writer)
    places = {} if signed_before else _take_places(writer)
    person, seal = places.get(PERSON_PLACE), places.get(SEAL_PLACE)
    if person is None:
        person, seal = _default_places(writer)
    field = _free_name(writer, PERSON_FIELD)
    fields.append_signature_field(writer, _field(field, person))
    if seal is not None and not signed_before:
        fields.append_signature_field(writer, _field(SEAL_FIELD, seal))
    image = appearance.signature_image(officer)
    return _sign(writer, field, image, keys.person(officer), at, keys, officer.name)


def seal_pdf(pdf: bytes, *, agency: SealIdentity, at: datetime, keys: KeyStore) -> bytes:
    """`pdf` sealed by the agency: into the field kept by the person's signature, else where the document
    marks the place of the seal, else without image. Raises: CannotSign, NoKey.
    """
    writer = _opened(pdf)
    field = SEAL_FIELD
    if not _is_kept(writer, SEAL_FIELD):
        place = None if _is_signed(writer) else _take_places(writer).get(SEAL_PLACE)
        field = _free_name(writer, SEAL_FIELD)
        fields.append_signature_field(writer, _field(field, place))
    return _sign(writer, field, appearance.seal_image(agency), keys.seal(agency), at, keys, agency.name)


def sign_copy(pdf: bytes, *, form: str, agency: SealIdentity, at: datetime, keys: KeyStore) -> bytes:
    """An electronic copy (`form`: sao_y, sao_luc, trich_sao): text without image, top right of page 1.

    Source: NĐ 30/2020 Điều 25-26, Phụ lục I.14. Raises: CannotSign, KeyError (unknown form).
    """
    writer = _opened(pdf)
    _, _, width, height = _page_box(writer, 0)
    place = Place(0, (width - 76 * MM, height - 22 * MM, width - 6 * MM, height - 4 * MM))
    field = _free_name(writer, COPY_FIELD)
    fields.append_signature_field(writer, _field(field, place))
    style = appearance.copy_note(COPY_FORMS[form], agency, at)
    return _sign(writer, field, style, keys.seal(agency), at, keys, agency.name)


def _sign(
    writer: IncrementalPdfFileWriter,
    field: str,
    style: BaseStampStyle,
    signer: signers.Signer,
    at: datetime,
    keys: KeyStore,
    name: str,
) -> bytes:
    """Fill the empty field and write the update."""
    metadata = signers.PdfSignatureMetadata(
        field_name=field, md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES, name=name
    )
    out = io.BytesIO()
    signing = _SignerAt(at, metadata, signer, timestamper=keys.timestamper(at), stamp_style=style)
    signing.sign_pdf(writer, existing_fields_only=True, bytes_reserved=RESERVED, output=out)
    return out.getvalue()


def _field(name: str, place: Place | None) -> fields.SigFieldSpec:
    box = tuple(round(edge) for edge in place.box) if place else None
    return fields.SigFieldSpec(sig_field_name=name, on_page=place.page if place else 0, box=box)  # type: ignore[arg-type]


def _free_name(writer: IncrementalPdfFileWriter, name: str) -> str:
    """`name`, or with a number behind it when the file has a field of that name."""
    taken = {known for known, *_ in fields.enumerate_sig_fields(writer)}
    return next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(taken) + 3))) if n not in taken)


def _is_kept(writer: IncrementalPdfFileWriter, name: str) -> bool:
    """Whether an empty field of this name waits for its signature."""
    return any(known == name for known, *_ in fields.enumerate_sig_fields(writer, filled_status=False))


def _is_signed(writer: IncrementalPdfFileWriter) -> bool:
    return next(iter(fields.enumerate_sig_fields(writer, filled_status=True)), None) is not None


class _SignerAt(signers.PdfSigner):
    """Signs at the time it is told; pyHanko reads the machine's clock."""

    def __init__(self, at: datetime, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._at = at

    def init_signing_session(self, pdf_out, existing_fields_only=False):
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self._at
        return session


def _opened(pdf: bytes) -> IncrementalPdfFileWriter:
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
        pages = int(writer.root["/Pages"]["/Count"])
    except Exception as error:  # pyHanko's parser raises whatever the damage leads to
        raise CannotSign(str(error)) from error
    if writer.prev.encrypted or pages == 0:
        raise CannotSign("encrypted or without pages")
    return writer


def _take_places(writer: IncrementalPdfFileWriter) -> dict[str, Place]:
    """The places that the document marks, last page first; the marks go away with this signature."""
    found: dict[str, Place] = {}
    for page in reversed(range(int(writer.root["/Pages"]["/Count"]))):
        reference, _ = writer.find_page_for_modification(page)
        sheet = reference.get_object()
        if "/Annots" not in sheet:
            continue
        kept = generic.ArrayObject()
        for raw, address, box in _links(sheet):
            if address in (PERSON_PLACE, SEAL_PLACE):
                found.setdefault(address, Place(page, box))
            else:
                kept.append(raw)
        if len(kept) != len(sheet["/Annots"]):
            sheet["/Annots"] = kept
            writer.mark_update(reference)
    return found


def _links(sheet: generic.DictionaryObject) -> Iterator[tuple[generic.PdfObject, str, tuple]]:
    annotations = sheet["/Annots"]
    for index in range(len(annotations)):
        annotation = annotations[index]
        action = annotation.get("/A", {})
        address = str(action["/URI"]) if "/URI" in action else ""
        box = tuple(float(edge) for edge in annotation["/Rect"]) if "/Rect" in annotation else ()
        yield annotations.raw_get(index), address, box


def _default_places(writer: IncrementalPdfFileWriter) -> tuple[Place, Place]:
    last = int(writer.root["/Pages"]["/Count"]) - 1
    _, _, width, _ = _page_box(writer, last)
    right, low = width - 20 * MM, 30 * MM
    person = Place(last, (right - 46 * MM, low, right, low + 20 * MM))
    seal = Place(last, (right - 65 * MM, low - 7 * MM, right - 31 * MM, low + 27 * MM))
    return person, seal


def _page_box(writer: IncrementalPdfFileWriter, page: int) -> tuple[float, float, float, float]:
    node = writer.find_page_for_modification(page)[0].get_object()
    while "/MediaBox" not in node:
        node = node["/Parent"]
    x1, y1, x2, y2 = (float(edge) for edge in node["/MediaBox"])
    return x1, y1, x2, y2
