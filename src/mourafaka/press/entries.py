"""What a source announces, as every reader of feeds, sitemaps and pages hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Entry:
    """One article announced. `summary` is the source's own; `body` is kept only under a licence for it.

    max_snippet: characters the page's robots rules allow to show; None when they say nothing, 0 for `nosnippet`.
    no_image: they forbid the image to be shown.
    """

    url: str
    title: str
    summary: str = ""
    author: str = ""
    publisher: str = ""
    published_at: datetime | None = None
    language: str = ""
    image_url: str = ""
    body: str = ""
    max_snippet: int | None = None
    no_image: bool = False


@dataclass(frozen=True)
class Reading:
    """One figure of an official text: `value` in `unit` on a day."""

    kind: str
    subject: str
    unit: str
    on: date
    value: Decimal
    url: str = ""
