"""Maps drawn by the server: province outlines as SVG paths, shaded by value, with a table as their twin.

Borders are simplified arc by arc, so that neighbours keep one common line. Credit: “Limites : HCP”.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from django.utils.translation import gettext_lazy as _

WIDTH = 360.0
LEVELS = 4
TOLERANCE = 0.5  # in units of WIDTH: what a screen of that width cannot show
CREDIT = _("Boundaries: HCP")

Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """One province: `level` 0 (nothing) to 4, `path` the SVG outline."""

    code: str
    value: float
    level: int
    path: str


@dataclass(frozen=True)
class Step:
    """One shade of the legend and the values it stands for."""

    level: int
    lowest: float
    highest: float


@dataclass(frozen=True)
class Map:
    view_box: str
    shapes: tuple[Shape, ...]
    legend: tuple[Step, ...]
    credit: Any = CREDIT


def choropleth(values: Mapping[str, float], provinces: Collection[str] | None = None) -> Map:
    """The provinces (all, or some) shaded by `values`; a province without value is level 0."""
    outlines = _outlines(frozenset(provinces) if provinces is not None else None)
    thresholds = _thresholds([value for code, value in values.items() if code in outlines.paths])
    shapes = tuple(
        Shape(code, values.get(code, 0), _level(values.get(code, 0), thresholds), path)
        for code, path in outlines.paths.items()
    )
    return Map(outlines.view_box, shapes, _legend(shapes))


def highlight(province: str, provinces: Collection[str]) -> Map:
    """One province among others."""
    outlines = _outlines(frozenset(provinces))
    return Map(
        outlines.view_box,
        tuple(
            Shape(code, float(code == province), LEVELS if code == province else 1, path)
            for code, path in outlines.paths.items()
        ),
        (),
    )


def _thresholds(values: Sequence[float]) -> list[float]:
    """Upper bounds of the levels but the last: quartiles of the values there are, equal values together."""
    distinct = sorted({value for value in values if value > 0})
    if len(distinct) <= LEVELS:
        return distinct[:-1]
    ordered = sorted(value for value in values if value > 0)
    bounds = {ordered[math.ceil(len(ordered) * part / LEVELS) - 1] for part in range(1, LEVELS)}
    return sorted(bounds - {ordered[-1]})


def _level(value: float, thresholds: Sequence[float]) -> int:
    if value <= 0:
        return 0
    below = sum(1 for bound in thresholds if value > bound)
    return LEVELS - len(thresholds) + below


def _legend(shapes: Sequence[Shape]) -> tuple[Step, ...]:
    by_level: dict[int, list[float]] = {}
    for shape in shapes:
        if shape.level:
            by_level.setdefault(shape.level, []).append(shape.value)
    return tuple(Step(level, min(found), max(found)) for level, found in sorted(by_level.items()))


@dataclass(frozen=True)
class _Outlines:
    view_box: str
    paths: Mapping[str, str]


@lru_cache(maxsize=64)
def _outlines(provinces: frozenset[str] | None) -> _Outlines:
    """The outlines of some provinces, scaled to WIDTH; decoding and simplifying are paid once."""
    shapes = {
        shape["id"]: shape
        for shape in _topology()["objects"]["provinces"]["geometries"]
        if provinces is None or shape["id"] in provinces
    }
    used = {_arc(index) for shape in shapes.values() for ring in _rings(shape) for index in ring}
    arcs = {index: _projected(_topology()["arcs"][index]) for index in used}
    if not arcs:
        return _Outlines(f"0 0 {WIDTH:.0f} 1", {})
    west = min(x for arc in arcs.values() for x, _y in arc)
    east = max(x for arc in arcs.values() for x, _y in arc)
    north = min(y for arc in arcs.values() for _x, y in arc)
    south = max(y for arc in arcs.values() for _x, y in arc)
    scale = WIDTH / (east - west)
    drawn = {
        index: simplified([((x - west) * scale, (y - north) * scale) for x, y in arc], TOLERANCE)
        for index, arc in arcs.items()
    }
    paths = {
        code: "".join(_ring_path(ring, drawn) for ring in _rings(shape)) for code, shape in shapes.items()
    }
    return _Outlines(f"0 0 {WIDTH:.0f} {(south - north) * scale:.0f}", paths)


@cache
def _topology() -> dict[str, Any]:
    file = resources.files("mourafaka.territory") / "data" / "provinces.topo.json"
    topology: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return topology


def _rings(shape: Mapping[str, Any]) -> list[list[int]]:
    if shape["type"] == "Polygon":
        return list(shape["arcs"])
    return [ring for polygon in shape["arcs"] for ring in polygon]


def _arc(index: int) -> int:
    return index if index >= 0 else ~index


def _projected(arc: Sequence[Sequence[int]]) -> list[Point]:
    """Decode the differences, then flatten: degrees of longitude shrink with the cosine of the latitude."""
    transform = _topology()["transform"]
    (kx, ky), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(((x * kx + tx) * math.cos(math.radians(29)), -(y * ky + ty)))
    return points


def simplified(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker (1973): drop points nearer than `tolerance` to the line; both ends stay."""
    if len(points) < 3:
        return list(points)
    first, last = points[0], points[-1]
    farthest, distance = max(
        ((index, _distance(points[index], first, last)) for index in range(1, len(points) - 1)),
        key=lambda found: found[1],
    )
    if distance <= tolerance:
        return [first, last]
    return [
        *simplified(points[: farthest + 1], tolerance)[:-1],
        *simplified(points[farthest:], tolerance),
    ]


def _distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    if length == 0:
        return math.hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def _ring_path(ring: Sequence[int], drawn: Mapping[int, list[Point]]) -> str:
    points: list[Point] = []
    for index in ring:
        arc = drawn[_arc(index)]
        points += (arc if index >= 0 else arc[::-1])[1 if points else 0 :]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
