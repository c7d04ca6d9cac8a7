"""What a diagnosis may say of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.enrolment.privacy import of_ended
from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, impersonal, personal

personal(
    "diagnosis.Assessment",
    "summary",
    "out_of_round_reason",
    "return_reason",
    "swot_removed",
    of="accompaniment",
    data=_("The diagnosis: its summary and why it was returned"),
)
personal(
    "diagnosis.Answer",
    "comment",
    "file",
    "not_applicable_reason",
    of="accompaniment",
    data=_("Comments and evidence of each answer of the diagnosis"),
)
personal(
    "diagnosis.SwotLine", "text", of="accompaniment", data=_("Strengths, weaknesses, opportunities, threats")
)
impersonal("diagnosis.Instrument", "code", "data", "note")
impersonal("diagnosis.Answer", "question")
impersonal("diagnosis.Assessment", "results")

belongs("diagnosis.Assessment", "enrolment__cooperative")
belongs("diagnosis.Answer", "assessment__enrolment__cooperative")
belongs("diagnosis.SwotLine", "assessment__enrolment__cooperative")
shows("enrolment.enrolment", "diagnosis:*", by="number")
shows("diagnosis.assessment", "api-1:assessment", by="id")
of_ended("diagnosis.Assessment", "enrolment")
of_ended("diagnosis.Answer", "assessment__enrolment")
of_ended("diagnosis.SwotLine", "assessment__enrolment")
