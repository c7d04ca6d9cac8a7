"""The dossier without names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application
from mourafaka.foundations.formats import format_number
from mourafaka.selection.blind import Redactor
from mourafaka.selection.models import Assignment


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Section:
    title: str
    facts: tuple[Fact, ...] = ()
    texts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class BlindDossier:
    """What a reader sees of an application: no name, and names struck out of its texts."""

    number: str
    language: str
    title: str
    sections: tuple[Section, ...]
    documents: tuple[Fact, ...]


def blind_dossier(assignment: Assignment) -> BlindDossier:
    """Only for an assignment whose reader declared to have no conflict."""
    application = Application.objects.select_related(
        "call",
        "cooperative__province",
        "cooperative__commune",
        "cooperative__sector",
        "cooperative__branch",
        "cooperative__value_chain",
        "member_stat",
    ).get(pk=assignment.application_id)
    redactor = Redactor.of(application.cooperative)
    return BlindDossier(
        number=application.number,
        language=application.language,
        title=redactor(application.project_title),
        sections=(
            _texts(application, redactor, _("The project"), PROJECT_TEXTS),
            _texts(application, redactor, _("What it needs"), NEED_TEXTS),
            _figures(application),
            _cooperative_section(application),
        ),
        documents=tuple(
            Fact(str(document.kind), document.get_state_display())
            for document in application.documents.select_related("kind")
        ),
    )


PROJECT_TEXTS = ("collective_need", "products", "innovation", "market", "environment")
NEED_TEXTS = ("need_management", "need_technique", "need_marketing", "support_received")
NUMBERS = ("jobs_now", "jobs_in_24_months", "jobs_women", "jobs_youth")
AMOUNTS = (
    "turnover_last_year_mad",
    "turnover_this_year_mad",
    "turnover_next_year_mad",
    "turnover_year_after_mad",
    "investment_mad",
    "own_contribution_mad",
)
COUNTS = (
    "members_total",
    "women",
    "youth",
    "graduates",
    "disabled",
    "illiterate",
    "board_total",
    "board_women",
)


def _cooperative_section(application: Application) -> Section:
    """What the grid asks about and names nobody: trade, province, age, members."""
    cooperative, stat = application.cooperative, application.member_stat
    months = cooperative.age_months(timezone.localdate(application.call.closes_at))
    facts = [
        Fact(_("Sector"), str(cooperative.sector)),
        Fact(_("Branch"), str(cooperative.branch or "")),
        Fact(_("Main value chain"), str(cooperative.value_chain or "")),
        Fact(_("Prefecture or province"), cooperative.province.name),
        Fact(_("In a rural area"), _yes_or_no(cooperative.rural)),
        Fact(_("Age in months at closing"), _number(months)),
        Fact(_("Led by a woman"), _yes_or_no(cooperative.women_led)),
        Fact(_("Led by a person of 35 or younger"), _yes_or_no(cooperative.youth_led)),
        *(Fact(_label(stat, name), _number(getattr(stat, name))) for name in COUNTS if stat is not None),
    ]
    return Section(_("The cooperative"), facts=_known(facts))


def _texts(application: Application, redactor: Redactor, title: str, names: Sequence[str]) -> Section:
    facts = [Fact(_label(application, name), redactor(getattr(application, name))) for name in names]
    return Section(title, texts=_known(facts))


def _figures(application: Application) -> Section:
    facts = [
        Fact(_label(application, name), _number(getattr(application, name))) for name in (*NUMBERS, *AMOUNTS)
    ]
    return Section(_("Jobs and figures"), facts=_known(facts))


def _label(record: models.Model, name: str) -> str:
    return capfirst(str(getattr(record._meta.get_field(name), "verbose_name", name)))


def _known(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.value)


def _number(value: int | Decimal | None) -> str:
    """What nobody said is left out: unknown is not zero."""
    return "" if value is None else format_number(value)


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")
