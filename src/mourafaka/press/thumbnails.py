"""Images as we show them: read, reduced to at most one megapixel, written anew without anything they carried."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from mourafaka.foundations.refusals import Refused

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")  # never SVG: it is a program
MOST_BYTES = 8_000_000
MOST_PIXELS = 40_000_000
SHOWN_PIXELS = 1_000_000
LEAST_SIDE = 16
CONTENT_TYPE = "image/webp"


@dataclass(frozen=True)
class Thumbnail:
    """`sha256` is of what was received, `phash` of what is seen (64 bits, hexadecimal)."""

    content: bytes
    width: int
    height: int
    sha256: str
    phash: str


def make(content: bytes) -> Thumbnail:
    """The image as we keep it. Refuses `image_refused` for what is no picture, too large or a bomb."""
    if len(content) > MOST_BYTES:
        raise Refused("image_refused", reason=f"> {MOST_BYTES // 1_000_000} MB")
    picture = _opened(content)
    shrink = min(1.0, (SHOWN_PIXELS / (picture.width * picture.height)) ** 0.5)
    if shrink < 1:
        size = max(1, int(picture.width * shrink)), max(1, int(picture.height * shrink))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, exif=b"", icc_profile=b"")
    return Thumbnail(
        out.getvalue(),
        picture.width,
        picture.height,
        hashlib.sha256(content).hexdigest(),
        perceptual(picture),
    )


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise Refused("image_refused", reason=f"{picture.width} × {picture.height}")
                if min(picture.size) < LEAST_SIDE:
                    raise Refused("image_refused", reason=f"{picture.width} × {picture.height}")
                picture.load()
                return ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refused("image_refused", reason=type(error).__name__) from error
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Refused("image_refused", reason="bomb") from error


def perceptual(picture: Image.Image) -> str:
    """64 bits of the lowest frequencies of a cosine transform: near when two images look alike (pHash)."""
    small = picture.convert("L").resize((32, 32), Image.Resampling.LANCZOS)
    pixels = np.asarray(small, dtype=np.float64)
    low = (_COSINES @ pixels @ _COSINES.T)[:8, :8].flatten()
    bits = low > np.median(low[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


_STEPS = np.arange(32)
_COSINES = np.cos(np.pi / 32 * (_STEPS[None, :] + 0.5) * _STEPS[:, None])
