"""Regions and provinces, for anybody signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from mourafaka.foundations.policies import policy

from . import maps, queries
from .models import Province
from .sockets import panels


@policy("territory.view")
def index(request: HttpRequest) -> HttpResponse:
    rows = queries.regions()
    people = {p.code: p.population_2024 or 0 for row in rows for p in row.provinces}
    names = {p.code: p.name for row in rows for p in row.provinces}
    context = {"rows": rows, "map": maps.choropleth(people), "names": names}
    return render(request, "territory/index.html", context)


@policy("territory.view")
def province(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Province.objects.select_related("region"), code=code)
    neighbours = list(found.region.provinces.order_by("code"))
    context = {
        "province": found,
        "neighbours": neighbours,
        "map": maps.highlight(found.code, [neighbour.code for neighbour in neighbours]),
        "communes": queries.communes_of(found),
        "panels": panels.collect(found, request.user),
    }
    return render(request, "territory/province.html", context)
