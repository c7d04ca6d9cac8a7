"""What the plans plug into earlier rooms."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import rules
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mourafaka.diagnosis.models import Assessment
from mourafaka.enrolment import sockets as enrolment_sockets
from mourafaka.enrolment.enums import AlertCode, Phase
from mourafaka.enrolment.queries.alerts import threshold
from mourafaka.enrolment.sockets import Alert
from mourafaka.foundations import clock, sockets
from mourafaka.plans.enums import LATE_ACTION, PlanState
from mourafaka.plans.models import Plan, PlanAction
from mourafaka.plans.queries.plan import progress_of
from mourafaka.registry import sockets as registry_sockets
from mourafaka.registry.sockets import Moment, Panel


def link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("plans.view_plan", user):
        return None
    return {"label": _("Plans"), "url": reverse("plans:list")}


# --- On the enrolment's page ---


def plan_of_enrolment(enrolment: Any, user: Any) -> Panel | None:
    """The plan in force with its late actions; before the first approval, the one being worked on."""
    seen = list(Plan.objects.visible_to(user).filter(enrolment=enrolment).order_by("-revision"))
    plan = next((each for each in seen if each.is_in_force), seen[0] if seen else None)
    if plan is None:
        return None
    actions = list(plan.actions.all())
    on = clock.today()
    context = {
        "plan": plan,
        "number": enrolment.number,
        "advancement": progress_of(actions),
        "late": [action for action in actions if plan.is_in_force and action.is_late(on)],
    }
    return Panel(_("Development plan"), "plans/enrolment_panel.html", context)


def next_step(enrolment: Any, user: Any) -> dict[str, Any] | None:
    """Whose turn it is: to draft, to correct, to agree, to approve."""
    if not enrolment.is_under_way:
        return None
    plan = Plan.objects.visible_to(user).filter(enrolment=enrolment).order_by("-revision").first()
    page = reverse("plans:plan", args=[enrolment.number])
    if plan is None:
        awaited = enrolment.phase == Phase.PLAN and rules.has_perm("plans.edit_plan", user, enrolment)
        return {"label": _("Draft the plan"), "url": page, "due": None} if awaited else None
    steps = {
        PlanState.DRAFT: ("plans.edit_plan", _("Finish the plan and propose it"), page),
        PlanState.RETURNED: ("plans.edit_plan", _("Correct the plan"), page),
        PlanState.PROPOSED: (
            "plans.present_code",
            _("Give the cooperative’s agreement to the plan"),
            reverse("plans:agree", args=[enrolment.number]),
        ),
        PlanState.AGREED: ("plans.approve_plan", _("Approve the plan"), page),
    }
    rule, label, url = steps.get(PlanState(plan.state), ("", "", ""))
    if not rule or not rules.has_perm(rule, user, plan):
        return None
    return {"label": label, "url": url, "due": None}


# --- Alerts ---


def alerts_of(enrolments: Any, on: date) -> list[Alert]:
    """No plan long after the diagnosis was validated; late actions, one alert an enrolment."""
    return [*_without_plan(enrolments, on), *_late(enrolments, on)]


def _without_plan(enrolments: Any, on: date) -> Iterable[Alert]:
    """Counted from the validation of the first diagnosis, until a plan is approved."""
    days = threshold(AlertCode.NO_PLAN)
    approved = Plan.objects.filter(enrolment=OuterRef("enrolment"), approved_at__isnull=False)
    waiting = Assessment.objects.validated().filter(
        ~Exists(approved), round="M0", enrolment__in=enrolments.order_by().values("pk")
    )
    for each in waiting.select_related("enrolment"):
        validated = timezone.localtime(each.reviewed_at).date() if each.reviewed_at else each.held_on
        if validated + timedelta(days=days) <= on:
            yield Alert(
                AlertCode.NO_PLAN,
                each.enrolment_id,
                validated,
                _("No development plan is approved since the diagnosis was validated."),
                reverse("plans:plan", args=[each.enrolment.number]),
            )


def _late(enrolments: Any, on: date) -> list[Alert]:
    late = (
        PlanAction.objects.late(on)
        .filter(plan__enrolment__in=enrolments.order_by().values("pk"))
        .select_related("plan__enrolment")
        .order_by("due_on", "pk")
    )
    found: dict[int, list[PlanAction]] = {}
    for action in late:
        found.setdefault(action.plan.enrolment_id, []).append(action)
    return [
        Alert(
            LATE_ACTION,
            enrolment,
            actions[0].due_on + timedelta(days=1),
            _("Late actions of the plan: %(codes)s.") % {"codes": ", ".join(each.code for each in actions)},
            reverse("plans:progress", args=[actions[0].plan.enrolment.number]),
        )
        for enrolment, actions in found.items()
    ]


# --- The cooperative's timeline, and its messages ---


def moments_of_cooperative(cooperative: Any, user: Any) -> list[Moment]:
    """Proposed, agreed, approved: each revision."""
    seen = Plan.objects.visible_to(user).filter(enrolment__cooperative=cooperative)
    found: list[Moment] = []
    for plan in seen.select_related("enrolment"):
        url = reverse("plans:revision", args=[plan.enrolment.number, plan.revision])
        number = {"number": plan.revision}
        if plan.agreed_on:
            title = _("Development plan agreed by the cooperative (revision %(number)s)") % number
            found.append(Moment(plan.agreed_on, title, plan.get_agreed_how_display(), url, "active"))
        if plan.approved_at:
            day = timezone.localtime(plan.approved_at).date()
            title = _("Development plan approved (revision %(number)s)") % number
            found.append(Moment(day, title, plan.reason, url, "done"))
    return found


def own_messages(messages: Any, user: Any) -> Any:
    """Messages about plans are seen by who sees the plan."""
    prefix = "plans.plan:"
    visible = Plan.objects.visible_to(user).annotate(
        ref=Concat(Value(prefix), Cast("pk", CharField()), output_field=CharField())
    )
    return messages.filter(~Q(about__startswith=prefix) | Q(about__in=visible.order_by().values("ref")))


def plug_all() -> None:
    sockets.navigation.plug("plans", link, order=46)
    sockets.outbox_visibility.plug("plans", own_messages)
    enrolment_sockets.panels.plug("plans", plan_of_enrolment, order=20)
    enrolment_sockets.next_steps.plug("plans", next_step, order=20)
    enrolment_sockets.alerts.plug("plans", alerts_of, order=30)
    registry_sockets.moments.plug("plans", moments_of_cooperative, order=40)
