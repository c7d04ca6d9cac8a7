"""Plans and actions that await somebody."""

from __future__ import annotations

from datetime import date
from typing import Any

import rules
from django.db.models import F

from mourafaka.foundations import clock
from mourafaka.people.enums import Role
from mourafaka.plans.models import Plan, PlanAction
from mourafaka.plans.models.actions import PlanActionQuerySet
from mourafaka.plans.models.plan import PlanQuerySet


def to_agree_of(user: Any) -> PlanQuerySet:
    """Plans the cooperative has to agree to: its own, or those a coach has to bring to agreement."""
    if not rules.has_perm("plans.present_code", user):
        return Plan.objects.none()
    return Plan.objects.visible_to(user).to_agree().for_lists().order_by("proposed_at")


def to_approve_of(user: Any) -> PlanQuerySet:
    """Plans agreed by their cooperative that this delegate has to approve, the longest waiting first."""
    if not rules.has_perm("plans.approve_plan", user):
        return Plan.objects.none()
    return Plan.objects.visible_to(user).to_approve().for_lists().order_by("agreed_on", "pk")


def to_correct_of(user: Any) -> PlanQuerySet:
    """Drafts and returned plans of whoever writes them."""
    if not rules.has_perm("plans.edit_plan", user):
        return Plan.objects.none()
    found = Plan.objects.visible_to(user).filter(state__in=("draft", "returned"))
    return found.for_lists().order_by("drafted_at")


def late_actions_of(user: Any, on: date | None = None) -> PlanActionQuerySet:
    """Actions of plans in force that are late that day, the latest first."""
    seen = PlanAction.objects.visible_to(user).late(on or clock.today())
    running = seen.filter(plan__enrolment__suspended_on=None)
    return running.for_lists().order_by("due_on", "plan__enrolment__number", "pk")


def plans_of(user: Any) -> PlanQuerySet:
    """The plan of each enrolment a person sees: the revision in force, and the one being worked on."""
    found = Plan.objects.visible_to(user).exclude(state="superseded").for_lists()
    return found.order_by(F("enrolment__number"), "revision")


def is_only_a_cooperative(user: Any) -> bool:
    return bool(user.roles() <= {Role.COOPERATIVE})
