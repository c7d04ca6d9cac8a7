"""The lines of a report: actions of the plan, new recommendations, what became of earlier ones.

Called inside the acts on reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import rules
from django.db.models import Q, prefetch_related_objects

from mourafaka.coaching.cleaning import day, share
from mourafaka.coaching.enums import Following
from mourafaka.coaching.models import ActionTouched, FollowUp, Recommendation, VisitReport
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.journal import reference
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import write
from mourafaka.people.models import User
from mourafaka.plans.enums import PlanState
from mourafaka.plans.models import PlanAction
from mourafaka.plans.services import record_visit

TOUCHABLE = ("in_progress", "done", "blocked", "planned")


def keep_actions(report: VisitReport, said: Sequence[Mapping[str, Any]]) -> None:
    """Replace what the report says of the plan's actions; `before` is what the plan said when first touched."""
    enrolment = report.visit.enrolment
    known = {action.pk: action for action in _actions(report)}
    before = dict(report.actions.order_by().values_list("action", "before"))
    kept: dict[int, ActionTouched] = {}
    for line in said:
        action = known.get(_key(line.get("action")))
        if action is None:
            raise Refused("action_not_of_this_plan", number=enrolment.number, field="actions")
        state = str(line.get("state") or "in_progress")
        if state not in TOUCHABLE:
            raise Refused("action_state_unknown", title=action.title, state=state, field="actions")
        after = 100 if state == "done" else share(line.get("after", ""), action.title)
        kept[action.pk] = ActionTouched(
            report=report,
            action=action,
            before=before.get(action.pk, action.progress),
            after=after,
            state=state,
            note=str(line.get("note") or "").strip()[:500],
            evidence=str(line.get("evidence") or "").strip()[:300],
        )
    ActionTouched.objects.bulk_create(
        kept.values(),
        update_conflicts=True,
        unique_fields=["report", "action"],
        update_fields=["before", "after", "state", "note", "evidence"],
    )
    if before.keys() - kept.keys():
        report.actions.exclude(action__in=kept).filter(recorded=[]).delete()


def _actions(report: VisitReport) -> list[PlanAction]:
    """Those of the plan in force, and those already touched (a revision may have come between)."""
    touched = Q(pk__in=report.actions.values("action"))
    in_force = Q(plan__enrolment=report.visit.enrolment, plan__state=PlanState.APPROVED)
    known = PlanAction.objects.filter(touched | in_force).only("title_fr", "title_ar", "progress")
    return list(known.order_by())


def _key(value: Any) -> int:
    return int(value) if str(value).isdecimal() else getattr(value, "pk", 0)


def keep_recommendations(report: VisitReport, said: Sequence[Mapping[str, Any]]) -> None:
    """Replace the recommendations of this report, in order. Those a later visit closed are left as they are."""
    lines = []
    for line in said:
        text = str(line.get("text") or "").replace("\x00", "").strip()[:500]
        due = day("recommendations", line.get("due_on"))
        if not text and due is None:
            continue
        if not text:
            raise Refused("recommendation_empty", field="recommendations")
        if due is not None and report.held_on is not None and due < report.held_on:
            raise Refused(
                "recommendation_due_before", text=text, due_on=format_date(due), field="recommendations"
            )
        lines.append((text, due))
    Recommendation.objects.bulk_create(
        [
            Recommendation(report=report, position=position, text=text, due_on=due)
            for position, (text, due) in enumerate(lines)
        ],
        update_conflicts=True,
        unique_fields=["report", "position"],
        update_fields=["text", "due_on"],
    )
    beyond = report.recommendations.filter(position__gte=len(lines), state=Following.OPEN).order_by()
    if beyond:
        FollowUp.objects.filter(recommendation__in=beyond).delete()
        beyond.delete()


def keep_followed(report: VisitReport, said: Sequence[Mapping[str, Any]]) -> None:
    """Replace what the report says of earlier recommendations; it takes effect at submission."""
    enrolment = report.visit.enrolment
    others = Recommendation.objects.of(enrolment).exclude(report=report)
    earlier = {each.pk: each for each in others.order_by()}
    kept: dict[int, FollowUp] = {}
    for line in said:
        recommendation = earlier.get(_key(line.get("recommendation")))
        state, reason = str(line.get("state") or ""), str(line.get("reason") or "").strip()[:300]
        if recommendation is None:
            raise Refused("recommendation_of_another", number=enrolment.number, field="followed")
        if state in ("", Following.OPEN):
            continue
        if state not in Following.values:
            raise Refused("following_unknown", state=state, field="followed")
        if state == Following.DROPPED and not reason:
            raise Refused("drop_without_reason", field="followed")
        kept[recommendation.pk] = FollowUp(
            report=report, recommendation=recommendation, state=state, reason=reason
        )
    report.follow_ups.exclude(recommendation__in=kept).delete()
    FollowUp.objects.bulk_create(
        kept.values(),
        update_conflicts=True,
        unique_fields=["report", "recommendation"],
        update_fields=["state", "reason"],
    )


def tell_plan(report: VisitReport, *, actor: User, on: date) -> None:
    """Record in the plan what the visit says of its actions, each once: a report returned and sent again tells
    only what changed. What this person may not record is left to whoever validates."""
    untold = [touched for touched in report.actions.order_by("pk") if touched.recorded != _said(touched)]
    enrolment = report.visit.enrolment
    if not untold or not rules.has_perm("plans.record_progress", actor, enrolment):
        return
    prefetch_related_objects(untold, "action")
    record_visit(
        enrolment,
        actor=actor,
        on=on,
        source=reference(report.visit),
        lines=[
            {
                "action": touched.action,
                "progress": touched.after,
                "state": touched.state,
                "note": touched.note,
                "evidence": touched.evidence,
            }
            for touched in untold
        ],
    )
    for touched in untold:
        touched.recorded = _said(touched)
    write(untold, "recorded")


def _said(touched: ActionTouched) -> list[Any]:
    return [touched.after, touched.state, touched.note, touched.evidence]
