"""What is kept about the people of an application."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal, treatment

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
