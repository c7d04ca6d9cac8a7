"""What is kept about an accompanied cooperative and its coach."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations.privacy.accesses import exports, shows
from mourafaka.foundations.privacy.declared import belongs, ends, impersonal, personal, treatment

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

belongs("enrolment.Enrolment", "cooperative")
belongs("enrolment.PhaseChange", "enrolment__cooperative")
belongs("enrolment.Agreement", "enrolment__cooperative")
shows("enrolment.enrolment", "enrolment:*", "api-1:enrolment", by="number")
exports("enrolment.enrolment", "enrolment:download")


def _ended_before(before: datetime) -> Any:
    return Enrolment.objects.filter(Q(ended_on__lt=before.date()) | Q(service_ends_on__lt=before.date()))


def of_ended(model: str, way: str, of: str = "accompaniment") -> None:
    """The rows of an accompaniment that ended long enough ago, reached by `way`."""

    def served(before: datetime) -> Any:
        return apps.get_model(model)._base_manager.filter(**{f"{way}__in": _ended_before(before)})

    ends(of, model, served)


of_ended("enrolment.Enrolment", "pk")
of_ended("enrolment.PhaseChange", "enrolment")
of_ended("enrolment.Agreement", "enrolment")
of_ended("enrolment.CoachAssignment", "enrolment")
