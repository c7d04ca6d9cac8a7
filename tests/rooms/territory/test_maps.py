"""Server-drawn maps."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mourafaka.territory.maps import _thresholds, choropleth, highlight, simplified

SOUSS_MASSA = ("09.001", "09.163", "09.273", "09.541", "09.551", "09.581")


def test_more_is_darker_and_nothing_is_blank() -> None:
    drawn = choropleth({"09.541": 9, "09.551": 3, "09.581": 1}, SOUSS_MASSA)

    levels = {shape.code: shape.level for shape in drawn.shapes}
    assert (levels["09.541"], levels["09.001"]) == (4, 0)
    assert levels["09.541"] > levels["09.551"] > levels["09.581"] > 0


@given(st.lists(st.integers(0, 10_000), max_size=75))
def test_levels_follow_the_values(values: list[int]) -> None:
    codes = [shape.code for shape in choropleth({}).shapes]

    shapes = choropleth(dict(zip(codes, values, strict=False))).shapes

    for one in shapes:
        assert all(one.level <= other.level for other in shapes if one.value <= other.value)
        assert (one.level == 0) == (one.value == 0)
    assert len(_thresholds(values)) < 4


def test_a_map_of_the_country_is_light() -> None:
    assert sum(len(shape.path) for shape in choropleth({}).shapes) < 60_000


def test_every_path_is_closed_and_inside_the_frame() -> None:
    drawn = choropleth({}, SOUSS_MASSA)
    width, height = (float(n) for n in drawn.view_box.split()[2:])

    for shape in drawn.shapes:
        numbers = [float(n) for n in re.findall(r"-?\d+\.\d", shape.path)]
        assert shape.path.count("M") == shape.path.count("Z") >= 1
        assert max(numbers[::2]) <= width and max(numbers[1::2]) <= height + 1 and min(numbers) >= 0


def test_unknown_provinces_draw_an_empty_map() -> None:
    assert choropleth({"99.999": 4}, ["99.999"]).shapes == ()


def test_one_province_stands_out() -> None:
    assert [s.code for s in highlight("09.541", SOUSS_MASSA).shapes if s.level == 4] == ["09.541"]


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=2, max_size=30), st.floats(0, 10))
def test_a_simplified_line_keeps_its_ends_and_only_its_points(
    points: list[tuple[float, float]], tolerance: float
) -> None:
    kept = simplified(points, tolerance)

    assert (kept[0], kept[-1]) == (points[0], points[-1])
    assert set(kept) <= set(points)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_pages_answer_to_anybody_signed_in_and_to_nobody_else(
    territory: Any, users: Any, client_as: Any, client: Any, language: str
) -> None:
    territory()
    urls = [reverse("territory:index"), reverse("territory:province", args=["09.541"])]
    signed_in = client_as(users("coach"))

    answers = [signed_in.get(url, headers={"accept-language": language}) for url in urls]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [client.get(url).status_code for url in urls] == [302, 302]
    assert signed_in.get(reverse("territory:province", args=["99.999"])).status_code == 404
