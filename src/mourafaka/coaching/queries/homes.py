"""What awaits each person about visits, for home pages and for counting."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery

from mourafaka.coaching.enums import TAKEN_PLACE, ReportState, VisitState
from mourafaka.coaching.models import Control, Recommendation, Visit, VisitReport
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.formats import format_date
from mourafaka.plans.models import PlanAction


@dataclass
class Due:
    """A visit of somebody's week: what was said last time, and what is due before or during it."""

    visit: Visit
    last: VisitReport | None = None
    recommendations: list[Recommendation] = field(default_factory=list)
    actions: list[PlanAction] = field(default_factory=list)

    @property
    def month(self) -> str:
        """The month in words, as its date is written."""
        return format_date(self.visit.planned_on).split(" ")[1]


@dataclass(frozen=True)
class VisitCounts:
    """Of one enrolment. `first_on` and `last_on` are days of visits held."""

    planned: int = 0
    held: int = 0
    validated: int = 0
    missed: int = 0
    first_on: date | None = None
    last_on: date | None = None
    next_on: date | None = None


def week_of(user: Any, on: date | None = None) -> list[Due]:
    """A coach's visits from Monday to Sunday of the week of `on`, in the order they will be made."""
    on = on or clock.today()
    monday = on - timedelta(days=on.weekday())
    visits = Visit.objects.of_coach(user).kept().between(monday, monday + timedelta(days=6)).for_lists()
    return with_what_is_due(list(visits), on)


def with_what_is_due(visits: list[Visit], on: date) -> list[Due]:
    """Each visit with the last report, the open recommendations and the actions due; four queries in all."""
    enrolments = {visit.enrolment_id for visit in visits}
    last: dict[int, VisitReport] = {}
    told = VisitReport.objects.told().filter(visit__enrolment__in=enrolments).select_related("visit")
    for report in told.order_by("held_on", "pk"):
        last[report.visit.enrolment_id] = report
    said: dict[int, list[Recommendation]] = {}
    for each in (
        Recommendation.objects.open()
        .filter(report__visit__enrolment__in=enrolments)
        .select_related("report__visit")
    ):
        said.setdefault(each.report.visit.enrolment_id, []).append(each)
    due: dict[int, list[PlanAction]] = {}
    for action in actions_under_way(enrolments):
        due.setdefault(action.plan.enrolment_id, []).append(action)
    return [
        Due(
            visit,
            last.get(visit.enrolment_id),
            said.get(visit.enrolment_id, []),
            [
                action
                for action in due.get(visit.enrolment_id, [])
                if action.starts_month <= visit.enrolment.month(visit.planned_on)
            ],
        )
        for visit in visits
    ]


def actions_under_way(enrolments: Iterable[int]) -> QuerySet[PlanAction]:
    """The actions of the plans in force that are neither done nor cancelled."""
    return (
        PlanAction.objects.in_force()
        .open()
        .filter(plan__enrolment__in=list(enrolments))
        .select_related("plan__enrolment")
        .order_by("due_month", "pk")
    )


def late_of(user: Any, on: date | None = None) -> dict[str, list[Visit]]:
    """What a coach owes: `reports` of visits whose day is past, `visits` whose window is over, `returned` ones.
    Nothing more is owed to a cooperative that left, but the report of a visit made before."""
    on = on or clock.today()
    mine = Visit.objects.of_coach(user).for_lists()
    served = mine.filter(enrolment__in=Enrolment.objects.under_way().filter(suspended_on=None))
    written = VisitReport.objects.filter(visit=OuterRef("pk")).values("held_on")
    past = mine.planned().annotate(day=Subquery(written[:1]))
    owed = past.filter(Q(day__lt=on) | Q(day=None, planned_on__lt=on), window_to__gte=on)
    return {
        "reports": list(owed),
        "visits": list(served.missed(on)),
        "returned": list(mine.filter(report__state=ReportState.RETURNED)),
    }


def to_confirm_of(user: Any) -> list[Visit]:
    """Visits reported that the cooperative has not answered about: those a person sees and may ask about, or
    answer for."""
    reported = Visit.objects.visible_to(user).filter(state=VisitState.HELD)
    if user.has_role("coach"):
        reported = reported.filter(coach=user)
    return list(reported.exclude(confirmation__took_place__isnull=False).for_lists())


def to_validate_of(user: Any) -> list[VisitReport]:
    """Reports that wait for a delegate or a manager, the oldest first; never one's own."""
    codes = user.territory_codes("delegate", "manager")
    if not codes:
        return []
    seen = Enrolment.objects.visible_to(user).order_by().values("pk")
    return list(
        VisitReport.objects.submitted()
        .filter(visit__enrolment__in=seen)
        .exclude(author=user)
        .select_related("visit__enrolment__cooperative__province", "visit__enrolment__contract", "author")
        .order_by("submitted_on", "pk")
    )


def control_sample_of(user: Any) -> list[Control]:
    """Controls a person may make and that are not made yet."""
    if not user.territory_codes("delegate", "manager"):
        return []
    return list(
        Control.objects.visible_to(user)
        .filter(controlled_on=None)
        .exclude(visit__coach=user)
        .select_related("visit__enrolment__cooperative__province", "visit__coach", "visit__report")
    )


def next_visit_of(user: Any, on: date | None = None) -> Visit | None:
    """The next visit planned at a cooperative the person speaks for."""
    on = on or clock.today()
    mine = Visit.objects.planned().filter(enrolment__cooperative__contacts__user=user, planned_on__gte=on)
    return mine.for_lists().order_by("planned_on").first()


def visits_of(enrolments: Iterable[Any], on: date | None = None) -> dict[int, VisitCounts]:
    """Counts by enrolment (given as objects, keys or a queryset), in one query; every one asked for is there."""
    on = on or clock.today()
    keys = [getattr(each, "pk", each) for each in enrolments]
    rows = (
        Visit.objects.filter(enrolment__in=keys)
        .order_by()
        .values("enrolment")
        .annotate(
            planned=Count("pk", filter=Q(state=VisitState.PLANNED)),
            held=Count("pk", filter=Q(state__in=TAKEN_PLACE)),
            validated=Count("pk", filter=Q(state=VisitState.VALIDATED)),
            missed=Count("pk", filter=Q(state=VisitState.PLANNED, window_to__lt=on)),
            first_on=Min(F("report__held_on"), filter=Q(state__in=TAKEN_PLACE)),
            last_on=Max(F("report__held_on"), filter=Q(state__in=TAKEN_PLACE)),
            next_on=Min("planned_on", filter=Q(state=VisitState.PLANNED, planned_on__gte=on)),
        )
    )
    found: dict[int, VisitCounts] = {}
    for row in rows:
        said: dict[str, Any] = dict(row)
        enrolment = said.pop("enrolment")
        found[enrolment] = VisitCounts(**said)
    return {key: found.get(key, VisitCounts()) for key in keys}
