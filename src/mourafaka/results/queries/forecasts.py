"""Where each cooperative of a cohort stands on a day, and whether it will have had all its visits by the end.

A cohort is read whole, in a fixed number of queries, because each forecast leans on the coach's and the cohort's pace;
who sees which line is decided afterwards. What was read is kept until the next act of anybody (the journal's head).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count

from mourafaka.calls.models import Cohort
from mourafaka.coaching.enums import TAKEN_PLACE
from mourafaka.coaching.models import Visit
from mourafaka.diagnosis.models import Assessment
from mourafaka.engine.forecast import Forecast, History, due_by, forecast
from mourafaka.enrolment.enums import EXITS, Phase
from mourafaka.enrolment.models import CoachAssignment, Enrolment, PhaseChange
from mourafaka.foundations import clock
from mourafaka.foundations.i18n import in_active_language
from mourafaka.plans.models import Plan, PlanAction
from mourafaka.results.queries.kept import kept
from mourafaka.results.queries.reasons import LEVEL_TONES, LEVELS, sentence
from mourafaka.training.models import Module
from mourafaka.training.queries.presence import missed, modules_attended


@dataclass(frozen=True)
class Line:
    """An accompanied cooperative on a day: how far it is, and what to expect."""

    pk: int
    number: str
    name_fr: str
    name_ar: str
    province: str
    lot: str
    coach_id: int | None
    coach: str
    phase: str
    suspended: bool
    month: int
    diagnosed: bool
    planned: bool
    trained: bool
    modules: int
    held: int
    due: int
    late: int
    last_on: date | None
    forecast: Forecast

    @property
    def name(self) -> str:
        return in_active_language(self, "name")

    @property
    def coached(self) -> bool:
        return self.held > 0

    @property
    def closed(self) -> bool:
        return self.phase == Phase.CLOSED

    @property
    def is_over(self) -> bool:
        return self.closed or self.phase in EXITS

    @property
    def phase_label(self) -> str:
        return str(Phase(self.phase).label)

    @property
    def percent(self) -> int:
        return round(100 * self.forecast.probability)

    @property
    def level_label(self) -> str:
        return str(LEVELS[self.forecast.level])

    @property
    def tone(self) -> str:
        return LEVEL_TONES[self.forecast.level]

    @property
    def reason(self) -> str:
        """Why, in words of the active language."""
        return " ".join(sentence(reason) for reason in self.forecast.reasons)


def lines_of(cohort: Cohort, on: date | None = None) -> list[Line]:
    """Every enrolment of the cohort on a day (today unless given), by number."""
    on = on or clock.today()
    found: list[Line] = kept("lines", None, lambda: _read(cohort, on), cohort.pk, on)
    return found


def _read(cohort: Cohort, on: date) -> list[Line]:
    enrolments = list(
        Enrolment.objects.filter(cohort=cohort)
        .select_related("cooperative", "lot", "contract")
        .only(
            "number",
            "phase",
            "service_starts_on",
            "suspended_on",
            "cohort_id",
            "cooperative__name_fr",
            "cooperative__name_ar",
            "cooperative__province_id",
            "lot__code",
            "contract__visits",
            "contract__months",
        )
        .order_by("number")
    )
    facts = _Facts(cohort, on, enrolments)
    histories = [facts.history(enrolment) for enrolment in enrolments]
    return [
        facts.line(enrolment, history, told)
        for enrolment, history, told in zip(enrolments, histories, forecast(histories), strict=True)
    ]


class _Facts:
    """What the rooms know of the enrolments of a cohort on a day, each read once."""

    def __init__(self, cohort: Cohort, on: date, enrolments: list[Enrolment]) -> None:
        self.on = on
        of_cohort = {"enrolment__cohort": cohort}
        self.coaches = _by_key(
            CoachAssignment.objects.in_force(on)
            .filter(**of_cohort)
            .values_list("enrolment", "coach", "coach__full_name")
        )
        self.held: dict[int, list[date]] = defaultdict(list)
        visits = Visit.objects.filter(
            state__in=TAKEN_PLACE, extra=False, report__held_on__lte=on, **of_cohort
        ).order_by()
        for enrolment, day in visits.values_list("enrolment", "report__held_on"):
            if day is not None:
                self.held[enrolment].append(day)
        self.late_actions = dict(
            PlanAction.objects.late(on)
            .filter(plan__enrolment__cohort=cohort)
            .order_by()
            .values_list("plan__enrolment")
            .annotate(Count("pk"))
        )
        self.diagnosed = set(
            Assessment.objects.validated()
            .filter(round="M0", held_on__lte=on, **of_cohort)
            .order_by()
            .values_list("enrolment", flat=True)
        )
        approved = Plan.objects.filter(state__in=("approved", "superseded"), **of_cohort)
        self.planned = set(
            approved.filter(approved_at__date__lte=on).order_by().values_list("enrolment", flat=True)
        )
        self.compulsory = set(Module.objects.filter(compulsory=True).values_list("code", flat=True))
        self.attended = modules_attended(enrolments)
        self.missed = missed(enrolments)
        self.phases = self._phases(cohort)

    def _phases(self, cohort: Cohort) -> dict[int, str]:
        """The phases of a past day; empty when today's are asked for."""
        if self.on >= clock.today():
            return {}
        changes = PhaseChange.objects.filter(enrolment__cohort=cohort, on__lte=self.on).order_by("on", "pk")
        return dict(changes.values_list("enrolment", "phase"))

    def phase(self, enrolment: Enrolment) -> str:
        return self.phases.get(enrolment.pk, Phase.CONVENTION if self.phases else enrolment.phase)

    def history(self, enrolment: Enrolment) -> History:
        days = self.held[enrolment.pk]
        contract, coach = enrolment.contract, self.coaches.get(enrolment.pk)
        since = max(days, default=enrolment.service_starts_on)
        return History(
            id=enrolment.number,
            month=enrolment.month(self.on),
            held=tuple(sorted(max(1, enrolment.month(day)) for day in days)),
            coach=str(coach[0]) if coach else "",
            visits=contract.visits if contract else 12,
            months=contract.months if contract else 24,
            gap_days=max(0, (self.on - since).days),
            missed_modules=sum(
                any(day <= self.on for day in told) for told in self.missed[enrolment.pk].values()
            ),
            late_actions=self.late_actions.get(enrolment.pk, 0),
            suspended=bool(enrolment.suspended_on and enrolment.suspended_on <= self.on),
            left=self.phase(enrolment) in EXITS,
        )

    def line(self, enrolment: Enrolment, history: History, told: Forecast) -> Line:
        coach, attended = self.coaches.get(enrolment.pk), self.attended[enrolment.pk]
        owed = due_by_end(history)
        return Line(
            pk=enrolment.pk,
            number=enrolment.number,
            name_fr=enrolment.cooperative.name_fr,
            name_ar=enrolment.cooperative.name_ar,
            province=enrolment.cooperative.province_id,
            lot=enrolment.lot.code if enrolment.lot else "",
            coach_id=coach[0] if coach else None,
            coach=coach[1] if coach else "",
            phase=self.phase(enrolment),
            suspended=history.suspended,
            month=history.month,
            diagnosed=enrolment.pk in self.diagnosed,
            planned=enrolment.pk in self.planned,
            trained=bool(self.compulsory) and all(attended.get(code) for code in self.compulsory),
            modules=sum(attended.values()),
            held=told.held,
            due=told.due,
            late=0 if history.left else max(0, owed - told.held),
            last_on=max(self.held[enrolment.pk], default=None),
            forecast=told,
        )


def due_by_end(history: History) -> int:
    """Visits whose window is over: those due a window ago."""
    window = max(1, history.months // history.visits)
    return due_by(history.month - window, history.visits, history.months)


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[int, tuple[Any, ...]]:
    return {row[0]: row[1:] for row in rows}


def lines_seen_by(user: Any, cohort: Cohort, on: date | None = None) -> list[Line]:
    """The lines of the enrolments this person sees."""
    on = on or clock.today()
    found: list[Line] = kept("seen", user, lambda: _seen(user, cohort, on), cohort.pk, on)
    return found


def _seen(user: Any, cohort: Cohort, on: date) -> list[Line]:
    visible = Enrolment.objects.visible_to(user).filter(cohort=cohort).order_by().values_list("pk", flat=True)
    keys = set(visible)
    return [line for line in lines_of(cohort, on) if line.pk in keys]
