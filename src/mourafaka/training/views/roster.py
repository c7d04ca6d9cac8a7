"""The trainer's pages: roster, printable sheet, check-in code, tests, ballots, closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.foundations import clock
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.selection.services.papers import qr
from mourafaka.training import services
from mourafaka.training.codes import check_in_code, check_in_until
from mourafaka.training.enums import SessionState, TestKind
from mourafaka.training.forms.people import WelcomeForm, marks_of
from mourafaka.training.models import Attendance, Session
from mourafaka.training.queries import presence, results
from mourafaka.training.services.papers import LANGUAGES, public_url
from mourafaka.training.services.sheets import ballot_slips, roster_sheet
from mourafaka.training.views.shared import acted, may, printed, refused_on, session_of


@policy("training.view_roster")
@never_cache
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """Every person and half-day: bulk present or absent, corrected the same way."""
    found = session_of(request, number)
    if request.method == "POST":
        presences = _presences(request.POST)
        return acted(
            request,
            lambda: services.record_attendance(found, actor=request.user, presences=presences),
            _("The roster is recorded."),
            "training:roster",
            number,
        )
    return _roster(request, found)


def _roster(request: HttpRequest, found: Session, typed: WelcomeForm | None = None) -> HttpResponse:
    begun = found.state == SessionState.CONVENED and found.starts_on <= clock.today()
    context = {
        "session": found,
        "roster": presence.roster(found),
        "today": clock.today(),
        "welcome_form": typed or (WelcomeForm(found) if begun else None),
        **may(request, found, may_keep="training.keep_roster"),
    }
    return render(request, "training/roster.html", context, status=422 if typed else 200)


@policy("training.keep_roster")
@require_POST
def welcome(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody came whom nobody had named."""
    found = session_of(request, number)
    form = WelcomeForm(found, request.POST)
    if form.is_valid():
        try:
            services.welcome_participant(
                found, actor=request.user, invitation=form.cleaned_data["invitation"], person=form.person()
            )
        except Refused as refused:
            refused_on(form, refused)
        else:
            messages.success(request, _("This person is on the roster."))
            return redirect("training:roster", number)
    return _roster(request, found, form)


@policy("training.view_roster")
@require_GET
def sheet(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The sheet to print and sign."""
    found = session_of(request, number)
    if language not in LANGUAGES:
        raise Http404
    return printed(roster_sheet(found, language), f"{found.number}-{language}.pdf")


@policy("training.keep_roster")
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The self-checks ticked, or all of them."""
    found = session_of(request, number)
    chosen = None
    if "all" not in request.POST:
        keys = [key for key in request.POST.getlist("attendance") if key.isdecimal()]
        chosen = list(Attendance.objects.visible_to(request.user).filter(pk__in=keys))
    return acted(
        request,
        lambda: services.confirm_self_checks(found, actor=request.user, attendances=chosen),
        _("The self-checks are confirmed."),
        "training:roster",
        number,
    )


@policy("training.keep_roster")
@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    found = session_of(request, number)
    return acted(
        request,
        lambda: services.hold_session(found, actor=request.user),
        _("The session is closed. Its certificates can be issued."),
        "training:session",
        number,
    )


@policy("training.keep_roster")
@never_cache
@require_GET
def check_in(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """The code the trainer shows; it changes every ten minutes."""
    found = session_of(request, number)
    half_day = get_object_or_404(found.half_days, pk=pk)
    now = clock.now()
    until = check_in_until(now)
    address = public_url(reverse("training:self_check", args=[half_day.pk, check_in_code(half_day.pk, now)]))
    context = {
        "session": found,
        "half_day": half_day,
        "address": address,
        "qr": mark_safe(qr(address)),  # noqa: S308 (drawn here, from our own address)
        "until": until,
        "open": presence.is_open(half_day),
    }
    response = render(request, "training/check_in.html", context)
    response["Refresh"] = str(max(1, int((until - now).total_seconds()) + 1))  # without a script too
    return response


@policy("training.view_roster")
@never_cache
def tests(request: HttpRequest, number: str) -> HttpResponse:
    """The marks of one test for everybody, on one sheet."""
    found = session_of(request, number)
    if request.method == "POST":
        return _record_marks(request, found)
    return _tests(request, found, {})


@policy("training.view_roster")
@require_GET
def slips(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """Slips to cut and draw, one ballot each."""
    found = session_of(request, number)
    if language not in LANGUAGES:
        raise Http404
    return printed(ballot_slips(found, language), f"{found.number}-ballots-{language}.pdf")


def _record_marks(request: HttpRequest, found: Session) -> HttpResponse:
    kind = request.POST.get("kind", "")
    marks, wrong = marks_of(request.POST, kind or "?")
    if wrong:
        typed = {name: text for name, text in request.POST.items() if name.startswith(f"{kind}-")}
        return _tests(request, found, typed, wrong=[f"{kind}-{key}" for key in wrong])
    return acted(
        request,
        lambda: services.record_tests(found, actor=request.user, kind=kind, marks=marks),
        _("The marks are recorded."),
        "training:tests",
        found.number,
    )


def _tests(
    request: HttpRequest, found: Session, typed: dict[str, Any], wrong: list[str] | None = None
) -> HttpResponse:
    sheet = results.tests_of(found)
    kinds = [
        (
            kind,
            kind.label,
            [_cell(row, kind, typed, wrong or []) for row in sheet.rows],
        )
        for kind in TestKind
    ]
    context = {
        "session": found,
        "tests": sheet,
        "kinds": kinds,
        "wrong": wrong,
        **may(request, found, may_keep="training.keep_roster"),
    }
    return render(request, "training/tests.html", context, status=422 if wrong else 200)


def _cell(row: results.TestRow, kind: str, typed: dict[str, Any], wrong: list[str]) -> dict[str, Any]:
    name = f"{kind}-{row.attendee.pk}"
    mark = getattr(row, kind)
    shown = "" if mark is None else f"{mark.normalize():f}"
    return {"row": row, "name": name, "value": typed.get(name, shown), "wrong": name in wrong}


def _presences(data: Any) -> dict[str, dict[str, str]]:
    """`presence-HALFDAY-ATTENDEE=present`; what was left untouched is empty. `all-HALFDAY=present` fills the
    persons of a half-day left empty."""
    found: dict[str, dict[str, str]] = {}
    for name, value in data.items():
        parts = name.split("-")
        if len(parts) != 3 or parts[0] != "presence":
            continue
        value = value or data.get(f"all-{parts[1]}", "")
        if value:
            found.setdefault(parts[1], {})[parts[2]] = value
    return found
