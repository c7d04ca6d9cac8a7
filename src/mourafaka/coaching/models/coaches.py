"""What the planning knows of a coach: where she starts from, what she can, how much, and when she is away."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.coaching.enums import FeastKind
from mourafaka.foundations import clock
from mourafaka.people.enums import Role
from mourafaka.people.models import Mandate
from mourafaka.territory.models import Commune

USER = settings.AUTH_USER_MODEL
WATCHERS = (Role.MANAGER, Role.DELEGATE, Role.ADMIN)


def coaches_seen_by(user: Any) -> Any:
    """The accounts of the coaches a person sees: herself, or those whose mandate meets one of hers."""
    if not getattr(user, "is_authenticated", False):
        return Mandate.objects.none().values("user")
    mandates = Mandate.objects.filter(role=Role.COACH)
    codes = user.territory_codes(*WATCHERS)
    met = Q(user=user)
    for code in codes:
        inside = [code[:length] for length in range(len(code) + 1)]
        met |= Q(territory_code__startswith=code) | Q(territory_code__in=inside)
    return mandates.filter(met).values("user")


class OfCoachQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(coach__in=coaches_seen_by(user))


class CoachProfile(models.Model):
    """One a coach. The languages she speaks are those of her account."""

    coach = models.OneToOneField(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("base (commune)")
    )
    latitude = models.FloatField(_("latitude of the base"), null=True, blank=True)
    longitude = models.FloatField(_("longitude of the base"), null=True, blank=True)
    skills = models.JSONField(_("skills"), default=list, blank=True)
    days_per_month = models.PositiveSmallIntegerField(
        _("days a month"), default=8, validators=[MaxValueValidator(23)]
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OfCoachQuerySet.as_manager()

    class Meta:
        ordering = ["coach"]
        verbose_name = _("coach's profile")
        constraints = [
            models.CheckConstraint(
                condition=Q(days_per_month__lte=23),
                name="coach_days_fit_in_a_month",
                violation_error_message=_("A month has at most 23 working days."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(20, 37), longitude__range=(-18, 0)),
                name="coach_base_is_in_the_country",
                violation_error_message=_("Latitude and longitude go together and lie within the country."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.coach)

    @property
    def base(self) -> tuple[float, float] | None:
        """Where her tours start: her own position, else the seat of her commune."""
        if self.latitude is not None and self.longitude is not None:
            return self.latitude, self.longitude
        return position_of(self.commune)


def position_of(commune: Commune | None) -> tuple[float, float] | None:
    """The seat of a commune, else its middle."""
    if commune is None:
        return None
    for lat, lon in (
        (commune.seat_latitude, commune.seat_longitude),
        (commune.latitude, commune.longitude),
    ):
        if lat is not None and lon is not None:
            return lat, lon
    return None


class Absence(models.Model):
    """Days a coach is away; both ends included. An absence withdrawn stays, with the day it was."""

    coach = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, editable=False)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects = OfCoachQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        verbose_name = _("absence")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("An absence ends after it starts."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.coach}: {self.starts_on}"


class CalendarLink(models.Model):
    """The address of a coach's calendar; only the hash of its secret is kept."""

    coach = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)

    objects = OfCoachQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["coach"],
                condition=Q(revoked_at=None),
                name="one_calendar_link_per_coach",
                violation_error_message=_("This coach already has a calendar address."),
            )
        ]

    def __str__(self) -> str:
        return str(self.coach)


class FeastCorrection(models.Model):
    """A feast, or Ramadan, as it was observed, where it differs from what was expected."""

    kind = models.CharField(_("feast"), max_length=16, choices=FeastKind)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    source = models.CharField(_("source"), max_length=200)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["year", "starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="one_correction_per_feast"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="feast_ends_after_it_starts",
                violation_error_message=_("A feast ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"
