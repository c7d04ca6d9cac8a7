"""The pages of a document, photographed one by one, bound into one PDF: what an officer opens."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pikepdf
from PIL import Image

from mourafaka.foundations.models import StoredFile

A4 = (595.0, 842.0)  # points


def bound(pages: Sequence[StoredFile]) -> bytes:
    """Our own cleaned files in one PDF, in their order; photos as they are, each on an A4 page."""
    document = pikepdf.new()
    for page in pages:
        if page.content_type == "application/pdf":
            with pikepdf.open(io.BytesIO(page.read())) as part:
                document.pages.extend(part.pages)
        else:
            _add_photo(document, page.read())
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _add_photo(document: pikepdf.Pdf, jpeg: bytes) -> None:
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        width, height, grey = image.width, image.height, image.mode == "L"
    sheet = A4 if height >= width else (A4[1], A4[0])
    scale = min(sheet[0] / width, sheet[1] / height)
    wide, high = width * scale, height * scale
    photo = document.make_stream(
        jpeg,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=width,
        Height=height,
        ColorSpace=pikepdf.Name.DeviceGray if grey else pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = document.add_blank_page(page_size=sheet)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=photo))
    left, bottom = (sheet[0] - wide) / 2, (sheet[1] - high) / 2
    drawn = f"q {wide:.2f} 0 0 {high:.2f} {left:.2f} {bottom:.2f} cm /Photo Do Q"
    page.Contents = document.make_stream(drawn.encode())
