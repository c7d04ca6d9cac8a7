"""Who reads which application, what they declared first, and the marks they gave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Application, Call
from mourafaka.foundations.seals import Sealed
from mourafaka.selection.enums import (
    LEFT_STATES,
    OPEN_STATES,
    READABLE_STATES,
    AssignmentState,
    ConflictNature,
)

USER = settings.AUTH_USER_MODEL


class ReviewerProfile(models.Model):
    """A person who reads for a call, with the bounds of their load (applications) and a pseudonym."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    pseudonym = models.CharField(max_length=8)
    min_load = models.PositiveSmallIntegerField(_("fewest applications"), default=0)
    max_load = models.PositiveSmallIntegerField(_("most applications"), default=60)

    class Meta:
        ordering = ["call", "pseudonym"]
        constraints = [
            models.UniqueConstraint(fields=["call", "user"], name="one_profile_per_reviewer"),
            models.UniqueConstraint(fields=["call", "pseudonym"], name="one_reviewer_per_pseudonym"),
            models.CheckConstraint(
                condition=Q(max_load__gte=models.F("min_load")),
                name="reviewer_load_bounds_hold",
                violation_error_message=_("The most applications cannot be fewer than the fewest."),
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class ConflictDeclarationQuerySet(models.QuerySet["ConflictDeclaration"]):
    def conflicts(self) -> ConflictDeclarationQuerySet:
        return self.exclude(nature=ConflictNature.NONE)

    def of_call(self, call: Call) -> ConflictDeclarationQuerySet:
        return self.filter(application__call=call)


class ConflictDeclaration(Sealed, models.Model):
    """What a person declared about an application before reading it. `none` is a declaration too."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    nature = models.CharField(_("nature"), max_length=12, choices=ConflictNature)
    note = models.CharField(_("note"), max_length=300, blank=True)
    declared_at = models.DateTimeField(auto_now=True)

    objects = ConflictDeclarationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "person"], name="one_declaration_per_person")
        ]
        indexes = [models.Index(fields=["person", "nature"])]

    def __str__(self) -> str:
        return f"{self.application}: {self.nature}"

    @property
    def is_conflict(self) -> bool:
        return self.nature != ConflictNature.NONE

    def seal(self) -> dict[str, Any]:
        return {"nature": self.nature}


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def visible_to(self, user: Any) -> AssignmentQuerySet:
        """A reviewer's own readings, except those they left and those where they declared a conflict."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        declared = ConflictDeclaration.objects.conflicts().filter(person=user).values("application")
        return self.filter(reviewer=user).in_force().exclude(application__in=declared)

    def readable(self) -> AssignmentQuerySet:
        """Those whose reader has declared to have no conflict: only then is content shown."""
        return self.filter(state__in=READABLE_STATES)

    def owed(self) -> AssignmentQuerySet:
        return self.filter(state__in=OPEN_STATES)

    def in_force(self) -> AssignmentQuerySet:
        return self.exclude(state__in=LEFT_STATES)

    def of_call(self, call: Call) -> AssignmentQuerySet:
        return self.filter(application__call=call)

    def of_applications(self, applications: Iterable[Application]) -> AssignmentQuerySet:
        return self.filter(application__in=applications)


class Assignment(models.Model):
    """One application to be read by one reviewer; round 3 is the third reading."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("state"), max_length=12, choices=AssignmentState, default=AssignmentState.TO_DECLARE
    )
    third_reading = models.BooleanField(_("third reading"), default=False)
    pinned = models.BooleanField(_("pinned"), default=False)
    abstention_reason = models.CharField(_("reason of the abstention"), max_length=300, blank=True)
    assigned_at = models.DateTimeField(auto_now_add=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["application__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_reading_per_reviewer")
        ]
        indexes = [models.Index(fields=["reviewer", "state"])]

    def __str__(self) -> str:
        return f"{self.application} · {self.reviewer}"

    def may_be_read(self) -> bool:
        """Whether its reader declared to have no conflict, and declared none since."""
        return self.state in READABLE_STATES and not (
            ConflictDeclaration.objects.conflicts()
            .filter(person_id=self.reviewer_id, application_id=self.application_id)
            .exists()
        )


class ReviewQuerySet(models.QuerySet["Review"]):
    def counted(self) -> ReviewQuerySet:
        """The submitted reviews of readings still in force."""
        return self.filter(assignment__state=AssignmentState.SUBMITTED)

    def of_call(self, call: Call) -> ReviewQuerySet:
        return self.filter(assignment__application__call=call)


class Review(Sealed, models.Model):
    """The marks of one reader on one application, and a comment for the committee."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="review")
    comment = models.TextField(_("comment"), blank=True)
    total = models.DecimalField(_("total"), max_digits=7, decimal_places=4, null=True)
    submitted_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.assignment)

    def seal(self) -> dict[str, Any]:
        marks = {mark.criterion: str(mark.value.normalize()) for mark in self.marks.all()}
        return {"application": self.assignment.application.number, "marks": marks}


class Mark(models.Model):
    """A mark from 0 to 5 on one criterion of the grid."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="marks")
    criterion = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=3, decimal_places=2)

    class Meta:
        ordering = ["criterion"]
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_mark_per_criterion"),
            models.CheckConstraint(
                condition=Q(value__gte=0, value__lte=5),
                name="mark_from_0_to_5",
                violation_error_message=_("A mark goes from 0 to 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion} {self.value}"
