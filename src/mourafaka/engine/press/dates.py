"""Days and moments as newspapers write them, in French, Arabic, Spanish and English.

Day before month, always: these papers never write the month first in figures. A year of four digits may come
first (2020-04-27). Moroccan month names (غشت, شتنبر…) and those of the Mashriq (آب, أيلول…) are both read.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mourafaka.engine.text import fold

FIRST = datetime(1990, 1, 1, tzinfo=UTC)  # nothing is believed to be published before
MOST_AHEAD = timedelta(hours=24)  # a publication further in the future than this is a mistake of the source

try:
    CASABLANCA: ZoneInfo | timezone = ZoneInfo("Africa/Casablanca")
except ZoneInfoNotFoundError:  # a machine without the time zone database
    CASABLANCA = timezone(timedelta(hours=1))

_MONTHS = {
    1: "janvier janv enero ene january jan يناير جانفي كانون الثاني",
    2: "fevrier fevr fev febrero february feb فبراير شباط فيفري",
    3: "mars marzo mar march مارس آذار",
    4: "avril avr abril abr april apr أبريل ابريل إبريل نيسان أفريل",
    5: "mai mayo may ماي مايو أيار",
    6: "juin junio jun june يونيو يونيه حزيران جوان",
    7: "juillet juil julio jul july يوليوز يوليو تموز جويلية",
    8: "aout agosto ago august aug غشت أغسطس آب أوت",
    9: "septembre sept septiembre setiembre sep september شتنبر سبتمبر أيلول",
    10: "octobre oct octubre october أكتوبر تشرين الأول",
    11: "novembre nov noviembre november نونبر نوفمبر تشرين الثاني",
    12: "decembre dec diciembre dic december دجنبر ديسمبر كانون الأول",
}


def _names() -> dict[str, int]:
    """Folded name → month; the two months of two words (كانون, تشرين) are keyed by both words."""
    found: dict[str, int] = {}
    for month, names in _MONTHS.items():
        words = [fold(name) for name in names.split()]
        for first, second in zip(words, [*words[1:], ""], strict=True):
            if first in (fold("كانون"), fold("تشرين")):
                found[f"{first} {second}"] = month
            elif first not in (fold("الأول"), fold("الثاني")):
                found[first] = month
    return found


MONTHS = _names()

_SEPARATOR = r"\s*[-/.‐‑–—]\s*"
_MONTH = r"(?P<month>[^\W\d_]+(?:\s+(?:الأول|الثاني))?)\.?"
# The shapes of a date, the longest first; every group is a day, a month or a year.
SHAPES = (
    rf"(?P<year>\d{{4}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<day>\d{{1,2}})(?!\d)",
    rf"(?P<day>\d{{1,2}}){_SEPARATOR}(?P<m>\d{{1,2}}){_SEPARATOR}(?P<year>\d{{4}})(?!\d)",
    rf"(?P<day>\d{{1,2}})(?:er|º|°|st|nd|rd|th)?(?:\s*[-/]\s*|\s+)(?:de\s+|of\s+)?{_MONTH}"
    r"(?:\s*[-/]\s*|,?\s+)(?:de[l]?\s+)?(?P<year>\d{4})(?!\d)",
    rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s+(?P<year>\d{{4}})(?!\d)",
)
_PATTERNS = tuple(re.compile(rf"(?<![\d]){shape}", re.IGNORECASE) for shape in SHAPES)


def plain_digits(text: str) -> str:
    """`text` with digits 0-9 and without direction marks; other characters stay as they are."""
    return "".join(
        str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c
        for c in text
        if unicodedata.category(c) != "Cf"
    )


def find_date(text: str) -> tuple[date, int, int] | None:
    """The first date written in `text`, and where it begins and ends in `plain_digits(text)`."""
    plain = plain_digits(text)
    found = [
        (match.start(), -match.end(), day)
        for pattern in _PATTERNS
        for match in pattern.finditer(plain)
        if (day := _day(match.groupdict())) is not None
    ]
    if not found:
        return None
    start, end, day = min(found)
    return day, start, -end


def read_date(text: str) -> date | None:
    """The first date written in `text`: 27 - 04 - 2020, 27-04-2020, 27 avril 2020, 27 أبريل 2020, 2020-04-27."""
    found = find_date(text)
    return found[0] if found else None


def read_moment(text: str) -> datetime | None:
    """When a feed or a page says something was published: ISO 8601, RFC 822, or a date at midnight.

    Aware; a moment without zone is Moroccan time.
    """
    if text.isascii() and (moment := _iso(text)) is not None:
        return moment if moment.tzinfo else moment.replace(tzinfo=CASABLANCA)
    stripped = plain_digits(text).strip()
    if not stripped:
        return None
    for reader in (_iso, _rfc):
        moment = reader(stripped)
        if moment is not None:
            return moment if moment.tzinfo else moment.replace(tzinfo=CASABLANCA)
    day = read_date(stripped)
    if day is None:
        return None
    clock = re.search(r"(?<!\d)([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)(?!\d)", stripped)
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (0, 0)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CASABLANCA)


def believable(moment: datetime, now: datetime) -> bool:
    """Whether something can have been published then: not more than a day ahead, not before 1990."""
    return FIRST <= moment <= now + MOST_AHEAD


def _day(parts: dict[str, str | None]) -> date | None:
    month = int(parts["m"] or 0) if parts.get("m") else MONTHS.get(fold(parts.get("month") or ""), 0)
    try:
        return date(int(parts["year"] or 0), month, int(parts["day"] or 0))
    except ValueError:
        return None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _rfc(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
