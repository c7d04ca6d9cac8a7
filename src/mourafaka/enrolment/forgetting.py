"""Accompaniments in what is erased and told of a person."""

from __future__ import annotations

from typing import Any

from mourafaka.enrolment.enums import UNDER_WAY
from mourafaka.enrolment.models import Enrolment
from mourafaka.registry.models import Cooperative


def obstacle(record: Any) -> str | None:
    """The agreement obliges both sides until the accompaniment ends."""
    if not isinstance(record, Cooperative):
        return None
    under_way = Enrolment.objects.filter(cooperative=record, phase__in=UNDER_WAY).exists()
    return "erasure_while_accompanied" if under_way else None


def own_records(user: Any) -> list[tuple[str, str]]:
    numbers = Enrolment.objects.filter(cooperative__contacts__user=user).values_list("number", flat=True)
    return [("enrolment.enrolment", number) for number in numbers]
