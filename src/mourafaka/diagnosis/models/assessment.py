"""One cooperative answers the questions, at one round."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.diagnosis.enums import (
    EDITABLE,
    ORDINARY_MEMBERS_AT_LEAST,
    ROUND_MONTHS,
    STATE_TONES,
    AssessmentState,
    Evidence,
    Round,
    Side,
)
from mourafaka.diagnosis.models.instrument import Instrument
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.seals import Sealed
from mourafaka.people.enums import Role
from mourafaka.registry.models import CooperativeContact
from mourafaka.territory.models import within

USER = settings.AUTH_USER_MODEL
ROLES_BY_TERRITORY = (Role.MANAGER, Role.DELEGATE, Role.ADMIN, Role.EVALUATOR)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> Self:
        """Agents by territory, the coach in charge, a cooperative its own once validated; nobody else."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Q(pk__in=())
        if codes := user.territory_codes(*ROLES_BY_TERRITORY):
            # an empty Q (the whole country) would vanish here
            seen |= within(codes, "enrolment__cooperative__province_id") or Q(pk__isnull=False)
        if Role.COACH in user.roles():
            mine = CoachAssignment.objects.in_force().filter(coach=user).values("enrolment")
            seen |= Q(enrolment__in=mine)
        if Role.COOPERATIVE in user.roles():
            own = CooperativeContact.objects.filter(user=user).values("cooperative")
            seen |= Q(enrolment__cooperative__in=own, state=AssessmentState.VALIDATED)
        return self.filter(seen)

    def validated(self) -> Self:
        return self.filter(state=AssessmentState.VALIDATED)

    def to_review(self) -> Self:
        return self.filter(state=AssessmentState.SUBMITTED)

    def to_do(self) -> Self:
        """Begun or returned: the coach's turn."""
        return self.filter(state__in=EDITABLE)

    def latest_of(self, enrolment: Enrolment) -> Assessment | None:
        """The validated assessment of the latest round; None before the first."""
        found = self.validated().filter(enrolment=enrolment).select_related("instrument")
        return found.order_by("-round").first()  # M0, M12, M24 also sort as texts

    def for_lists(self) -> Self:
        return self.select_related("enrolment__cooperative__province", "instrument", "assessor")


class Assessment(Sealed, models.Model):
    """The 48 questions asked of an enrolled cooperative at one round; frozen once validated."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    round = models.CharField(_("round"), max_length=3, choices=Round)
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="assessments")
    state = models.CharField(
        max_length=10, choices=AssessmentState, default=AssessmentState.DRAFT, db_index=True, editable=False
    )
    held_on = models.DateField(_("held on"))
    out_of_round_reason = models.CharField(
        _("why outside the months of the round"), max_length=300, blank=True
    )
    officers_present = models.PositiveSmallIntegerField(_("members of the bureau present"), default=0)
    women_present = models.PositiveSmallIntegerField(_("ordinary members present: women"), default=0)
    men_present = models.PositiveSmallIntegerField(_("ordinary members present: men"), default=0)
    summary = models.TextField(_("what the coach retains"), blank=True, max_length=4000)
    swot_removed = models.JSONField(default=list, editable=False)  # codes of proposals that were removed
    assessor = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("coach"))
    opened_at = models.DateTimeField(default=clock.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    reviewed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    return_reason = models.TextField(_("what must be corrected"), blank=True, editable=False)
    # What the answers said on the day of validation; `overall` and `reliability` again, for lists and sums.
    results = models.JSONField(default=dict, editable=False)
    overall = models.DecimalField(max_digits=4, decimal_places=1, null=True, editable=False)
    reliability = models.DecimalField(max_digits=4, decimal_places=1, null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["enrolment__number", "opened_at"]
        verbose_name = _("diagnosis")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "round"],
                name="one_assessment_per_round",
                violation_error_message=_("This round already has its diagnosis."),
            ),
            models.CheckConstraint(
                condition=~Q(state=AssessmentState.VALIDATED) | Q(overall__isnull=False),
                name="validated_assessment_has_a_score",
                violation_error_message=_("A validated diagnosis has a score."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.round}"

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_validated(self) -> bool:
        return self.state == AssessmentState.VALIDATED

    @property
    def tone(self) -> str:
        return STATE_TONES[AssessmentState(self.state)]

    @property
    def ordinary_members_present(self) -> int:
        return self.women_present + self.men_present

    @property
    def too_few_present(self) -> bool:
        """A warning, no obstacle: the bureau and at least three ordinary members answer together."""
        return not self.officers_present or self.ordinary_members_present < ORDINARY_MEMBERS_AT_LEAST

    @property
    def in_its_months(self) -> bool:
        first, last = ROUND_MONTHS[Round(self.round)]
        return first <= self.enrolment.month(self.held_on) <= last

    def seal(self) -> dict[str, Any]:
        """Its state; once validated, all it says, answer by answer, so that an altered one is named."""
        if not self.is_validated:
            return {"state": self.state}
        answers = self.answers.select_related("file").order_by("question")
        lines = self.swot_lines.order_by("pk")
        return {
            "state": self.state,
            "round": self.round,
            "held_on": self.held_on.isoformat(),
            "instrument": self.instrument.fingerprint,
            "present": [self.officers_present, self.women_present, self.men_present],
            "summary": self.summary,
            "swot": [[line.side, line.text] for line in lines] + [["removed", *self.swot_removed]],
            "results": self.results,
            "overall": str(self.overall),
            **{answer.question: answer.content() for answer in answers},
        }


class Answer(models.Model):
    """0 to 4, or a reason why the question does not apply, or not answered yet (a comment or a file only)."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="answers")
    question = models.CharField(max_length=12)
    score = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(4)])
    not_applicable_reason = models.CharField(_("why it does not apply"), max_length=300, blank=True)
    evidence = models.CharField(_("evidence"), max_length=12, choices=Evidence, default=Evidence.DECLARATION)
    comment = models.TextField(_("comment"), blank=True, max_length=2000)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    answered_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["assessment", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "question"], name="one_answer_per_question"),
            models.CheckConstraint(
                condition=Q(score=None) | (Q(score__lte=4) & Q(not_applicable_reason="")),
                name="answer_from_0_to_4_or_not_applicable",
                violation_error_message=_("An answer goes from 0 to 4, or does not apply."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment} {self.question}"

    @property
    def is_given(self) -> bool:
        return self.score is not None or bool(self.not_applicable_reason)

    @property
    def applies(self) -> bool:
        return not self.not_applicable_reason

    def content(self) -> list[Any]:
        """What was said, to be compared or sealed."""
        file = self.file.sha256 if self.file else ""
        return [self.score, self.not_applicable_reason, self.evidence, self.comment, file]


class SwotLine(models.Model):
    """A line typed by hand; lines proposed from the answers are computed, and those removed remembered."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="swot_lines")
    side = models.CharField(max_length=12, choices=Side)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["assessment", "pk"]

    def __str__(self) -> str:
        return f"{self.side}: {self.text}"
