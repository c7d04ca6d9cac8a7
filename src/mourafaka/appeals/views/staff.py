"""The queue of appeals, and one appeal with its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from mourafaka.appeals import services
from mourafaka.appeals.enums import UNDER_WAY, Against
from mourafaka.appeals.forms import AcceptForm, GiveForm, RejectForm
from mourafaka.appeals.models import Appeal
from mourafaka.appeals.queries import independence
from mourafaka.appeals.queries.told import told
from mourafaka.foundations.policies import policy
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.taking import tried

PER_PAGE = 50
WHICH: dict[str, Callable[[Any, Any], Any]] = {
    "": lambda appeals, user: appeals.owed(),
    "late": lambda appeals, user: appeals.late(),
    "mine": lambda appeals, user: appeals.owed().filter(examiner=user),
    "nobody": lambda appeals, user: appeals.under_way().filter(examiner=None),
    "all": lambda appeals, user: appeals,
}


@policy("appeals.enter_queue")
@never_cache
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Appeals to answer, the most urgent first."""
    which = request.GET.get("show", "")
    which = which if which in WHICH else ""
    seen = Appeal.objects.visible_to(request.user)
    page = Paginator(WHICH[which](seen, request.user).for_lists(), PER_PAGE).get_page(request.GET.get("page"))
    labels = {
        "": _("To answer"),
        "late": _("Late"),
        "mine": _("Mine"),
        "nobody": _("Nobody’s"),
        "all": _("All"),
    }
    tabs = [
        {
            "label": label,
            "url": f"?show={key}" if key else request.path,
            "current": key == which,
            "count": WHICH[key](seen, request.user).count(),
        }
        for key, label in labels.items()
    ]
    return render(request, "appeals/queue.html", {"page": page, "tabs": tabs})


@policy("appeals.enter_queue")
@never_cache
@require_GET
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@policy("appeals.take")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _acted(request, found, lambda: services.take_appeal(found, actor=request.user))


@policy("appeals.give")
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = GiveForm(request.POST, people=independence.examiners_for(found.application))
    return _answered(
        request,
        found,
        form,
        "give_form",
        lambda: services.give_appeal(found, actor=request.user, examiner=form.cleaned_data["examiner"]),
    )


@policy("appeals.answer")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = AcceptForm(request.POST, criteria=_criteria(request, found))
    return _answered(
        request,
        found,
        form,
        "accept_form",
        lambda: services.accept_appeal(
            found, actor=request.user, reason=form.cleaned_data["reason"], marks=form.marks()
        ),
    )


@policy("appeals.answer")
@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    form = RejectForm(request.POST)
    return _answered(
        request,
        found,
        form,
        "reject_form",
        lambda: services.reject_appeal(found, actor=request.user, reason=form.cleaned_data["reason"]),
    )


@policy("appeals.conclude")
@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    return _acted(request, found, lambda: services.conclude_appeal(found, actor=request.user))


# --- Shared ---


def _found(request: HttpRequest, pk: int) -> Appeal:
    return get_object_or_404(Appeal.objects.visible_to(request.user).for_lists(), pk=pk)


def _acted(request: HttpRequest, found: Appeal, perform: Callable[[], Any]) -> HttpResponse:
    try:
        perform()
        messages.success(request, _("Done."))
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        messages.error(request, str(refused))
    return redirect("appeals:appeal", found.pk)


def _answered(
    request: HttpRequest, found: Appeal, form: Any, name: str, perform: Callable[[], Any]
) -> HttpResponse:
    if tried(form, perform) is not None:
        messages.success(request, _("Done."))
        return redirect("appeals:appeal", found.pk)
    return _page(request, found, status=422, **{name: form})


def _criteria(request: HttpRequest, found: Appeal) -> list[tuple[str, str, str]]:
    """The criteria that may be corrected: none when admissibility is contested."""
    if found.against == Against.ADMISSIBILITY:
        return []
    decided = told(found.application, request.user)
    return list(decided.marks) if decided else []


def _page(request: HttpRequest, found: Appeal, status: int = 200, **typed: Any) -> HttpResponse:
    user, application = request.user, found.application
    context: dict[str, Any] = {
        "appeal": found,
        "application": application,
        "documents": found.documents.select_related("file"),
        "told": told(application, user),
        "why_not": independence.involvement(user, application),
        "may_take": rules.has_perm("appeals.take", user, found),
        "may_give": rules.has_perm("appeals.give", user, found),
        "may_answer": rules.has_perm("appeals.answer", user, found),
        "may_conclude": rules.has_perm("appeals.conclude", user, found),
        "accept_form": AcceptForm(criteria=_criteria(request, found)),
        "reject_form": RejectForm(),
        **typed,
    }
    if context["may_give"]:
        people = independence.examiners_for(application)
        context["people"] = people
        context.setdefault("give_form", GiveForm(people=people))
    offered = context["why_not"] or context["may_give"] or (context["may_take"] and found.examiner != user)
    context["who_examines"] = found.state in UNDER_WAY and bool(offered)
    return render(request, "appeals/appeal.html", context, status=status)
