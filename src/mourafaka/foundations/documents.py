"""PDF by typst: tagged PDF/A, right-to-left and Tifinagh included, fonts from the package.

A document is one `.typ` template in its room's `templates` folder. It receives its data (texts already in the
document's language) as JSON: `#let data = json(bytes(sys.inputs.data))`. The letterhead is `house.typ` beside
this file.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone, translation

from mourafaka.foundations.journal import jsonable

PACKAGE = Path(__file__).resolve().parent.parent
FONTS = PACKAGE / "foundations" / "fonts"


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])


def render_pdf(template: str, data: Mapping[str, Any], *, language: str, at: datetime | None = None) -> bytes:
    """The PDF/A-2a of `template` ("selection/minutes.typ") filled with `data`.

    The same data at the same moment give the same bytes, so a document can be identified by its hash.
    """
    room, _, name = template.partition("/")
    with translation.override(language):
        payload = {"language": language, "rtl": translation.get_language_bidi(), **jsonable(data)}
    pdf = typst.compile(
        PACKAGE / room / "templates" / room / name,
        root=PACKAGE,
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(payload, ensure_ascii=False)},
        pdf_standards=["a-2a"],
        timestamp=(at or timezone.now()).astimezone(UTC).replace(microsecond=0),
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} gave no single PDF")
    return pdf
