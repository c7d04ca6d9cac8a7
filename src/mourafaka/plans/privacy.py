"""What a development plan may say of people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.enrolment.privacy import of_ended
from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, impersonal, personal

personal(
    "plans.Plan",
    "reason",
    "return_reason",
    "minutes",
    of="accompaniment",
    data=_("Why a plan was returned or revised, and the minutes that agreed to it"),
)
personal(
    "plans.PlanAction",
    "owner",
    of="accompaniment",
    data=_("Who is in charge of an action in the cooperative"),
)
personal(
    "plans.AgreementCode", "sent_to", of="accompaniment", data=_("The number a code of agreement was sent to")
)
personal(
    "plans.ActionProgress",
    "note",
    "evidence",
    "file",
    of="accompaniment",
    data=_("What was done for each action, with its evidence"),
)
impersonal("plans.Plan", "answers", "left_out")
impersonal("plans.AgreementCode", "digest")
impersonal(
    "plans.PlanAction",
    "code",
    "template",
    "title_fr",
    "title_ar",
    "questions",
    "indicator_fr",
    "indicator_ar",
    "unit_fr",
    "unit_ar",
    "module",
    "evidence_fr",
    "evidence_ar",
)
impersonal("plans.ActionProgress", "source")
impersonal("plans.ActionLibrary", "data", "note")

belongs("plans.Plan", "enrolment__cooperative")
belongs("plans.PlanAction", "plan__enrolment__cooperative")
belongs("plans.AgreementCode", "plan__enrolment__cooperative")
belongs("plans.ActionProgress", "action__plan__enrolment__cooperative")
shows("enrolment.enrolment", "plans:*", by="number")
shows("plans.plan", "api-1:plan", by="id")
of_ended("plans.Plan", "enrolment")
of_ended("plans.PlanAction", "plan__enrolment")
of_ended("plans.AgreementCode", "plan__enrolment")
of_ended("plans.ActionProgress", "action__plan__enrolment")
