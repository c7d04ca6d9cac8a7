"""Teams and their cases, with the completeness clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case as Switch
from django.db.models import F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application, Call
from mourafaka.foundations import clock
from mourafaka.instruction.enums import (
    CLOCK_TONES,
    COMPLETENESS_DAYS,
    CORRECTION_DAYS,
    OPEN_STATES,
    RISK_DAYS,
    Clock,
)
from mourafaka.territory.models import Province

USER = settings.AUTH_USER_MODEL
READERS = ("manager", "delegate", "admin")


class Team(models.Model):
    """People who instruct the applications of some provinces. The fallback team gets those of no other."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    provinces = models.ManyToManyField(Province, related_name="+", blank=True, verbose_name=_("provinces"))
    members: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        USER, related_name="+", blank=True, verbose_name=_("members")
    )
    fallback = models.BooleanField(_("fallback team"), default=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["fallback"],
                condition=Q(fallback=True),
                name="one_fallback_team",
                violation_error_message=_("There is one fallback team."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Pace(models.Model):
    """The days a call gives: to look whether an application is complete, and to answer a correction."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="+", verbose_name=_("call"))
    completeness_days = models.PositiveSmallIntegerField(
        _("days to check completeness"), default=COMPLETENESS_DAYS
    )
    correction_days = models.PositiveSmallIntegerField(_("days to answer"), default=CORRECTION_DAYS)

    class Meta:
        ordering = ["call__code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(completeness_days__range=(1, 90), correction_days__range=(1, 90)),
                name="pace_from_1_to_90_days",
                violation_error_message=_("Between 1 and 90 days."),
            )
        ]

    def __str__(self) -> str:
        return str(self.call)


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, user: Any) -> CaseQuerySet:
        """The staff who instruct or watch, for the applications they see."""
        if not getattr(user, "is_authenticated", False) or not user.roles() & set(READERS):
            return self.none()
        return self.filter(application__in=Application.objects.visible_to(user))

    def under_way(self) -> CaseQuerySet:
        return self.filter(application__state__in=OPEN_STATES)

    def running(self) -> CaseQuerySet:
        return self.under_way().filter(stopped_on=None)

    def at(self, where: str) -> CaseQuerySet:
        """Those whose clock stands at a value of `Clock`, told by the database."""
        today = clock.today()
        risk = today + timedelta(days=RISK_DAYS)
        found: dict[Clock, CaseQuerySet] = {
            Clock.LATE: self.running().filter(due_on__lt=today),
            Clock.RISK: self.running().filter(due_on__range=(today, risk)),
            Clock.IN_TIME: self.running().filter(due_on__gt=risk),
            Clock.STOPPED: self.under_way().exclude(stopped_on=None),
            Clock.DONE: self.exclude(application__state__in=OPEN_STATES),
        }
        return found[Clock(where)]

    def with_clock(self) -> CaseQuerySet:
        """Annotates `clock_at`, a value of `Clock`, with the same bounds as `at`."""
        today = clock.today()
        return self.annotate(
            clock_at=Switch(
                When(~Q(application__state__in=OPEN_STATES), then=Value(Clock.DONE.value)),
                When(stopped_on__isnull=False, then=Value(Clock.STOPPED.value)),
                When(due_on__lt=today, then=Value(Clock.LATE.value)),
                When(due_on__lte=today + timedelta(days=RISK_DAYS), then=Value(Clock.RISK.value)),
                default=Value(Clock.IN_TIME.value),
                output_field=models.CharField(),
            )
        )

    def for_lists(self) -> CaseQuerySet:
        return self.select_related(
            "application__call", "application__cooperative__province", "team", "officer"
        ).with_clock()

    def by_clock(self) -> CaseQuerySet:
        """Those that run first, the most urgent on top; then those that wait for the cooperative."""
        return self.order_by(F("stopped_on").asc(nulls_first=True), "due_on", "application__number")


class Case(models.Model):
    """The instruction of one application: who does it, and until when."""

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="+")
    team = models.ForeignKey(
        Team, null=True, on_delete=models.SET_NULL, related_name="cases", verbose_name=_("team")
    )
    officer = models.ForeignKey(
        USER, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("officer")
    )
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("due"), db_index=True)
    stopped_on = models.DateField(_("clock stopped"), null=True)
    clock_stopped_days = models.PositiveSmallIntegerField(default=0)
    completed_at = models.DateTimeField(_("completeness checked"), null=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]

    def __str__(self) -> str:
        return str(self.application)

    @property
    def days_left(self) -> int:
        """Days until the clock runs out, negative once late; while it is stopped they do not change."""
        at: date = self.stopped_on or clock.today()
        return (self.due_on - at).days

    @property
    def days_late(self) -> int:
        return -self.days_left

    @property
    def clock_label(self) -> Any:
        return Clock(self.clock_at).label  # type: ignore[attr-defined]

    @property
    def clock_tone(self) -> str:
        return CLOCK_TONES[Clock(self.clock_at)]  # type: ignore[attr-defined]
