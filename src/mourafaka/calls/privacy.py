"""What is kept about the people of an application."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.enums import ApplicationState, CallState
from mourafaka.calls.models import Application
from mourafaka.foundations.models import JournalEntry
from mourafaka.foundations.privacy.accesses import exports, shows, shows_nobody
from mourafaka.foundations.privacy.declared import belongs, ends, impersonal, personal, treatment

treatment(
    "applications",
    order=30,
    title=_("Applications to a call"),
    purpose=_("Check who may apply, choose by the published rules, explain each decision."),
    basis=_("Consent given at submission, and mission of public service"),
    recipients=_("Staff of the territory, readers (without names), the committee, the cooperative"),
    kept=_("Twelve months after the decision when not chosen; five years after the closure when chosen"),
    months=12,
)
personal(
    "calls.Application",
    "project_title",
    "collective_need",
    "products",
    "innovation",
    "market",
    "environment",
    "need_management",
    "need_technique",
    "need_marketing",
    "support_received",
    of="applications",
    data=_("The project in the cooperative's words"),
)
personal(
    "calls.ApplicationDocument",
    "file",
    "note",
    of="applications",
    data=_("The documents brought: statutes, minutes, lists of members without identity number"),
)
personal(
    "calls.EligibilityCheck",
    "facts",
    "override_reason",
    of="applications",
    data=_("What each condition found, and why it was decided otherwise"),
)
impersonal("calls.Application", "number", "language")
impersonal("calls.EligibilityCheck", "reason_code")
impersonal("calls.RulesVersion", "data", "reason")
impersonal("calls.PublishedAnswer", "question_fr", "question_ar", "answer_fr", "answer_ar")
impersonal("calls.Call", "code", "title_fr", "title_ar")
impersonal("calls.Cohort", "name_fr", "name_ar")
impersonal("calls.Programme", "name_fr", "name_ar")
impersonal("calls.Lot", "code")
impersonal("calls.DocumentKind", "label_fr", "label_ar", "label_en")

belongs("calls.Application", "cooperative")
belongs("calls.ApplicationDocument", "application__cooperative")
belongs("calls.EligibilityCheck", "application__cooperative")
shows("calls.application", "calls:*", "api-1:application", by="number")
shows_nobody("a call, its rules and its cohort name nobody", "calls:rules_version")
exports("calls.application", "calls:download")

NOT_CHOSEN = (
    ApplicationState.DRAFT,
    ApplicationState.INADMISSIBLE,
    ApplicationState.REFUSED,
    ApplicationState.RESERVE,
    ApplicationState.WITHDRAWN,
)


def not_chosen(before: datetime) -> Any:
    """Not chosen in a call whose decision was published: counted from the last act on the call."""
    return Application.objects.filter(
        state__in=NOT_CHOSEN, call__state=CallState.PUBLISHED, call__in=_published(before)
    )


def chosen(before: datetime) -> Any:
    """Chosen, five years after the service of the cohort ended (four more than the treatment's months)."""
    ended = before.date().replace(day=1) - timedelta(days=4 * 365)
    return Application.objects.exclude(state__in=NOT_CHOSEN).filter(call__cohort__service_ends_on__lt=ended)


def _published(before: datetime) -> Any:
    """The calls published before a moment, as the journal tells it."""
    told = JournalEntry.objects.filter(
        verb="calls.call.move", subject__startswith="calls.call:", at__lt=before
    ).values_list("subject", flat=True)
    return {int(subject.partition(":")[2]) for subject in told}


def of_served_applications(model: str, way: str) -> None:
    """The rows of applications that have served, reached by `way`."""
    for which in (not_chosen, chosen):

        def served(before: datetime, which: Any = which) -> Any:
            return apps.get_model(model)._base_manager.filter(**{f"{way}__in": which(before)})

        ends("applications", model, served)


of_served_applications("calls.Application", "pk")
of_served_applications("calls.ApplicationDocument", "application")
of_served_applications("calls.EligibilityCheck", "application")
