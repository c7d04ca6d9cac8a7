"""Real files, small: a PDF that opens, a JPEG from a phone."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import date
from functools import cache
from typing import Any

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


@cache
def pdf(words: str = "synthetic") -> bytes:
    """One empty page; other words give other bytes."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    document.Root.Lang = pikepdf.String(words)
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def jpeg(
    size: tuple[int, int] = (40, 30),
    colour: int = 90,
    *,
    taken: date | None = None,
    position: bool = False,
    orientation: int = 1,
) -> bytes:
    """A photo as a phone gives it: with its day, its position and the way it was held when asked for."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    if taken is not None:
        exif[0x0132] = f"{taken:%Y:%m:%d} 10:00:00"
    if position:
        exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 25.0, 12.0), 3: "W", 4: (9.0, 35.0, 0.0)})
    out = io.BytesIO()
    Image.new("RGB", size, (colour, 120, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises this many pixels and holds almost none."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def sent(content: bytes, name: str = "document.pdf") -> Any:
    return SimpleUploadedFile(name, content)
