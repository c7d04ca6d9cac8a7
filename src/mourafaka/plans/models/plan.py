"""A development plan in its revisions, and the rules of its cohort."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Cohort
from mourafaka.diagnosis.models import Assessment
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.people.enums import Role
from mourafaka.plans.enums import EDITABLE, IN_WORK, PLAN_TONES, Agreement, PlanState

if TYPE_CHECKING:
    from mourafaka.plans.models.actions import PlanActionQuerySet

USER = settings.AUTH_USER_MODEL
PLANNERS = {Role.MANAGER, Role.DELEGATE, Role.COACH, Role.ADMIN, Role.EVALUATOR, Role.FINANCE}


class PlanRulesQuerySet(models.QuerySet["PlanRules"]):
    def visible_to(self, user: Any) -> Self:
        """No secret to those who write or control plans."""
        if not getattr(user, "is_authenticated", False) or not user.roles() & PLANNERS:
            return self.none()
        return self


class PlanRules(models.Model):
    """How many actions, how many at once, and what the programme pays at most per cooperative of a cohort."""

    cohort = models.OneToOneField(Cohort, models.PROTECT, related_name="+")
    max_actions = models.PositiveSmallIntegerField(
        _("actions at most"), default=12, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    at_once = models.PositiveSmallIntegerField(
        _("actions under way at once"), default=4, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    programme_ceiling_mad = models.DecimalField(
        _("programme’s share per cooperative at most (MAD)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
        help_text=_("Empty: no ceiling."),
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanRulesQuerySet.as_manager()

    class Meta:
        ordering = ["cohort"]
        verbose_name = _("rules of the plans")
        constraints = [
            models.CheckConstraint(
                condition=Q(max_actions__gte=1, max_actions__lte=12),
                name="plan_rules_one_to_twelve_actions",
                violation_error_message=_("A plan has 1 to 12 actions."),
            ),
            models.CheckConstraint(
                condition=Q(at_once__gte=1),
                name="plan_rules_one_action_at_once",
                violation_error_message=_("At least one action is under way at once."),
            ),
            models.CheckConstraint(
                condition=Q(programme_ceiling_mad=None) | Q(programme_ceiling_mad__gte=0),
                name="plan_rules_ceiling_is_not_negative",
                violation_error_message=_("A ceiling cannot be negative."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.cohort)


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user: Any) -> Self:
        """As their enrolment; a cooperative sees its plan from its proposal on."""
        seen = self.filter(enrolment__in=Enrolment.objects.visible_to(user).order_by().values("pk"))
        if seen.query.is_empty() or not user.roles() <= {Role.COOPERATIVE}:
            return seen
        return seen.exclude(state=PlanState.DRAFT)

    def in_force(self, enrolment: Enrolment) -> Plan | None:
        """The approved plan of an enrolment; None before the first approval."""
        return self.approved().filter(enrolment=enrolment).first()

    def in_work(self, enrolment: Enrolment) -> Plan | None:
        """The revision being drafted, proposed, agreed or corrected."""
        return self.filter(enrolment=enrolment, state__in=IN_WORK).first()

    def approved(self) -> Self:
        return self.filter(state=PlanState.APPROVED)

    def to_agree(self) -> Self:
        return self.filter(state=PlanState.PROPOSED)

    def to_approve(self) -> Self:
        return self.filter(state=PlanState.AGREED)

    def for_lists(self) -> Self:
        return self.select_related("enrolment__cooperative__province__region", "enrolment__cohort")


class Plan(Sealed, models.Model):
    """A revision of the plan of an enrolment. Once approved it is frozen: only progress is added to its actions."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    state = models.CharField(
        max_length=12, choices=PlanState, default=PlanState.DRAFT, db_index=True, editable=False
    )
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+", verbose_name=_("diagnosis"))
    answers = models.JSONField(default=dict, editable=False)  # question → score on the day of the draft
    left_out = models.JSONField(default=list, editable=False)  # [{"question", "score", "why"}] of the draft
    library_version = models.PositiveIntegerField(default=1, editable=False)
    reason = models.TextField(_("reason of the revision"), blank=True, max_length=2000)
    return_reason = models.TextField(_("what must be corrected"), blank=True, editable=False)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField(default=clock.now, editable=False)
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True, editable=False)
    agreed_how = models.CharField(max_length=10, choices=Agreement, blank=True, editable=False)
    agreed_on = models.DateField(null=True, editable=False)
    agreed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    minutes = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, editable=False)
    superseded_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()
    actions: PlanActionQuerySet

    class Meta:
        ordering = ["enrolment__number", "revision"]
        verbose_name = _("development plan")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "revision"],
                name="one_plan_per_revision",
                violation_error_message=_("This revision already exists."),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state__in=IN_WORK),
                name="one_plan_in_work",
                violation_error_message=_("A plan of this cooperative is already being worked on."),
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(state=PlanState.APPROVED),
                name="one_plan_in_force",
                violation_error_message=_("This cooperative already has a plan in force."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} r{self.revision}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_in_force(self) -> bool:
        return self.state == PlanState.APPROVED

    @property
    def is_frozen(self) -> bool:
        return self.state in (PlanState.APPROVED, PlanState.SUPERSEDED)

    @property
    def tone(self) -> str:
        return PLAN_TONES[PlanState(self.state)]

    def keep(self) -> Self:
        """Save as the next version."""
        self.version += 1
        self.save()
        return self

    def seal(self) -> dict[str, Any]:
        """What was agreed and approved, action by action; progress is no part of it."""
        if not self.is_frozen:
            return {"revision": self.revision}
        return {
            "revision": self.revision,
            "assessment": self.assessment_id,
            "answers": self.answers,
            "agreed": [self.agreed_how, self.agreed_on, self.minutes.sha256 if self.minutes else ""],
            "approved_by": self.approved_by_id,
            **{action.code: action.content() for action in self.actions.order_by("code")},
        }


class AgreementCode(models.Model):
    """Six digits sent to the cooperative; kept only as a keyed digest, valid once, for some days and tries."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="codes")
    digest = models.CharField(max_length=64)
    sent_to = models.CharField(max_length=254)
    expires_at = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.plan} → {self.sent_to}"
