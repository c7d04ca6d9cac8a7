"""What every reading endpoint shares: the shapes of its addresses and the refusals it announces."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Path, Schema

from mourafaka.api.answers import Problem, Words
from mourafaka.enrolment.models import Enrolment

REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITING = {**REFUSALS, 400: Problem, 409: Problem, 413: Problem}
Number = Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9._-]+$")]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
# Texts without control characters: PostgreSQL keeps no NUL, and nothing here needs any of the others.
PLAIN = r"^[^\x00-\x1f\x7f]*$"
Territory = Annotated[str, Field(max_length=8, pattern=r"^[0-9.]+$")]
Slug = Annotated[str, Field(max_length=32, pattern=r"^[A-Za-z0-9_-]+$")]
Wanted = Annotated[str, Field(max_length=30, pattern=r"^[A-Za-z0-9._-]+$")]


class OfEnrolment(Schema):
    """Which accompanied cooperative a record is about."""

    number: str
    cooperative: str
    names: Words

    @classmethod
    def about(cls, enrolment: Enrolment) -> OfEnrolment:
        cooperative = enrolment.cooperative
        return cls(number=enrolment.number, cooperative=cooperative.code, names=Words.named(cooperative))
