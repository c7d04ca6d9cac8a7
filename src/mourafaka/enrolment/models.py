"""From the selected application to the closed file: contract, agreement, phases, who coaches whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application, Cohort, Lot
from mourafaka.enrolment.enums import PHASE_TONES, UNDER_WAY, AlertCode, ExitReason, Phase
from mourafaka.enrolment.sockets import visibility
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.people.enums import Role
from mourafaka.people.models import Organisation
from mourafaka.registry.models import Cooperative, CooperativeContact
from mourafaka.territory.models import within

USER = settings.AUTH_USER_MODEL
CENT = Decimal("0.01")
AT_LEAST_ONE = [MinValueValidator(1)]
PERCENT = (MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100)))
# Roles that see every enrolment of their territory; a coach sees her assignments only.
ROLES_BY_TERRITORY = (Role.MANAGER, Role.DELEGATE, Role.ADMIN, Role.EVALUATOR, Role.FINANCE)


class ContractQuerySet(models.QuerySet["Contract"]):
    def visible_to(self, user: Any) -> Self:
        """Headquarters, finance and auditors; a delegate, those with a province of the region; a coach, those
        of the coach's organisation."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if user.roles() & {Role.MANAGER, Role.FINANCE, Role.ADMIN, Role.EVALUATOR}:
            return self
        seen = Q(pk__in=())
        if codes := user.territory_codes(Role.DELEGATE):
            lots = Lot.objects.filter(within(codes, "provinces__code")).values("pk")
            seen |= Q(lot__in=lots)
        if Role.COACH in user.roles() and user.organisation_id:
            seen |= Q(provider=user.organisation_id)
        return self.filter(seen)


class Contract(Sealed, models.Model):
    """What a provider owes on a lot, and how its visits are paid. Prices and rates are data of the contract."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name=_("lot"))
    provider = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("provider"))
    reference = models.CharField(_("reference"), max_length=60, unique=True)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    months = models.PositiveSmallIntegerField(_("months of service"), default=24, validators=AT_LEAST_ONE)
    visits = models.PositiveSmallIntegerField(
        _("visits per cooperative"), default=12, validators=AT_LEAST_ONE
    )
    remote_at_most = models.PositiveSmallIntegerField(_("remote visits at most"), default=3)
    report_days = models.PositiveSmallIntegerField(_("days to submit a report"), default=10)
    sheet_required = models.BooleanField(
        _("signed attendance sheet demanded"),
        default=False,
        help_text=_("A visit held on site is then validated only with its sheet, whatever its other proofs."),
    )
    visit_price_mad = models.DecimalField(_("price of a visit (MAD)"), max_digits=14, decimal_places=2)
    retention_percent = models.DecimalField(
        _("retention (%)"), max_digits=5, decimal_places=2, default=Decimal(7), validators=PERCENT
    )
    penalty_percent_per_day = models.DecimalField(
        _("penalty per day of delay (% of the visit)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=PERCENT,
    )
    penalty_cap_percent = models.DecimalField(
        _("penalties at most (% of the visit)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(10),
        validators=PERCENT,
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        verbose_name = _("contract")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="contract_ends_after_it_starts",
                violation_error_message=_("A contract ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(visit_price_mad__gte=0),
                name="contract_price_is_not_negative",
                violation_error_message=_("The price of a visit cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(visits__gte=1, months__gte=1, visits__lte=F("months")),
                name="contract_has_a_month_for_every_visit",
                violation_error_message=_("There are at least as many months as visits."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def seal(self) -> dict[str, Any]:
        """What the provider is paid. Two decimals: a new record and one read back say the same."""
        rates = ("visit_price_mad", "retention_percent", "penalty_percent_per_day", "penalty_cap_percent")
        return {
            "reference": self.reference,
            "provider": self.provider_id,
            "visits": self.visits,
            **{name: format(Decimal(getattr(self, name)).quantize(CENT), "f") for name in rates},
        }


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, user: Any) -> Self:
        """Agents by territory, a coach by her assignments in force, a cooperative itself; later rooms lend."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Q(pk__in=())
        if codes := user.territory_codes(*ROLES_BY_TERRITORY):
            # `or`: an empty Q, the whole country, would vanish when joined
            seen |= within(codes, "cooperative__province_id") or Q(pk__isnull=False)
        if Role.COACH in user.roles():
            mine = CoachAssignment.objects.in_force().filter(coach=user).values("enrolment")
            seen |= Q(pk__in=mine)
        own = CooperativeContact.objects.filter(user=user).values("cooperative")
        seen |= Q(cooperative__in=own)
        for plug in visibility:
            seen = plug.build(seen, user)
        return self.filter(seen)

    def under_way(self) -> Self:
        """Neither completed nor left; a suspended one is under way."""
        return self.filter(phase__in=UNDER_WAY)

    def suspended(self) -> Self:
        return self.filter(suspended_on__isnull=False)

    def of_coach(self, user: Any, on: date | None = None) -> Self:
        mine = CoachAssignment.objects.in_force(on).filter(coach=user, enrolment=OuterRef("pk"))
        return self.filter(Exists(mine))

    def for_lists(self) -> Self:
        return self.select_related("cooperative__province__region", "cohort", "lot", "contract")


class Enrolment(Sealed, models.Model):
    """An accompanied cooperative. Month 0 (M0) begins on `service_starts_on`; it has its application's number."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="+")
    number = models.CharField(_("number"), max_length=20, unique=True)
    cooperative = models.ForeignKey(Cooperative, models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+")
    lot = models.ForeignKey(Lot, models.PROTECT, null=True, related_name="+", verbose_name=_("lot"))
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="enrolments", verbose_name=_("contract")
    )
    phase = models.CharField(
        _("phase"), max_length=12, choices=Phase, default=Phase.CONVENTION, db_index=True, editable=False
    )
    service_starts_on = models.DateField(_("service starts on (M0)"))
    service_ends_on = models.DateField(_("service ends on"))
    agreement_signed_on = models.DateField(_("agreement signed on"), null=True, editable=False)
    suspended_on = models.DateField(_("suspended since"), null=True, editable=False)
    exit_reason = models.CharField(_("reason for leaving"), max_length=16, choices=ExitReason, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    enrolled_at = models.DateTimeField(default=clock.now, editable=False)

    sealed_objects: tuple[Agreement, ...] = ()  # the signed copy an act on the enrolment kept

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("enrolment")
        indexes = [models.Index(fields=["cohort", "phase"])]
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative"],
                condition=Q(phase__in=UNDER_WAY),
                name="one_enrolment_under_way_per_cooperative",
                violation_error_message=_("This cooperative is already accompanied."),
            ),
            models.CheckConstraint(
                condition=Q(service_ends_on__gt=F("service_starts_on")),
                name="enrolment_ends_after_it_starts",
                violation_error_message=_("The service ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def phase_tone(self) -> str:
        return "due" if self.suspended_on else PHASE_TONES[Phase(self.phase)]

    @property
    def is_under_way(self) -> bool:
        return self.phase in UNDER_WAY

    def seal(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "service_starts_on": self.service_starts_on,
            "service_ends_on": self.service_ends_on,
            "agreement_signed_on": self.agreement_signed_on,
            "exit_reason": self.exit_reason,
            "ended_on": self.ended_on,
        }

    def is_coached_by(self, coach_id: int, on: date | None = None) -> bool:
        """Whether this person is in charge that day, or today."""
        day = on or clock.today()
        terms = CoachAssignment.objects.filter(enrolment=self.pk, coach=coach_id).order_by()
        rows = terms.values_list("starts_on", "ends_on")
        return any(first <= day and (last is None or day <= last) for first, last in rows)

    def month(self, on: date | None = None) -> int:
        """The month of service a day falls in: 1 from M0 on, 0 or less before it."""
        on, start = on or clock.today(), self.service_starts_on
        return (on.year - start.year) * 12 + on.month - start.month - (on.day < start.day) + 1


class OfEnrolments(models.QuerySet[Any]):
    """Rows that are seen with their enrolment."""

    def visible_to(self, user: Any) -> Self:
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user).order_by().values("pk"))


class Agreement(Sealed, models.Model):
    """The agreement, issued in French and Arabic; the signed paper is kept beside."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="agreements")
    language = models.CharField(max_length=5)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(default=clock.now)
    signed = models.BooleanField(_("signed copy"), default=False)

    objects = OfEnrolments.as_manager()

    class Meta:
        ordering = ["-issued_at", "language"]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.language}"

    def seal(self) -> dict[str, Any]:
        return {"file": self.file.sha256, "language": self.language, "signed": self.signed}


class PhaseChange(models.Model):
    """One step of the life of an enrolment; the table only grows."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="changes")
    verb = models.CharField(max_length=16)  # a verb of ENROLMENT_FLOW, or enrol, suspend, resume
    phase = models.CharField(max_length=12, choices=Phase)
    on = models.DateField()
    reason = models.CharField(max_length=16, choices=ExitReason, blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = OfEnrolments.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.verb}"


class CoachAssignmentQuerySet(models.QuerySet["CoachAssignment"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user).order_by().values("pk"))

    def in_force(self, on: date | None = None) -> Self:
        on = on or clock.today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class CoachAssignment(models.Model):
    """Who accompanies whom, from when to when: transfers add rows, nothing is overwritten."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="assignments")
    coach = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    assigned_by = models.ForeignKey(USER, models.PROTECT, related_name="+")

    objects = CoachAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(ends_on=None),
                name="one_coach_at_a_time",
                violation_error_message=_("This cooperative already has a coach."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="coach_assignment_ends_after_it_starts",
                violation_error_message=_("An assignment ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}: {self.coach}"


class AlertRule(models.Model):
    """From when on an alert is raised, where a manager decided otherwise than `ALERT_THRESHOLDS`."""

    code = models.CharField(_("alert"), max_length=24, choices=AlertCode, unique=True)
    threshold = models.PositiveSmallIntegerField(_("from"))

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.get_code_display()
