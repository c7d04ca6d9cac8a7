"""Readers, readings and marks for tests, without going through the acts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import factory
from django.utils import timezone

from mourafaka.calls.models import Application
from mourafaka.people.models import Mandate, User
from mourafaka.selection.models import Assignment, ConflictDeclaration, Mark, Review, ReviewerProfile
from mourafaka.selection.queries.grid import grid_of, rules_in_force
from tests.factories.calls import ApplicationFactory, CallFactory

CRITERIA = tuple(f"C{number}" for number in range(1, 10))


def all_marks(value: int = 3, **others: int) -> dict[str, int]:
    """The same mark on every criterion, but for those named: `all_marks(3, C1=5)`."""
    return {**dict.fromkeys(CRITERIA, value), **others}


class AdmissibleFactory(ApplicationFactory):
    """An application that awaits its readings."""

    state = "admissible"
    eligible = True


class ReaderFactory(factory.django.DjangoModelFactory[User]):
    """A person with a mandate as a reviewer, who reads French and Arabic."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"reader{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Lectrice {n}")
    languages = factory.LazyFunction(lambda: ["fr", "ar"])
    sectors = factory.LazyFunction(list)

    @factory.post_generation
    def mandate(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            Mandate.objects.create(user=self, role="reviewer")


class ReviewerProfileFactory(factory.django.DjangoModelFactory[ReviewerProfile]):
    """`ReviewerProfileFactory(call=call, user__languages=["fr"], max_load=3)`."""

    class Meta:
        model = ReviewerProfile

    call = factory.SubFactory(CallFactory)
    user = factory.SubFactory(ReaderFactory)
    pseudonym = factory.LazyAttribute(
        lambda o: f"R{ReviewerProfile.objects.filter(call=o.call).count() + 1:02d}"
    )


class ConflictDeclarationFactory(factory.django.DjangoModelFactory[ConflictDeclaration]):
    class Meta:
        model = ConflictDeclaration

    application = factory.SubFactory(AdmissibleFactory)
    person = factory.SubFactory(ReaderFactory)
    nature = "none"


class AssignmentFactory(factory.django.DjangoModelFactory[Assignment]):
    """A reading whose reader has declared to have no conflict, and is enrolled."""

    class Meta:
        model = Assignment
        skip_postgeneration_save = True

    application = factory.SubFactory(AdmissibleFactory)
    reviewer = factory.SubFactory(ReaderFactory)
    state = "to_review"

    @factory.post_generation
    def enrolment(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        call = self.application.call
        if create and not ReviewerProfile.objects.filter(call=call, user=self.reviewer).exists():
            ReviewerProfileFactory(call=call, user=self.reviewer)

    @factory.post_generation
    def declaration(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and self.state not in ("to_declare", "reassigned"):
            nature = "family" if self.state == "conflict" else "none"
            ConflictDeclaration.objects.update_or_create(
                application=self.application, person=self.reviewer, defaults={"nature": nature}
            )


class ReviewFactory(factory.django.DjangoModelFactory[Review]):
    """A submitted review: `ReviewFactory(assignment__application=application, marks=all_marks(4))`."""

    class Meta:
        model = Review
        skip_postgeneration_save = True

    assignment = factory.SubFactory(AssignmentFactory, state="submitted")
    submitted_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def marks(self, create: bool, extracted: Mapping[str, int] | None, **kwargs: Any) -> None:
        if not create:
            return
        values = {code: Decimal(value) for code, value in (extracted or all_marks()).items()}
        Mark.objects.bulk_create(
            Mark(review=self, criterion=code, value=value) for code, value in values.items()
        )
        grid = grid_of(rules_in_force(self.assignment.application.call))
        self.total = sum(grid.weights[code] * value / 5 for code, value in values.items())
        self.save(update_fields=["total"])


def reviewed(application: Application, *all_given: Mapping[str, int], readers: Any = None) -> list[Review]:
    """Submitted readings of one application, one per set of marks, by new readers unless some are given."""
    people = list(readers) if readers else [ReaderFactory() for _ in all_given]
    return [
        ReviewFactory(
            assignment=AssignmentFactory(application=application, reviewer=reader, state="submitted"),
            marks=given,
        )
        for reader, given in zip(people, all_given, strict=True)
    ]
