"""Market signals, kind by kind: each series as marks and as a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from mourafaka.press.enums import SIGNAL_KINDS
from mourafaka.press.models import Signal, SignalSeries
from mourafaka.territory.models import Commune, Province, Region

SHOWN = 90  # values of a series
WIDTH, HEIGHT = 240, 60


@dataclass(frozen=True)
class Chart:
    """A series with its line (SVG points in a box of 240 × 60) and its values, the latest first."""

    series: SignalSeries
    name: str
    points: str
    values: tuple[Signal, ...]

    @property
    def latest(self) -> Signal:
        return self.values[0]

    @property
    def places(self) -> int:
        """Decimals shown: two where one value has any, none otherwise."""
        return 2 if any(signal.value % 1 for signal in self.values) else 0

    @property
    def change(self) -> Decimal | None:
        """Difference with the value before; None when there is none."""
        return self.values[0].value - self.values[1].value if len(self.values) > 1 else None


@dataclass(frozen=True)
class Group:
    """The series of one kind: rates, prices or the weather."""

    name: str
    charts: tuple[Chart, ...]


def groups() -> list[Group]:
    by_series: dict[int, list[Signal]] = {}
    for signal in Signal.objects.select_related("series", "source").order_by("series", "-on"):
        by_series.setdefault(signal.series_id, []).append(signal)
    names = series_names(values[0].series for values in by_series.values())
    made = [_chart(values[:SHOWN], names[pk]) for pk, values in by_series.items()]
    kinds = list(SIGNAL_KINDS)
    made.sort(key=lambda chart: (kinds.index(chart.series.kind), chart.name, chart.series.unit))
    return [
        Group(str(SIGNAL_KINDS[kind]), tuple(charts))
        for kind, charts in groupby(made, key=lambda chart: chart.series.kind)
    ]


def series_names(series: Iterable[SignalSeries]) -> dict[int, str]:
    """What each series speaks of, in the active language: a currency, a good, or the place of the weather."""
    series = list(series)
    codes = {each.subject for each in series if each.kind == "weather"}
    places: dict[str, str] = {}
    for model in (Commune, Province, Region) if codes else ():
        places |= {each.pk: str(each) for each in model._default_manager.filter(pk__in=codes)}
    return {each.pk: places.get(each.subject, str(each)) for each in series}


def _chart(values: list[Signal], name: str) -> Chart:
    ordered = values[::-1]
    lowest, highest = min(v.value for v in ordered), max(v.value for v in ordered)
    first, last = ordered[0].on.toordinal(), ordered[-1].on.toordinal()
    height, width = float(highest - lowest) or 1.0, (last - first) or 1

    def point(signal: Signal) -> str:
        x = (signal.on.toordinal() - first) / width * WIDTH
        y = HEIGHT - 4 - float(signal.value - lowest) / height * (HEIGHT - 8)
        return f"{x:.1f},{y:.1f}"

    return Chart(ordered[0].series, name, " ".join(map(point, ordered)), tuple(values))
