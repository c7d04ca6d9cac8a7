"""Labels and permits of a cooperative, and the help it had elsewhere."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.registry.enums import LabelKind
from mourafaka.registry.models.cooperatives import Cooperative


class Label(models.Model):
    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="labels", verbose_name=_("Cooperative")
    )
    kind = models.CharField(_("Kind"), max_length=16, choices=LabelKind.choices)
    title = models.CharField(_("Name"), max_length=120)
    number = models.CharField(_("Number"), max_length=60, blank=True)
    issued_on = models.DateField(_("Issued on"), null=True, blank=True)
    expires_on = models.DateField(_("Expires on"), null=True, blank=True)

    class Meta:
        verbose_name = _("Label or permit")
        verbose_name_plural = _("Labels and permits")
        ordering = ["cooperative", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on=None) | Q(expires_on=None) | Q(expires_on__gte=F("issued_on")),
                name="label_expires_after_issue",
                violation_error_message=_("A label cannot expire before it was issued."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OtherSupport(models.Model):
    """Help received elsewhere, recorded so that the same action is not paid for twice."""

    cooperative = models.ForeignKey(
        Cooperative, models.PROTECT, related_name="other_support", verbose_name=_("Cooperative")
    )
    programme = models.CharField(_("Programme"), max_length=120)
    year = models.PositiveSmallIntegerField(_("Year"))
    amount_mad = models.DecimalField(
        _("Amount (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    purpose = models.CharField(_("Purpose"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("Other support")
        verbose_name_plural = _("Other support")
        ordering = ["cooperative", "-year", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__range=(1956, 2100)),
                name="support_year_is_plausible",
                violation_error_message=_("The year of the support is not plausible."),
            ),
            models.CheckConstraint(
                condition=Q(amount_mad=None) | Q(amount_mad__gte=0),
                name="support_amount_is_not_negative",
                violation_error_message=_("The amount of the support cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year}"
