"""What a coach reports of a visit, what she attaches, and what the cooperative answers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mourafaka.coaching.enums import EDITABLE, REPORT_TONES, FileKind, Following, Mode, ReportState
from mourafaka.coaching.models.planning import Visit
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.plans.models import PlanAction

USER = settings.AUTH_USER_MODEL
REPORT_DAYS = 10  # where no contract says otherwise


class OfVisitQuerySet(models.QuerySet[Any]):
    path = "visit"

    def visible_to(self, user: Any) -> Self:
        return self.filter(**{f"{self.path}__in": Visit.objects.visible_to(user).order_by().values("pk")})


class VisitReportQuerySet(OfVisitQuerySet):
    def submitted(self) -> Self:
        return self.filter(state=ReportState.SUBMITTED)

    def validated(self) -> Self:
        return self.filter(state=ReportState.VALIDATED)

    def told(self) -> Self:
        """Submitted at least once."""
        return self.exclude(submitted_on=None)


class VisitReport(Sealed, models.Model):
    """The report of one visit; frozen by its validation."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="report")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    state = models.CharField(
        max_length=12, choices=ReportState, default=ReportState.DRAFT, db_index=True, editable=False
    )
    held_on = models.DateField(_("held on"), null=True, blank=True, db_index=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode, default=Mode.ON_SITE)
    duration_hours = models.DecimalField(
        _("duration (hours)"),
        max_digits=4,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.25")), MaxValueValidator(Decimal(24))],
    )
    people_met = models.PositiveSmallIntegerField(_("people met"), null=True, blank=True)
    women_met = models.PositiveSmallIntegerField(_("women among them"), null=True, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    themes = models.JSONField(_("themes"), default=list, blank=True)  # codes of dimensions of the diagnosis
    observations = models.TextField(_("what was seen and done"), blank=True)
    difficulties = models.TextField(_("difficulties"), blank=True)
    decisions = models.TextField(_("decisions"), blank=True)
    next_visit_on = models.DateField(_("next visit on"), null=True, blank=True)
    submitted_on = models.DateField(null=True, editable=False)
    validated_on = models.DateField(null=True, editable=False)
    validated_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    returned_on = models.DateField(null=True, editable=False)
    return_reason = models.TextField(_("reason"), blank=True)
    hints = models.JSONField(default=list, editable=False)  # of engine.proofs, as they were at submission
    version = models.PositiveIntegerField(default=1, editable=False)
    opened_at = models.DateTimeField(default=clock.now, editable=False)

    objects = VisitReportQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("visit report")
        constraints = [
            models.CheckConstraint(
                condition=Q(women_met=None) | Q(people_met__isnull=False, women_met__lte=F("people_met")),
                name="women_met_are_among_people_met",
                violation_error_message=_("The women met cannot exceed the people met."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(20, 37), longitude__range=(-18, 0)),
                name="place_of_a_report_is_in_the_country",
                violation_error_message=_("Latitude and longitude go together and lie within the country."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.visit)

    @property
    def enrolment(self) -> Enrolment:
        return self.visit.enrolment

    @property
    def tone(self) -> str:
        return REPORT_TONES[ReportState(self.state)]

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def due_on(self) -> date | None:
        """The last day to submit without penalty."""
        if self.held_on is None:
            return None
        contract = self.visit.enrolment.contract
        return self.held_on + timedelta(days=contract.report_days if contract else REPORT_DAYS)

    @property
    def late_days(self) -> int:
        """Days between the last day and the first submission, 0 when in time."""
        if self.submitted_on is None or self.due_on is None:
            return 0
        return max((self.submitted_on - self.due_on).days, 0)

    def is_late(self, on: date | None = None) -> bool:
        """Held, not submitted, and past the last day."""
        due = self.due_on
        return self.submitted_on is None and due is not None and (on or clock.today()) > due

    @property
    def place(self) -> tuple[float, float] | None:
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def text(self) -> str:
        return "\n".join((self.observations, self.difficulties, self.decisions)).strip()

    def seal(self) -> dict[str, Any]:
        names = (
            "visit_id", "author_id", "state", "held_on", "mode", "duration_hours", "people_met", "women_met",
            "themes", "observations", "difficulties", "decisions", "submitted_on",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


class ActionTouched(models.Model):
    """What a visit did to one action of the plan. `recorded` once the plan's own progress says it."""

    report = models.ForeignKey(VisitReport, models.CASCADE, related_name="actions")
    action = models.ForeignKey(PlanAction, models.PROTECT, related_name="+")
    before = models.PositiveSmallIntegerField(_("before (%)"), default=0)
    after = models.PositiveSmallIntegerField(_("after (%)"), validators=[MaxValueValidator(100)])
    state = models.CharField(_("state"), max_length=12)
    note = models.CharField(_("note"), max_length=500, blank=True)
    evidence = models.CharField(_("evidence seen"), max_length=300, blank=True)
    recorded = models.JSONField(default=list, editable=False)  # what was last told to the plan

    class Meta:
        ordering = ["action", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "action"], name="an_action_is_touched_once_a_visit"),
            models.CheckConstraint(
                condition=Q(after__lte=100, before__lte=100),
                name="progress_is_at_most_100",
                violation_error_message=_("Progress goes from 0 to 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}: {self.action_id}"


class RecommendationQuerySet(OfVisitQuerySet):
    path = "report__visit"

    def told(self) -> Self:
        """Of reports submitted at least once."""
        return self.exclude(report__submitted_on=None)

    def open(self) -> Self:
        return self.told().filter(state=Following.OPEN)

    def of(self, enrolment: Enrolment) -> Self:
        return self.filter(report__visit__enrolment=enrolment)


class Recommendation(models.Model):
    """Something the cooperative is advised to do, followed from visit to visit until it is done or dropped."""

    report = models.ForeignKey(VisitReport, models.PROTECT, related_name="recommendations")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("recommendation"), max_length=500)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=Following, default=Following.OPEN, editable=False)
    closed_on = models.DateField(null=True, editable=False)
    closed_in = models.ForeignKey(VisitReport, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["report", "position"]
        verbose_name = _("recommendation")
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="one_recommendation_per_line"),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(reason=""),
                name="a_dropped_recommendation_says_why",
                violation_error_message=_("Say why the recommendation is dropped."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def enrolment(self) -> Enrolment:
        return self.report.visit.enrolment

    def is_late(self, on: date | None = None) -> bool:
        return (
            self.state == Following.OPEN and self.due_on is not None and self.due_on < (on or clock.today())
        )


class FollowUp(models.Model):
    """What a draft report says of an earlier recommendation; it takes effect when the report is submitted."""

    report = models.ForeignKey(VisitReport, models.CASCADE, related_name="follow_ups")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=Following)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recommendation"]
        constraints = [
            models.UniqueConstraint(fields=["report", "recommendation"], name="followed_once_a_visit"),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id}: {self.state}"


class ReportFileQuerySet(OfVisitQuerySet):
    path = "report__visit"

    def kept(self) -> Self:
        return self.filter(removed=False)


class ReportFile(models.Model):
    """An attendance sheet, a photo, the record of a call. `taken_on` is the day the device or the coach says."""

    report = models.ForeignKey(VisitReport, models.PROTECT, related_name="files")
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    fingerprint = models.CharField(
        max_length=64, db_index=True
    )  # SHA-256 of what was sent, before re-encoding
    removed = models.BooleanField(default=False, editable=False)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "pk"]

    def __str__(self) -> str:
        return str(self.file)


class Confirmation(models.Model):
    """What was asked of the cooperative about one visit, and its answer. Link and code are kept hashed."""

    visit = models.OneToOneField(Visit, models.PROTECT, related_name="confirmation")
    link_digest = models.CharField(max_length=64, blank=True, db_index=True)
    code_digest = models.CharField(max_length=128, blank=True)
    asked_at = models.DateTimeField(default=clock.now)
    times_asked = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=5, default="fr")
    took_place = models.BooleanField(null=True)
    rate = models.PositiveSmallIntegerField(_("rate"), null=True)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    paper = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")  # the slip it signed

    objects = OfVisitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rate=None) | Q(rate__range=(1, 5)),
                name="rates_go_from_1_to_5",
                violation_error_message=_("A rate goes from 1 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.visit)
