"""Marks come from those who may give them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from mourafaka.foundations import invariants
from mourafaka.selection.models import ConflictDeclaration, Review


def marks_in_conflict() -> Iterator[str]:
    """I7: a review that counts, of somebody who declared a conflict or declared nothing."""
    declared = ConflictDeclaration.objects.filter(
        person=OuterRef("assignment__reviewer"), application=OuterRef("assignment__application")
    )
    counted = Review.objects.counted().select_related("assignment__application")
    for review in counted.filter(Exists(declared.conflicts()) | ~Exists(declared)):
        yield f"application {review.assignment.application.number}: marks of assignment {review.assignment_id}"


invariants.declare("I7", "every mark that counts is of a reader without conflict", marks_in_conflict)
