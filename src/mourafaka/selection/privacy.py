"""What is kept about those who read, decide and are decided about."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Call
from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, ends, impersonal, personal, treatment

treatment(
    "choice",
    order=40,
    title=_("Reading and decision"),
    purpose=_("Read blind, keep conflicts of interest apart, decide, tell and prove the outcome."),
    basis=_("Mission of public service"),
    recipients=_("Managers, committee, auditors; everybody for what is published, without names of readers"),
    kept=_("Ten years after the cohort is closed"),
    months=120,
)
personal(
    "selection.ReviewerProfile",
    "user",
    "pseudonym",
    of="choice",
    data=_("The pseudonym under which a reader's marks are published"),
)
personal(
    "selection.ConflictDeclaration",
    "person",
    "note",
    of="choice",
    data=_("Conflicts of interest declared, with their reason"),
)
personal("selection.Recusal", "member", "reason", of="choice", data=_("Members who withdrew from a decision"))
personal("selection.Attendance", "member", "capacity", of="choice", data=_("Who sat on the committee"))
personal(
    "selection.Assignment",
    "abstention_reason",
    of="choice",
    data=_("Why a reader abstained"),
)
personal("selection.Review", "comment", of="choice", data=_("Comments of the readers"))
personal("selection.ExceptionMotion", "reason", of="choice", data=_("Exceptions voted, with their reason"))
personal(
    "selection.Withdrawal",
    "reason",
    "outcome",
    of="choice",
    data=_("Withdrawals with their reason, and who was promoted"),
)
personal("selection.Letter", "file", of="choice", data=_("The letter of each decision"))
personal("selection.Minute", "file", of="choice", data=_("The minutes of the committee"))
impersonal("selection.Letter", "language")
impersonal("selection.Minute", "language", "about")
impersonal("selection.Mark", "criterion")
impersonal("selection.Proposal", "inputs", "outcome", "digest")
impersonal("selection.CommitteeSession", "place", "fingerprint")
impersonal("selection.Decision", "explanation")
impersonal("selection.PublishedBundle", "file")

belongs("selection.Letter", "application__cooperative")
belongs("selection.Withdrawal", "application__cooperative")
shows("calls.application", "selection:decision", "selection:withdraw", by="number")
shows("selection.letter", "selection:letter", by="pk")
shows("selection.reading", "selection:reading", by="pk")


def _decided_before(before: datetime) -> Any:
    return Call.objects.filter(cohort__service_ends_on__lt=before.date())


def of_call(model: str, way: str) -> None:
    def served(before: datetime) -> Any:
        return apps.get_model(model)._base_manager.filter(**{f"{way}__in": _decided_before(before)})

    ends("choice", model, served)


of_call("selection.ConflictDeclaration", "application__call")
of_call("selection.Recusal", "application__call")
of_call("selection.Assignment", "application__call")
of_call("selection.Review", "assignment__application__call")
of_call("selection.ExceptionMotion", "application__call")
of_call("selection.Withdrawal", "application__call")
of_call("selection.Letter", "application__call")
of_call("selection.Minute", "call")
