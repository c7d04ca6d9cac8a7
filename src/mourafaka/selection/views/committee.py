"""The committee's pages: the board, the session, one application, letters, a withdrawal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.calls.models import Application, Call
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection import services
from mourafaka.selection.forms.committee import (
    AttendanceForm,
    MotionForm,
    RecusalForm,
    SessionForm,
    VoteForm,
    WithdrawalForm,
    application_choices,
)
from mourafaka.selection.models import CommitteeSession, Decision, ExceptionMotion, Letter, Minute
from mourafaka.selection.queries import choice as queries


@policy("selection.view_board")
@never_cache
@require_GET
def board(request: HttpRequest, code: str) -> HttpResponse:
    """The proposal, or what is missing for one."""
    call = _call(request, code)
    proposal = queries.latest_proposal(call)
    session = queries.current_session(call)
    context: dict[str, Any] = {"call": call, "session": session, **_may(request, call)}
    if queries.must_declare_first(request.user, call):
        return render(request, "selection/committee/declare_first.html", context)
    if proposal is not None:
        context["board"] = queries.board(proposal, request.user, session)
        context["minutes"] = Minute.objects.filter(call=call).order_by("number", "language")
    return render(request, "selection/committee/board.html", context)


@policy("selection.compute_proposal")
@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    return _acted(
        request, lambda: services.compute_proposal(call, actor=request.user), "selection:board", code
    )


@policy("selection.view_board")
@never_cache
@require_GET
def application(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """Why this one: marks, rank, the rule that bound, what was decided."""
    call = _call(request, code)
    found = get_object_or_404(
        Application.objects.select_related("cooperative__province"), call=call, number=number
    )
    proposal = queries.latest_proposal(call)
    hidden = found.pk in queries.withheld_from(request.user, call)
    if proposal is None or hidden or queries.must_declare_first(request.user, call):
        raise Http404
    detail = queries.detail(proposal, found)
    if detail is None:
        raise Http404
    letters = Letter.objects.filter(application=found).select_related("message")
    context = {
        "call": call,
        "detail": detail,
        "proposal": proposal,
        "letters": letters,
        **_may(request, call),
    }
    return render(request, "selection/committee/application.html", context)


# --- Session ---


@policy("selection.run_session")
def plan(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code)
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            session = services.plan_session(call, actor=request.user, **form.cleaned_data)
            return redirect("selection:session", pk=session.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    status = 422 if request.method == "POST" else 200
    return render(request, "selection/committee/plan.html", {"call": call, "form": form}, status=status)


@policy("selection.view_board")
@never_cache
@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    return _session_page(request, _session(request, pk))


@policy("selection.run_session")
@require_POST
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    form = AttendanceForm(found, request.POST)
    if not form.is_valid():
        return _session_page(request, found, status=422, attendance=form)
    present = list(form.cleaned_data["present"])
    return _on_session(
        request, found, lambda: services.record_attendance(found, actor=request.user, present=present)
    )


@policy("selection.run_session")
@require_POST
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    return _on_session(request, found, lambda: services.open_session(found, actor=request.user))


@policy("selection.run_session")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    return _on_session(request, found, lambda: services.close_session(found, actor=request.user))


@policy("selection.recuse")
@require_POST
def recusal(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    form = RecusalForm(found, application_choices(found, request.user), request.POST)
    if not form.is_valid():
        return _session_page(request, found, status=422, recusal=form)
    given = form.cleaned_data
    about = get_object_or_404(Application, call=found.call, number=given["application"])
    return _on_session(
        request,
        found,
        lambda: services.recuse(
            found, actor=request.user, member=given["member"], application=about, reason=given["reason"]
        ),
    )


@policy("selection.sit")
@require_POST
def motion(request: HttpRequest, pk: int) -> HttpResponse:
    found = _session(request, pk)
    form = MotionForm(application_choices(found, request.user), request.POST)
    if not form.is_valid():
        return _session_page(request, found, status=422, motion=form)
    given = form.cleaned_data
    about = get_object_or_404(Application, call=found.call, number=given["application"])
    return _on_session(
        request,
        found,
        lambda: services.move_exception(
            found, actor=request.user, application=about, outcome=given["outcome"], reason=given["reason"]
        ),
    )


@policy("selection.sit")
@require_POST
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    moved = get_object_or_404(ExceptionMotion.objects.select_related("session", "application"), pk=pk)
    found = _session(request, moved.session_id)
    if moved.application_id in queries.withheld_from(request.user, found.call):
        raise Http404
    form = VoteForm(request.POST)
    if not form.is_valid():
        return _session_page(request, found, status=422)
    given = form.cleaned_data["vote"]
    return _on_session(request, found, lambda: services.vote(moved, actor=request.user, vote=given))


# --- After the session ---


@policy("selection.view_board")
@require_GET
def minute(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Minute.objects.select_related("call", "file"), pk=pk)
    if not rules.has_perm("selection.view_board", request.user, found.call):
        raise Http404
    return _pdf(found.file)


@policy("selection.view_letters")
@never_cache
def letters(request: HttpRequest, code: str) -> HttpResponse:
    """Every decision and its letter; one button writes those that are missing."""
    call = _call(request, code, "selection.view_letters")
    if request.method == "POST":
        return _acted(
            request, lambda: services.issue_letters(call, actor=request.user), "selection:letters", code
        )
    hidden = queries.withheld_from(request.user, call)
    decisions = (
        Decision.objects.filter(application__call=call)
        .exclude(application__in=hidden)
        .select_related("application__cooperative")
        .order_by("application__number")
    )
    written: dict[int, list[Letter]] = {}
    for letter in Letter.objects.filter(application__call=call).select_related("message"):
        written.setdefault(letter.application_id, []).append(letter)
    rows = [(decision, written.get(decision.application_id, [])) for decision in decisions]
    missing = sum(not found for _decision, found in rows)
    context = {"call": call, "rows": rows, "missing": missing, **_may(request, call)}
    return render(request, "selection/committee/letters.html", context)


@policy("selection.view_letters")
@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Letter.objects.select_related("application__call", "file"), pk=pk)
    if not rules.has_perm("selection.view_letters", request.user, found.application):
        raise Http404
    return _pdf(found.file)


@policy("selection.record_withdrawal")
def withdraw(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """A selected or waiting cooperative gives up its place."""
    call = _call(request, code, "selection.record_withdrawal")
    found = get_object_or_404(Application.objects.select_related("cooperative"), call=call, number=number)
    if found.pk in queries.withheld_from(request.user, call):
        raise Http404
    form = WithdrawalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_selected(found, actor=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The withdrawal is recorded; the additional minutes are written."))
            return redirect("selection:board", code=code)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"call": call, "application": found, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "selection/committee/withdraw.html", context, status=status)


@policy("selection.publish_bundle")
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    call = _call(request, code, "selection.publish_bundle")
    return _acted(
        request, lambda: services.publish_bundle(call.cohort, actor=request.user), "selection:board", code
    )


# --- What these views share ---


def _call(request: HttpRequest, code: str, rule: str = "selection.view_board") -> Call:
    call = get_object_or_404(_calls(request), code=code)
    if not rules.has_perm(rule, request.user, call):
        raise Http404
    return call


def _calls(request: HttpRequest) -> Any:
    return Call.objects.visible_to(request.user).select_related("cohort").prefetch_related("provinces")


def _session(request: HttpRequest, pk: int) -> CommitteeSession:
    rows = CommitteeSession.objects.select_related(
        "call__cohort", "proposal__rules_version"
    ).prefetch_related("call__provinces")
    found = get_object_or_404(rows, pk=pk)
    if not rules.has_perm("selection.view_board", request.user, found.call):
        raise Http404
    if queries.must_declare_first(request.user, found.call):
        raise Http404
    return found


def _may(request: HttpRequest, call: Call) -> dict[str, bool]:
    return {
        f"may_{name}": rules.has_perm(f"selection.{rule}", request.user, call)
        for name, rule in (
            ("compute", "compute_proposal"),
            ("run", "run_session"),
            ("sit", "sit"),
            ("write", "view_letters"),
            ("publish", "publish_bundle"),
        )
    }


def _session_page(
    request: HttpRequest, found: CommitteeSession, status: int = 200, **forms: Any
) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]  # the policy lets nobody else in
    hidden = queries.withheld_from(user, found.call)
    choices = application_choices(found, user)
    seats = list(found.attendances.select_related("member__organisation"))
    present = sum(seat.present for seat in seats)
    motions = found.motions.exclude(application__in=hidden).select_related(
        "application__cooperative", "moved_by"
    )
    mine = {vote.motion_id: vote.vote for vote in user_votes(found, user)}
    context = {
        "session": found,
        "call": found.call,
        "seats": seats,
        "present": present,
        "quorate": present >= found.quorum,
        "recusals": found.recusals.exclude(application__in=hidden - _own(found, user)).select_related(
            "member", "application"
        ),
        "motions": [
            (motion, queries.tally(motion, present), mine.get(motion.pk))
            for motion in motions.prefetch_related("votes")
        ],
        "sits": any(seat.member_id == user.pk and seat.present for seat in seats),
        "attendance": forms.get("attendance") or AttendanceForm(found),
        "recusal": forms.get("recusal") or RecusalForm(found, choices),
        "motion": forms.get("motion") or MotionForm(choices),
        "minutes": Minute.objects.filter(session=found),
        **_may(request, found.call),
    }
    return render(request, "selection/committee/session.html", context, status=status)


def user_votes(found: CommitteeSession, user: User) -> Any:
    from mourafaka.selection.models import ExceptionVote

    return ExceptionVote.objects.filter(motion__session=found, member=user)


def _own(found: CommitteeSession, user: User) -> set[int]:
    return set(found.recusals.filter(member=user).values_list("application", flat=True))


def _on_session(request: HttpRequest, found: CommitteeSession, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("selection:session", pk=found.pk)


def _acted(request: HttpRequest, act: Callable[[], Any], where: str, code: str) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(where, code=code)


def _pdf(file: Any) -> HttpResponse:
    response = HttpResponse(file.read(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    return response
