"""The cockpit of a cohort: its figures, the rows behind each, and the same to download."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from mourafaka.calls.models import Cohort
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.policies import policy
from mourafaka.foundations.tables import table_response
from mourafaka.results.filters import DayForm, LinesForm
from mourafaka.results.queries import cockpit as queries
from mourafaka.results.queries.forecasts import Line, lines_seen_by

PER_PAGE = 50


@policy("results.view_cockpit")
def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts under way; when there is only one, its page."""
    found = queries.cohorts_seen_by(request.user)
    if len(found) == 1:
        return redirect("results:cockpit", found[0].code)
    return render(request, "results/cockpit/cohorts.html", {"cohorts": found})


@policy("results.view_cockpit")
def cohort(request: HttpRequest, code: str) -> HttpResponse:
    form = DayForm(request.GET)
    seen = queries.cockpit(request.user, _cohort(request, code), form.day)
    return render(request, "results/cockpit/cohort.html", {"cockpit": seen, "form": form})


@policy("results.view_cockpit")
def rows(request: HttpRequest, code: str) -> HttpResponse:
    """The cooperatives behind a figure, each with its reason and one button."""
    found = _cohort(request, code)
    form, lines = _lines(request, found)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "results/cockpit/rows.html", {"cohort": found, "form": form, "page": page, "day": form.day}
    )


@policy("results.view_cockpit")
def export(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """What the list shows, all pages."""
    found = _cohort(request, code)
    form, lines = _lines(request, found)
    options = {"title": _("Forecast"), "right_to_left": get_language_bidi()} if kind == "xlsx" else {}
    name = f"{found.code}-{form.day.isoformat()}"
    return table_response(kind, name, queries.export_headers(), queries.export_rows(lines), **options)


def _lines(request: HttpRequest, cohort: Cohort) -> tuple[LinesForm, list[Line]]:
    seen = lines_seen_by(request.user, cohort, DayForm(request.GET).day)
    form = LinesForm(request.GET, queries.choices(seen))
    return form, queries.rows(seen, form.wanted)


def _cohort(request: HttpRequest, code: str) -> Cohort:
    """A cohort with an accompanied cooperative this person sees."""
    seen = Enrolment.objects.visible_to(request.user).order_by().values("cohort")
    return get_object_or_404(Cohort.objects.filter(pk__in=seen), code=code)
