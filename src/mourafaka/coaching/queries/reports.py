"""What a report starts from, and the words of its themes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from json import loads
from typing import Any

from mourafaka.coaching.enums import Following
from mourafaka.coaching.models import ActionTouched, FollowUp, Recommendation, Visit, VisitReport
from mourafaka.coaching.queries.homes import actions_under_way
from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.queries.instrument import in_active_language
from mourafaka.enrolment.models import Enrolment
from mourafaka.plans.models import PlanAction


@cache
def _first_themes() -> dict[str, Any]:
    text = resources.files("mourafaka.diagnosis").joinpath("data/diag_coop_v1.json").read_text("utf-8")
    return {line["code"]: line.get("label", line) for line in loads(text)["dimensions"]}


def theme_codes() -> list[str]:
    """The dimensions of the diagnosis in force."""
    return list(_themes())


def theme_choices() -> list[tuple[str, str]]:
    return [(code, in_active_language(label)) for code, label in _themes().items()]


def _themes() -> dict[str, Any]:
    instrument = Instrument.objects.in_force()
    if instrument is None:
        return _first_themes()
    return {line["code"]: line["label"] for line in instrument.data["dimensions"]}


@dataclass(frozen=True)
class ActionLine:
    """An action of the plan in the report: what it was before, and what this visit says of it, if anything."""

    action: PlanAction
    touched: ActionTouched | None

    @property
    def before(self) -> int:
        return self.touched.before if self.touched else int(self.action.progress)


@dataclass(frozen=True)
class FollowLine:
    """An open recommendation of an earlier visit, and what this report says of it."""

    recommendation: Recommendation
    said: FollowUp | None


@dataclass(frozen=True)
class Prefilled:
    """What a report starts from."""

    last: VisitReport | None
    next_visit: Visit | None
    actions: list[ActionLine]
    followed: list[FollowLine]


def last_report(enrolment: Enrolment, before: Visit | None = None) -> VisitReport | None:
    told = VisitReport.objects.told().filter(visit__enrolment=enrolment).select_related("visit")
    if before is not None:
        told = told.exclude(visit=before)
    return told.order_by("-held_on", "-pk").first()


def prefilled(report: VisitReport) -> Prefilled:
    """Open recommendations and actions of the plan in force, with what this report already says of them."""
    enrolment = report.visit.enrolment
    touched = {each.action_id: each for each in report.actions.select_related("action")}
    under_way = list(actions_under_way([enrolment.pk]))
    shown = {action.pk for action in under_way}
    under_way += [each.action for each in touched.values() if each.action_id not in shown]
    said = {each.recommendation_id: each for each in report.follow_ups.all()}
    earlier = Recommendation.objects.of(enrolment).told().exclude(report=report)
    still_open = earlier.filter(state=Following.OPEN) | earlier.filter(pk__in=said)
    return Prefilled(
        last=last_report(enrolment, report.visit),
        next_visit=Visit.objects.planned()
        .filter(enrolment=enrolment, number__gt=report.visit.number)
        .order_by("planned_on")
        .first(),
        actions=[ActionLine(action, touched.get(action.pk)) for action in under_way],
        followed=[
            FollowLine(each, said.get(each.pk))
            for each in still_open.distinct()
            .select_related("report__visit__enrolment")
            .order_by("due_on", "pk")
        ],
    )
