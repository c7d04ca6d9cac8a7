"""How pages reach their plan, and how they answer what an act refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.refusals import Refused
from mourafaka.plans.models import Plan
from mourafaka.plans.models.plan import PlanQuerySet


def enrolment_of(request: HttpRequest, number: str) -> Enrolment:
    return get_object_or_404(Enrolment.objects.visible_to(request.user).for_lists(), number=number)


def plans_of(request: HttpRequest, number: str) -> PlanQuerySet:
    """The revisions of an enrolment that this person sees, the last first."""
    seen = Plan.objects.visible_to(request.user).for_lists()
    related = seen.select_related("assessment__instrument", "enrolment__application__call__cohort", "minutes")
    return related.filter(enrolment__number=number).order_by("-revision")


def plan_of(request: HttpRequest, number: str, revision: int | None = None) -> Plan:
    """A revision, or the last one this person sees."""
    found = plans_of(request, number)
    if revision is not None:
        found = found.filter(revision=revision)
    plan = found.first()
    if plan is None:
        raise Http404
    return plan


def in_force_of(request: HttpRequest, number: str) -> Plan:
    return get_object_or_404(plans_of(request, number).approved())


def acted(request: HttpRequest, act: Callable[[], Any], done: Any, number: str) -> HttpResponse:
    """Do it, say so or say why not, and come back to the plan."""
    try:
        act()
        messages.success(request, done)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("plans:plan", number=number)
