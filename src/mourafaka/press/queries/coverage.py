"""How much is written of each region, week by week."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.db.models.functions import Substr, TruncWeek

from mourafaka.foundations import clock
from mourafaka.press.enums import PLACES, ArticleState
from mourafaka.press.models import Tag
from mourafaka.territory import maps
from mourafaka.territory.models import Province, Region

WEEKS = 12


@dataclass(frozen=True)
class Row:
    """A region and its articles of each week, the oldest week first."""

    region: Region
    weeks: tuple[int, ...]
    highest: int = 1  # of all regions: the height of the drawing

    @property
    def total(self) -> int:
        return sum(self.weeks)

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """(x, y, height) of each week, ten wide."""
        return [(index * 10, self.highest - count, count) for index, count in enumerate(self.weeks)]


@dataclass(frozen=True)
class Coverage:
    weeks: tuple[date, ...]
    rows: tuple[Row, ...]
    shades: dict[str, float]  # province → articles of its region, for the map
    highest: int


def coverage() -> Coverage:
    """Articles that speak of each region in the last twelve weeks; one that names two regions counts in both."""
    this_week = clock.today() - timedelta(days=clock.today().weekday())
    weeks = tuple(this_week - timedelta(weeks=WEEKS - 1 - index) for index in range(WEEKS))
    counted = (
        Tag.objects.standing()
        .filter(kind__in=PLACES, article__state=ArticleState.SHOWN, article__copy_of=None)
        .filter(article__published_at__date__gte=weeks[0])
        .annotate(region=Substr("code", 1, 2), week=TruncWeek("article__published_at"))
        .values_list("region", "week")
        .annotate(articles=Count("article", distinct=True))
        .order_by()
    )
    found: dict[str, Counter[date]] = {}
    for region, week, articles in counted:
        found.setdefault(region, Counter())[week.date() if hasattr(week, "date") else week] += articles
    highest = max((count for each in found.values() for count in each.values()), default=1)
    rows = tuple(
        Row(region, tuple(found.get(region.code, Counter())[week] for week in weeks), highest)
        for region in Region.objects.current()
    )
    totals = {row.region.code: float(row.total) for row in rows}
    provinces = Province.objects.values_list("code", "region_id")
    return Coverage(weeks, rows, {code: totals.get(region, 0.0) for code, region in provinces}, highest)


def as_map(found: Coverage) -> maps.Map:
    return maps.choropleth(found.shades)
