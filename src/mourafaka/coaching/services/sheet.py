"""The attendance sheet of a visit, blank, to be signed by those who are there."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.coaching.models import Visit
from mourafaka.coaching.services.papers import letterhead
from mourafaka.foundations import clock
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date


def attendance_sheet(visit: Visit, language: str) -> bytes:
    """PDF/A, in French or Arabic."""
    enrolment = visit.enrolment
    with translation.override(language):
        data = {
            "title": _("Attendance sheet of a coaching visit"),
            "house": letterhead(enrolment.cohort, f"{visit} · {enrolment.cooperative.name}", [str(visit)]),
            "facts": [
                [_("Cooperative"), enrolment.cooperative.name],
                [_("Visit"), str(visit.number)],
                [_("Planned on"), format_date(visit.planned_on)],
                [_("Coach"), str(visit.coach)],
                [_("Held on, from … to …"), "……………………………………"],
            ],
            "sentence": _(
                "Signed by the people who were there. Who cannot sign puts a fingerprint; nobody signs for another."
            ),
            "head": ["", _("Name"), _("Function"), _("Woman / man"), _("Signature")],
            "signatures": [_("The coach"), _("For the cooperative: name, function, stamp")],
        }
        return render_pdf("coaching/sheet.typ", data, language=language, at=clock.now())
