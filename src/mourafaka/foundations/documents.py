"""PDF by typst: tagged PDF/A, right-to-left and Tifinagh included, fonts from the package.

A document is one `.typ` template in its room's `templates` folder. It receives its data (texts already in the
document's language) as JSON: `#let data = json(bytes(sys.inputs.data))`. The letterhead is `house.typ` beside
this file.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
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


@functools.cache
def _presses() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(
        max_workers=2, thread_name_prefix="typst"
    )  # it works outside the interpreter's lock


def render_pdf(template: str, data: Mapping[str, Any], *, language: str, at: datetime | None = None) -> bytes:
    """The PDF/A-2a of `template` ("selection/minutes.typ") filled with `data`.

    The same data at the same moment give the same bytes, so a document can be identified by its hash.
    """
    return begin_pdf(template, data, language=language, at=at).result()


def begin_pdf(
    template: str, data: Mapping[str, Any], *, language: str, at: datetime | None = None
) -> Future[bytes]:
    """`render_pdf` begun beside what follows: whoever writes many papers prepares the next one meanwhile."""
    with translation.override(language):
        payload = {"language": language, "rtl": translation.get_language_bidi(), **jsonable(data)}
    text = json.dumps(payload, ensure_ascii=False)
    moment = (at or timezone.now()).astimezone(UTC).replace(microsecond=0)
    return _presses().submit(_compiled, template, text, moment)


def _compiled(template: str, data: str, at: datetime) -> bytes:
    room, _, name = template.partition("/")
    pdf = typst.compile(
        PACKAGE / room / "templates" / room / name,
        root=PACKAGE,
        font_paths=_fonts(),
        sys_inputs={"data": data},
        pdf_standards=["a-2a"],
        timestamp=at,
    )
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} gave no single PDF")
    return pdf
