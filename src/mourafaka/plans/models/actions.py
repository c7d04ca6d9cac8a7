"""The actions of a plan, and what was said of their progress."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.periods import last_day_of
from mourafaka.foundations import clock
from mourafaka.foundations.i18n import in_active_language
from mourafaka.foundations.models import StoredFile
from mourafaka.plans.enums import (
    ACTION_TONES,
    MONTHS,
    OPEN,
    ActionState,
    Axis,
    PlanState,
    Priority,
    Source,
)
from mourafaka.plans.models.plan import Plan

MONTH = (MinValueValidator(1), MaxValueValidator(MONTHS))


class PlanActionQuerySet(models.QuerySet["PlanAction"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(plan__in=Plan.objects.visible_to(user).order_by().values("pk"))

    def in_force(self) -> Self:
        return self.filter(plan__state=PlanState.APPROVED)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def late(self, on: date | None = None) -> Self:
        """Of plans in force: neither done nor cancelled, and their last month is over."""
        return self.in_force().open().filter(due_on__lt=on or clock.today())

    def costs(self) -> dict[str, Decimal]:
        """What each source bears."""
        return self.aggregate(
            **{source: Sum(f"{source}_mad", default=Decimal(0)) for source in Source.values}
        )

    def for_lists(self) -> Self:
        return self.select_related("plan__enrolment__cooperative__province")


def _cost(label: Any) -> Any:
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(Decimal(0))]
    )


class PlanAction(models.Model):
    """One of at most twelve actions: why (its questions), what, who, when, for how much and from whom."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="actions")
    code = models.CharField(
        _("code"), max_length=4, editable=False
    )  # A1 … A12, kept from revision to revision
    template = models.CharField(
        max_length=20, blank=True, editable=False
    )  # of the library; empty for a free one
    axis = models.CharField(_("axis"), max_length=12, choices=Axis)
    title_fr = models.CharField(_("title (French)"), max_length=200, blank=True)
    title_ar = models.CharField(_("title (Arabic)"), max_length=200, blank=True)
    questions = models.JSONField(_("questions of the diagnosis"), default=list)
    indicator_fr = models.CharField(_("indicator (French)"), max_length=200, blank=True)
    indicator_ar = models.CharField(_("indicator (Arabic)"), max_length=200, blank=True)
    unit_fr = models.CharField(_("unit (French)"), max_length=40, blank=True)
    unit_ar = models.CharField(_("unit (Arabic)"), max_length=40, blank=True)
    baseline = models.DecimalField(_("baseline"), max_digits=12, decimal_places=2, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2, null=True, blank=True)
    starts_month = models.PositiveSmallIntegerField(_("starts in month"), validators=MONTH)
    due_month = models.PositiveSmallIntegerField(_("due in month"), validators=MONTH)
    due_on = models.DateField(editable=False, db_index=True)  # last day of the month it is due
    owner = models.CharField(_("owner inside the cooperative"), max_length=120, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    own_cash_mad = _cost(_("cooperative, in cash (MAD)"))
    own_kind_mad = _cost(_("cooperative, in kind (MAD)"))
    programme_mad = _cost(_("programme (MAD)"))
    other_mad = _cost(_("other partner (MAD)"))
    module = models.CharField(_("training module"), max_length=4, blank=True)
    evidence_fr = models.CharField(_("evidence required (French)"), max_length=200, blank=True)
    evidence_ar = models.CharField(_("evidence required (Arabic)"), max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=ActionState, default=ActionState.PLANNED, editable=False)
    progress = models.PositiveSmallIntegerField(
        _("progress (%)"), default=0, validators=[MaxValueValidator(100)], editable=False
    )
    continues = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanActionQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "starts_month", "priority", "pk"]
        verbose_name = _("action of the plan")
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "code"],
                name="one_action_per_code",
                violation_error_message=_("This action already exists."),
            ),
            models.CheckConstraint(
                condition=Q(starts_month__gte=1, due_month__lte=MONTHS, due_month__gte=F("starts_month")),
                name="action_within_the_months",
                violation_error_message=_(
                    "An action starts and ends within months 1 to 24, and ends after it starts."
                ),
            ),
            models.CheckConstraint(
                condition=Q(own_cash_mad__gte=0, own_kind_mad__gte=0, programme_mad__gte=0, other_mad__gte=0),
                name="action_costs_are_not_negative",
                violation_error_message=_("A cost cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100),
                name="action_progress_up_to_100",
                violation_error_message=_("Progress goes from 0 to 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.code}"

    def save(self, **options: Any) -> None:  # type: ignore[override]
        self.due_on = last_day_of(self.plan.enrolment.service_starts_on, self.due_month)
        super().save(**options)

    @property
    def enrolment(self) -> Any:
        return self.plan.enrolment

    @property
    def title(self) -> str:
        return in_active_language(self, "title")

    @property
    def indicator(self) -> str:
        return in_active_language(self, "indicator")

    @property
    def unit(self) -> str:
        return in_active_language(self, "unit")

    @property
    def evidence_required(self) -> str:
        return in_active_language(self, "evidence")

    @property
    def cost_mad(self) -> Decimal:
        return self.own_cash_mad + self.own_kind_mad + self.programme_mad + self.other_mad

    @property
    def months(self) -> int:
        return self.due_month - self.starts_month + 1

    @property
    def tone(self) -> str:
        return ACTION_TONES[ActionState(self.state)]

    def is_late(self, on: date | None = None) -> bool:
        """Neither done nor cancelled, and its last month is over."""
        return self.state in OPEN and (on or clock.today()) > self.due_on

    def content(self) -> list[Any]:
        """What was agreed of it, to be sealed or compared."""
        costs = [f"{getattr(self, f'{source}_mad'):.2f}" for source in Source.values]
        numbers = [None if value is None else f"{value:.2f}" for value in (self.baseline, self.target)]
        return [
            self.axis,
            self.title_fr,
            self.title_ar,
            list(self.questions),
            self.indicator_fr,
            self.indicator_ar,
            *numbers,
            self.starts_month,
            self.due_month,
            self.owner,
            self.priority,
            costs,
            self.module,
        ]


class ActionProgressQuerySet(models.QuerySet["ActionProgress"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(action__in=PlanAction.objects.visible_to(user).order_by().values("pk"))


class ActionProgress(models.Model):
    """What was said of an action one day: before and after, by whom, from which visit; the table only grows."""

    action = models.ForeignKey(PlanAction, models.PROTECT, related_name="progresses")
    on = models.DateField(_("on"))
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    state_before = models.CharField(max_length=12, choices=ActionState)
    state = models.CharField(max_length=12, choices=ActionState)
    note = models.TextField(_("note"), blank=True)
    evidence = models.CharField(_("evidence seen"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=80, blank=True)  # room.model:key of the visit, or empty
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = ActionProgressQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.action} {self.on}: {self.before} → {self.after}"
