"""The sections of an application: which fields, what they refuse, what must be there to submit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from mourafaka.calls.keeping import refuse_unknown
from mourafaka.calls.models import Application
from mourafaka.foundations.refusals import Refused

SECTION_FIELDS = (
    "language",
    "project_title",
    "collective_need",
    "products",
    "innovation",
    "market",
    "environment",
    "jobs_now",
    "jobs_in_24_months",
    "jobs_women",
    "jobs_youth",
    "turnover_last_year_mad",
    "turnover_this_year_mad",
    "turnover_next_year_mad",
    "turnover_year_after_mad",
    "need_management",
    "need_technique",
    "need_marketing",
    "investment_mad",
    "own_contribution_mad",
    "support_received",
    "commits_to_attend",
    "consents_to_processing",
)
REQUIRED_TO_SUBMIT = ("project_title", "collective_need", "products", "market")
COLLECTIVE_NEED_CHARACTERS = 200


def write_sections(application: Application, sections: Mapping[str, Any]) -> None:
    refuse_unknown(sections, SECTION_FIELDS)
    for name, value in sections.items():
        setattr(application, name, value)
    for name, value in sections.items():
        if isinstance(value, int | Decimal) and value < 0:
            raise Refused("number_negative", field=name, what=_words(name))
    for part, whole in (
        ("jobs_women", "jobs_in_24_months"),
        ("jobs_youth", "jobs_in_24_months"),
        ("own_contribution_mad", "investment_mad"),
    ):
        low, high = getattr(application, part), getattr(application, whole)
        if low is not None and high is not None and low > high:
            raise Refused("part_above_total", field=part, part=_words(part), whole=_words(whole))


def _words(name: str) -> str:
    return str(getattr(Application._meta.get_field(name), "verbose_name", name))


def refuse_incomplete(application: Application) -> None:
    missing = [_words(name) for name in REQUIRED_TO_SUBMIT if not getattr(application, name).strip()]
    missing += [
        _words(name)
        for name in ("commits_to_attend", "consents_to_processing")
        if not getattr(application, name)
    ]
    if missing:
        raise Refused("application_incomplete", missing=", ".join(missing))
    count = len(application.collective_need.strip())
    if count < COLLECTIVE_NEED_CHARACTERS:
        raise Refused(
            "collective_need_too_short",
            least=COLLECTIVE_NEED_CHARACTERS,
            count=count,
            field="collective_need",
        )
