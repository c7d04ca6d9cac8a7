"""What is kept about an accompanied cooperative and its coach."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal, treatment

treatment(
    "accompaniment",
    order=50,
    title=_("Accompaniment of the cooperative"),
    purpose=_("Diagnose, plan, visit, follow what was recommended, measure the result and pay the coaches."),
    basis=_("Agreement signed with the cooperative"),
    recipients=_("The coach in charge, the delegate, managers, finance for statements, the cooperative"),
    kept=_("Five years after the closure"),
    months=60,
)
personal("enrolment.Enrolment", "note", of="accompaniment", data=_("Why an accompaniment ended"))
personal(
    "enrolment.PhaseChange", "note", of="accompaniment", data=_("Notes on the steps of the accompaniment")
)
personal("enrolment.Agreement", "file", of="accompaniment", data=_("The agreement and its signed copy"))
personal(
    "enrolment.CoachAssignment",
    "coach",
    "reason",
    of="accompaniment",
    data=_("Which coach follows which cooperative, and why that changed"),
)
impersonal("enrolment.Contract", "reference")
impersonal("enrolment.Enrolment", "number")
impersonal("enrolment.Agreement", "language")
impersonal("enrolment.PhaseChange", "verb")
