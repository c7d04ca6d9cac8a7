"""Synthetic papers: a scan of a sheet or of minutes that says that it is synthetic."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

WIDTH, HEIGHT = 420, 260


def scan(title: str, *lines: str) -> ContentFile:
    """A small image of a paper, different for every title, as a phone would send it."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "#f6f1e4")
    drawing = ImageDraw.Draw(image)
    drawing.rectangle((8, 8, WIDTH - 8, HEIGHT - 8), outline="#7a6a4a")
    for row, text in enumerate(("DONNEES SYNTHETIQUES", title, *lines)):
        drawing.text((24, 24 + 26 * row), text.encode("ascii", "replace").decode(), fill="#2f3b2a")
    out = BytesIO()
    image.save(out, "JPEG", quality=60)
    return ContentFile(out.getvalue(), name=f"{title}.jpg")
