"""Visits to make, the tours that group them, and the runs of the planner that proposed them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Cohort
from mourafaka.coaching.enums import RUN_TONES, TAKEN_PLACE, VISIT_TONES, RunState, VisitState
from mourafaka.enrolment.models import Contract, Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.writing import kept

USER = settings.AUTH_USER_MODEL


class PlanningRunQuerySet(models.QuerySet["PlanningRun"]):
    def visible_to(self, user: Any) -> Self:
        """Who asked for it; headquarters and auditors see all."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if user.roles() & {"manager", "admin"} and "" in user.territory_codes("manager", "admin"):
            return self
        return self.filter(asked_by=user)


class PlanningRun(models.Model):
    """One question to the planner and its answer, both kept: `asked` is what it was given, `result` what it said."""

    cohort = models.ForeignKey(Cohort, models.PROTECT, null=True, related_name="+")
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=RunState, default=RunState.COMPUTING, editable=False)
    seconds = models.FloatField(default=10)
    asked = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True)

    objects = PlanningRunQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = _("planning")

    def __str__(self) -> str:
        return f"{self.contract or self.cohort} {self.asked_at:%Y-%m-%d}"

    @property
    def tone(self) -> str:
        return RUN_TONES[RunState(self.state)]


class TourQuerySet(models.QuerySet["Tour"]):
    def visible_to(self, user: Any) -> Self:
        """Tours with a visit one sees."""
        return self.filter(pk__in=Visit.objects.visible_to(user).values("tour"))


class Tour(models.Model):
    """A journey of one coach over one or two days, from her base and back."""

    coach = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    run = models.ForeignKey(PlanningRun, models.PROTECT, null=True, related_name="tours")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    km = models.FloatField(_("kilometres"))

    objects = TourQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("tour")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="tour_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coach} {self.starts_on}"


def name_of_visit(enrolment_number: str, number: int) -> str:
    """How a visit is called everywhere."""
    return f"{enrolment_number}/{number}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the enrolments one sees, and those a coach made or has to make herself."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(
            Q(enrolment__in=Enrolment.objects.visible_to(user).order_by().values("pk"))
            | (Q(coach=user) if user.has_role("coach") else Q(pk__in=()))
        )

    def of_coach(self, user: Any) -> Self:
        return self.filter(coach=user)

    def kept(self) -> Self:
        """Not cancelled."""
        return self.exclude(state=VisitState.CANCELLED)

    def planned(self) -> Self:
        return self.filter(state=VisitState.PLANNED)

    def held(self) -> Self:
        """Held, validated or not yet."""
        return self.filter(state__in=TAKEN_PLACE)

    def validated(self) -> Self:
        return self.filter(state=VisitState.VALIDATED)

    def between(self, first: date, last: date) -> Self:
        return self.filter(planned_on__gte=first, planned_on__lte=last)

    def missed(self, on: date) -> Self:
        """Whose window is over without a visit held."""
        return self.planned().filter(window_to__lt=on)

    def for_lists(self) -> Self:
        return self.select_related(
            "enrolment__cooperative__province",
            "enrolment__cooperative__commune",
            "enrolment__contract",
            "coach",
            "tour",
            "report",
        )


class Visit(models.Model):
    """Visit `number` of a cooperative, to be made within its window. Extra ones come after those of the contract.

    `uid` and `sequence` are how calendars know it: the sequence grows with each change.
    """

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))
    extra = models.BooleanField(_("extra"), default=False)
    window_from = models.DateField(_("from"))
    window_to = models.DateField(_("until"))
    planned_on = models.DateField(_("planned on"))
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    tour = models.ForeignKey(Tour, models.PROTECT, null=True, related_name="visits")
    coach = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=VisitState,
        default=VisitState.PLANNED,
        db_index=True,
        editable=False,
    )
    pinned = models.BooleanField(_("day fixed by hand"), default=False, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=clock.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "position", "pk"]
        verbose_name = _("visit")
        indexes = [
            models.Index(fields=["coach", "planned_on"]),
            models.Index(fields=["enrolment", "state", "planned_on"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "number"],
                condition=~Q(state="cancelled"),
                name="one_visit_per_number",
                violation_error_message=_("This visit is already planned."),
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1),
                name="visits_are_numbered_from_one",
                violation_error_message=_("Visits are numbered from 1."),
            ),
            models.CheckConstraint(
                condition=Q(window_to__gte=F("window_from")),
                name="visit_window_ends_after_it_starts",
                violation_error_message=_("The window of a visit ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return name_of_visit(self.enrolment.number, self.number)

    @property
    def tone(self) -> str:
        return VISIT_TONES[VisitState(self.state)]

    @property
    def is_outside_its_window(self) -> bool:
        return not self.window_from <= self.planned_on <= self.window_to

    def keep(self) -> Self:
        """Save a change: the sequence tells calendars."""
        self.sequence += 1
        self.version += 1
        self.changed_at = clock.now()
        return kept(self)

    def is_missed(self, on: date | None = None) -> bool:
        return self.state == VisitState.PLANNED and self.window_to < (on or clock.today())
