"""Images, made anew: whatever was hidden in or behind the received bytes does not survive."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from mourafaka.foundations.refusals import Refused

SIDE_AT_MOST = 2400  # pixels: an A4 page at 200 dots per inch
PIXELS_AT_MOST = 50_000_000  # of a JPEG, which is decoded small; its coefficients take 150 MB at worst
PIXELS_AT_MOST_WHOLE = 16_000_000  # of a PNG or WebP, which has to be decoded whole: A4 at 400 dots per inch
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}

Image.MAX_IMAGE_PIXELS = PIXELS_AT_MOST


@dataclass(frozen=True)
class Picture:
    jpeg: bytes
    taken_on: date | None  # the day the camera wrote


def remade(content: bytes, content_type: str, *, field: str = "file") -> Picture:
    """The image as an upright JPEG of at most 2400 pixels a side; its day is told, its position is not kept.

    Refuses `upload_too_many_pixels` (read in the header, before anything is decoded) and `upload_unreadable`.
    """
    try:
        with Image.open(io.BytesIO(content), formats=(FORMATS[content_type],)) as image:
            jpeg = content_type == "image/jpeg"
            if image.width * image.height > (PIXELS_AT_MOST if jpeg else PIXELS_AT_MOST_WHOLE):
                raise Refused("upload_too_many_pixels", field=field)
            day = _day_of(image)
            image.draft("RGB", (SIDE_AT_MOST, SIDE_AT_MOST))
            return Picture(_jpeg(image), day)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused("upload_too_many_pixels", field=field) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError) as error:
        raise Refused("upload_unreadable", field=field) from error


def _jpeg(image: Image.Image) -> bytes:
    if image.mode in ("P", "1"):  # a palette is made smaller by leaving pixels out: lines would break
        image = _opaque(image)
    image.thumbnail((SIDE_AT_MOST, SIDE_AT_MOST))  # first: whatever follows copies it
    upright = ImageOps.exif_transpose(_opaque(image))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82, exif=b"")
    return out.getvalue()


def _opaque(image: Image.Image) -> Image.Image:
    """In three colours; what was transparent becomes white, as paper is. The way it is turned is still known."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
    else:
        paper = image.convert("RGB")
    paper.getexif()[ExifTags.Base.Orientation] = image.getexif().get(ExifTags.Base.Orientation, 1)
    return paper


def _day_of(image: Image.Image) -> date | None:
    exif = image.getexif()
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
        ExifTags.Base.DateTime
    )
    try:
        return datetime.strptime(str(text)[:10], "%Y:%m:%d").date()
    except ValueError:
        return None
