"""What the calls tell of a cooperative's story: each step of its applications, from the journal.

That it was admissible is told by the instruction, which knows the day it was found complete."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.calls.models import Application
from mourafaka.foundations.journal import facts_of, reference
from mourafaka.foundations.models import JournalEntry
from mourafaka.registry.models import Cooperative
from mourafaka.registry.sockets import Moment

# The steps worth a line, with their words and their colour; the lodging is told by the application itself.
TOLD = {
    "calls.application.ask_completion": (gettext_lazy("Application sent back to be completed"), "due"),
    "calls.application.reject": (gettext_lazy("Application not admissible"), "refused"),
    "calls.application.withdraw": (gettext_lazy("Application withdrawn"), "refused"),
}


def of_cooperative(cooperative: Cooperative, user: Any) -> list[Moment]:
    """The applications this person sees: lodged, then what was done of them."""
    seen = Application.objects.visible_to(user).filter(cooperative=cooperative).select_related("call__cohort")
    applications = {reference(application): application for application in seen}
    told = [
        Moment(
            timezone.localdate(application.submitted_at),
            _("Application lodged"),
            f"{application.number} · {application.call.cohort.name}",
            _page(application),
            "done",
        )
        for application in applications.values()
        if application.submitted_at
    ]
    if not applications:
        return told
    steps = list(JournalEntry.objects.filter(subject__in=applications, verb__in=TOLD).order_by("sequence"))
    facts = facts_of(steps)
    for entry in steps:
        words, tone = TOLD[entry.verb]
        told.append(
            Moment(
                timezone.localdate(entry.at),
                words,
                str(facts[entry.sequence].get("reason") or ""),
                _page(applications[entry.subject]),
                tone,
            )
        )
    return told


def _page(application: Application) -> str:
    return reverse("calls:application", args=[application.number])
