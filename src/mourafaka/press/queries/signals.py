"""Market signals: each series as marks and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mourafaka.press.models import Signal, SignalSeries

SHOWN = 90  # values of a series
WIDTH, HEIGHT = 240, 60


@dataclass(frozen=True)
class Chart:
    """A series with its line (SVG points in a box of 240 × 60) and its values, the latest first."""

    series: SignalSeries
    points: str
    values: tuple[Signal, ...]

    @property
    def latest(self) -> Signal:
        return self.values[0]

    @property
    def change(self) -> Any:
        """Difference with the value before; None when there is none."""
        return self.values[0].value - self.values[1].value if len(self.values) > 1 else None


def charts() -> list[Chart]:
    by_series: dict[int, list[Signal]] = {}
    for signal in Signal.objects.select_related("series", "source").order_by("series", "-on"):
        by_series.setdefault(signal.series_id, []).append(signal)
    made = [_chart(values[:SHOWN]) for values in by_series.values()]
    return sorted(made, key=lambda chart: (chart.series.kind, str(chart.series)))


def _chart(values: list[Signal]) -> Chart:
    ordered = values[::-1]
    lowest, highest = min(v.value for v in ordered), max(v.value for v in ordered)
    first, last = ordered[0].on.toordinal(), ordered[-1].on.toordinal()
    height, width = float(highest - lowest) or 1.0, (last - first) or 1

    def point(signal: Signal) -> str:
        x = (signal.on.toordinal() - first) / width * WIDTH
        y = HEIGHT - 4 - float(signal.value - lowest) / height * (HEIGHT - 8)
        return f"{x:.1f},{y:.1f}"

    return Chart(ordered[0].series, " ".join(map(point, ordered)), tuple(values))
