"""The control of visits and the statements of work done."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.coaching.enums import STATEMENT_TONES, Means, Origin, Outcome, StatementState
from mourafaka.coaching.models.planning import Visit
from mourafaka.coaching.models.reports import OfVisitQuerySet
from mourafaka.enrolment.models import Contract
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed

USER = settings.AUTH_USER_MODEL


def _money(label: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(label, max_digits=14, decimal_places=2, default=Decimal(0))


class OfContractQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(contract__in=Contract.objects.visible_to(user).order_by().values("pk"))


class SampleDraw(Sealed, models.Model):
    """The visits of a month drawn for control: anybody draws the same again from `seed` and `population`."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+")
    month = models.DateField(_("month"))
    seed = models.CharField(max_length=120)
    population = models.JSONField(default=list)
    drawn = models.JSONField(default=list)
    drawn_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(default=clock.now)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "-pk"]
        verbose_name = _("control sample")

    def __str__(self) -> str:
        return self.seed

    def seal(self) -> dict[str, Any]:
        return {"seed": self.seed, "population": self.population, "drawn": self.drawn}


class Control(models.Model):
    """A visit that somebody of the agency checks before it is paid, and what was found."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="controls")
    origin = models.CharField(_("why"), max_length=10, choices=Origin)
    draw = models.ForeignKey(SampleDraw, models.PROTECT, null=True, related_name="controls")
    asked_on = models.DateField(default=clock.today)
    means = models.CharField(_("how"), max_length=8, choices=Means, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome, blank=True)
    note = models.TextField(_("what was found"), blank=True)
    controlled_on = models.DateField(_("controlled on"), null=True)
    controlled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "pk"]
        verbose_name = _("control")
        constraints = [
            models.UniqueConstraint(fields=["visit", "origin"], name="one_control_per_visit_and_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.visit}: {self.get_origin_display()}"


class Statement(Sealed, models.Model):
    """What a contract is owed for a period. Its lines are written when it is issued and never change."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", verbose_name=_("contract"))
    number = models.PositiveSmallIntegerField(_("number"))
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("until"))
    state = models.CharField(
        max_length=8, choices=StatementState, default=StatementState.DRAFT, editable=False
    )
    price_mad = _money(_("price"))
    penalty_mad = _money(_("penalties"))
    retention_mad = _money(_("retention"))
    net_mad = _money(_("to pay"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    issued_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(null=True)
    sent_on = models.DateField(null=True)

    objects = OfContractQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "-number"]
        verbose_name = _("statement of work done")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "number"], name="statements_are_numbered_within_a_contract"
            ),
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")),
                name="statement_ends_after_it_starts",
                violation_error_message=_("The period ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} / {self.number}"

    @property
    def tone(self) -> str:
        return STATEMENT_TONES[StatementState(self.state)]

    def seal(self) -> dict[str, Any]:
        return {
            "contract": self.contract.reference,
            "number": self.number,
            "state": self.state,
            "net_mad": self.net_mad,
            "file": self.file.sha256 if self.file else "",
            "visits": [str(line.visit_id) for line in self.lines.all()],
        }


class StatementLine(models.Model):
    """One validated visit on one statement; the table only grows, and a visit is on it once."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines")
    visit = models.OneToOneField(Visit, models.PROTECT, related_name="line")
    late_days = models.PositiveSmallIntegerField(default=0)
    price_mad = _money(_("price"))
    penalty_mad = _money(_("penalty"))
    retention_mad = _money(_("retention"))
    net_mad = _money(_("to pay"))

    class Meta:
        ordering = ["statement", "pk"]

    def __str__(self) -> str:
        return f"{self.statement}: {self.visit}"
