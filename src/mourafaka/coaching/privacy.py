"""What is kept about coaches, visits and those who are visited."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.enrolment.privacy import of_ended
from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, impersonal, personal

personal(
    "coaching.CoachProfile",
    "coach",
    "latitude",
    "longitude",
    "skills",
    of="accompaniment",
    data=_("The base a coach leaves from, and what she knows"),
)
personal("coaching.Absence", "coach", "reason", of="accompaniment", data=_("Absences of a coach"))
personal("coaching.CalendarLink", "coach", of="accompaniment", data=_("The link to a coach's calendar"))
personal("coaching.Tour", "coach", of="accompaniment", data=_("The tours of a coach"))
personal(
    "coaching.Visit",
    "coach",
    "reason",
    of="accompaniment",
    data=_("Visits, and why one was moved or cancelled"),
)
personal(
    "coaching.VisitReport",
    "author",
    "latitude",
    "longitude",
    "observations",
    "difficulties",
    "decisions",
    "hints",
    "return_reason",
    of="accompaniment",
    data=_("The report of a visit; its place only when the coach chose to give it"),
)
personal(
    "coaching.ActionTouched",
    "note",
    "evidence",
    "recorded",
    of="accompaniment",
    data=_("What a visit says of the actions of the plan"),
)
personal(
    "coaching.Recommendation", "text", "reason", of="accompaniment", data=_("Recommendations of a visit")
)
personal("coaching.FollowUp", "reason", of="accompaniment", data=_("What became of recommendations"))
personal(
    "coaching.ReportFile",
    "file",
    "fingerprint",
    of="accompaniment",
    data=_("Attendance sheets and photos, without the place hidden in them"),
)
personal(
    "coaching.Confirmation",
    "comment",
    "paper",
    of="accompaniment",
    data=_("What the cooperative answers about a visit"),
)
personal("coaching.Control", "note", of="accompaniment", data=_("Findings of the controls of visits"))
personal("coaching.Statement", "file", of="accompaniment", data=_("Statements of work done"))
impersonal("coaching.CalendarLink", "digest")
impersonal("coaching.FeastCorrection", "source")
impersonal("coaching.PlanningRun", "seconds", "asked", "result")
impersonal("coaching.Tour", "km")
impersonal("coaching.VisitReport", "themes")
impersonal("coaching.ActionTouched", "state")
impersonal("coaching.Confirmation", "link_digest", "code_digest", "language")
impersonal("coaching.SampleDraw", "seed", "population", "drawn")

belongs("coaching.CoachProfile", "coach")
belongs("coaching.Absence", "coach")
belongs("coaching.Visit", "enrolment__cooperative")
belongs("coaching.VisitReport", "visit__enrolment__cooperative")
belongs("coaching.ActionTouched", "report__visit__enrolment__cooperative")
belongs("coaching.Recommendation", "report__visit__enrolment__cooperative")
belongs("coaching.FollowUp", "report__visit__enrolment__cooperative")
belongs("coaching.ReportFile", "report__visit__enrolment__cooperative")
belongs("coaching.Confirmation", "visit__enrolment__cooperative")
belongs("coaching.Control", "visit__enrolment__cooperative")
shows("coaching.visit", "api-1:visit", by="id")
shows(
    "coaching.visit",
    "coaching:visit",
    "coaching:move",
    "coaching:cancel",
    "coaching:sheet",
    "coaching:report",
    "coaching:ask",
    "coaching:own_answer",
    "coaching:control",
    by="pk",
)
shows("coaching.file", "coaching:file", by="pk")
shows("coaching.profile", "coaching:profile", by="pk")
shows("enrolment.enrolment", "coaching:plan_one", by="number")
of_ended("coaching.Visit", "enrolment")
of_ended("coaching.VisitReport", "visit__enrolment")
of_ended("coaching.ActionTouched", "report__visit__enrolment")
of_ended("coaching.Recommendation", "report__visit__enrolment")
of_ended("coaching.FollowUp", "report__visit__enrolment")
of_ended("coaching.ReportFile", "report__visit__enrolment")
of_ended("coaching.Confirmation", "visit__enrolment")
of_ended("coaching.Control", "visit__enrolment")
