"""The attendance sheet of a visit, blank, to be signed by those who are there; and the slip on which the cooperative
answers."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.coaching.enums import RATES
from mourafaka.coaching.models import Visit
from mourafaka.coaching.services.papers import letterhead
from mourafaka.foundations import clock
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date

FACE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="black" stroke-width="1.6">'
    '<circle cx="16" cy="16" r="14"/><circle cx="11" cy="12" r="1"/><circle cx="21" cy="12" r="1"/>'
    '<path d="{mouth}"/></svg>'
)


def _face(mouth: str) -> str:
    return FACE.format(mouth=mouth)


def attendance_sheet(visit: Visit, language: str) -> bytes:
    """PDF/A, in French or Arabic; on its second page, the cooperative's own answer."""
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
            "slip": {
                "title": _("What the cooperative says of the visit"),
                "lead": _(
                    "For those without telephone. The cooperative fills it alone, signs it and hands it to the "
                    "regional delegation itself."
                ),
                "asked": _("Did this visit take place?"),
                "answers": [_("Yes"), _("No")],
                "useful": _("Was it useful?"),
                "faces": [[_face(mouth), str(words)] for _rate, mouth, words in RATES],
                "comment": _("Do you want to add something?"),
                "signature": _("For the cooperative: name, function, date, signature"),
            },
        }
        return render_pdf("coaching/sheet.typ", data, language=language, at=clock.now())
