"""Putting PDFs one behind the other: a scanned paper, then the page of its certification."""

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image, ImageOps


def page_count(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def joined(parts: Sequence[bytes], main: int = -1) -> bytes:
    """One PDF of all parts in order; pictures become A4 pages, signatures of parts do not survive.

    What makes it an archive file (colour profile, metadata) comes from the part `main`, which is ours.
    """
    main %= len(parts)
    with pikepdf.open(io.BytesIO(parts[main])) as result:
        at, own = 0, len(result.pages)
        for number, part in enumerate(parts):
            if number == main:
                at += own
                continue
            with pikepdf.open(io.BytesIO(part if part.startswith(b"%PDF") else picture_page(part))) as other:
                for page in other.pages:
                    result.pages.insert(at, page)
                    at += 1
        out = io.BytesIO()
        result.save(out)
        return out.getvalue()


def picture_page(picture: bytes) -> bytes:
    """A picture on a white A4 page, upright as taken, as large as fits, at 200 dpi or finer."""
    with Image.open(io.BytesIO(picture)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    if upright.width > upright.height:
        width, height = 842, 595
    else:
        width, height = 595, 842
    scale = min(width / upright.width, height / upright.height)
    size = (upright.width * scale, upright.height * scale)
    image = io.BytesIO()
    upright.save(image, "JPEG", quality=88)
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(width, height))
        drawn = pikepdf.Stream(pdf, image.getvalue())
        drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        drawn.Width, drawn.Height = upright.width, upright.height
        drawn.ColorSpace, drawn.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
        drawn.Filter = pikepdf.Name.DCTDecode
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=pdf.make_indirect(drawn)))
        left, low = (width - size[0]) / 2, (height - size[1]) / 2
        page.Contents = pdf.make_stream(
            f"q {size[0]:.2f} 0 0 {size[1]:.2f} {left:.2f} {low:.2f} cm /Picture Do Q".encode()
        )
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()
