"""The modules of group training, as data."""

from __future__ import annotations

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.i18n import in_active_language

PERCENT = (MinValueValidator(1), MaxValueValidator(100))


class ModuleQuerySet(models.QuerySet["Module"]):
    def visible_to(self, user: Any) -> Self:
        """Modules hold nothing personal: every account sees them."""
        return self if getattr(user, "is_authenticated", False) else self.none()

    def offered(self) -> Self:
        return self.filter(offered=True)

    def compulsory(self) -> Self:
        return self.offered().filter(compulsory=True)


class Module(models.Model):
    """What is taught, how long, to how many, and which questions of the diagnosis it answers."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    position = models.PositiveSmallIntegerField(default=0)
    title_fr = models.CharField(_("title in French"), max_length=120)
    title_ar = models.CharField(_("title in Arabic"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120, blank=True)
    objectives_fr = models.TextField(_("objectives in French"))
    objectives_ar = models.TextField(_("objectives in Arabic"))
    objectives_en = models.TextField(_("objectives in English"), blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"), default=12)
    half_days = models.PositiveSmallIntegerField(_("half-days"), default=4)
    compulsory = models.BooleanField(_("compulsory"), default=False)
    languages = models.JSONField(_("languages"), default=list)
    questions = models.JSONField(_("questions of the diagnosis it answers"), default=list)
    seats_min = models.PositiveSmallIntegerField(_("fewest places"), default=15)
    seats_max = models.PositiveSmallIntegerField(_("most places"), default=25)
    presence_percent = models.PositiveSmallIntegerField(
        _("presence needed (%)"), default=80, validators=PERCENT
    )
    offered = models.BooleanField(_("offered"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ModuleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name = _("module")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_min__gte=1, seats_min__lte=F("seats_max")),
                name="module_places_in_order",
                violation_error_message=_("The most places cannot be fewer than the fewest."),
            ),
            models.CheckConstraint(
                condition=Q(
                    half_days__gte=1, hours__gte=1, presence_percent__gte=1, presence_percent__lte=100
                ),
                name="module_has_a_length_and_a_threshold",
                violation_error_message=_(
                    "A module has hours, half-days, and a presence between 1 and 100 %."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.title}"

    @property
    def title(self) -> str:
        return in_active_language(self, "title")

    @property
    def objectives(self) -> str:
        return in_active_language(self, "objectives")

    @property
    def days(self) -> int:
        """A day has two half-days."""
        return -(-self.half_days // 2)
