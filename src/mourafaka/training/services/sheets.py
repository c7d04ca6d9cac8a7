"""Papers printed for the room: the roster to sign, the slips of the ballots. Nothing is written."""

from __future__ import annotations

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.formats import format_date
from mourafaka.selection.services.papers import qr
from mourafaka.training.codes import ballot_code
from mourafaka.training.enums import Presence
from mourafaka.training.models import Session
from mourafaka.training.queries.presence import Row, roster
from mourafaka.training.services.papers import dates_words, house, issued_at, public_url

BLANK_LINES = 3  # for those who come unannounced


def roster_sheet(session: Session, language: str) -> bytes:
    """The attendance sheet, landscape, with a box to sign for each half-day."""
    whole = roster(session)
    with translation.override(language):
        data = {
            "title": _("Attendance sheet"),
            "house": house(session.cohort, session.number, [session.number, dates_words(session)]),
            "lead": f"{session.module.code} · {session.module.title} · {session.place} · {session.trainer or ''}",
            "head": [
                _("Cooperative"),
                _("Name"),
                _("Function"),
                *(f"{format_date(each.on)}, {each.get_part_display()}" for each in whole.half_days),
            ],
            "half-days": len(whole.half_days),
            "rows": [_line(row) for row in whole.rows]
            + [[""] * (3 + len(whole.half_days)) for _number in range(BLANK_LINES)],
            "note": _(
                "Each person signs for each half-day. Of her only the name, the function, the sex and the age band "
                "are kept, and a phone number if she wishes."
            ),
            "signature": _("Signature of the trainer"),
        }
    return render_pdf("training/roster.typ", data, language=language, at=issued_at())


def ballot_slips(session: Session, language: str) -> bytes:
    """As many slips as places, to cut, fold and draw: nobody knows who has which."""
    with translation.override(language):
        codes = [ballot_code(session.pk, slip) for slip in range(1, session.capacity + 1)]
        addresses = [public_url(reverse("training:ballot", args=[code])) for code in codes]
        data = {
            "title": _("Your opinion, without your name"),
            "house": house(session.cohort, session.number, [session.number]),
            "lead": f"{session.module.code} · {session.module.title}",
            "ask": _("Scan, choose five faces. The slip was drawn by lot: nobody knows it is you."),
            "slips": [{"qr": qr(address), "qr-alt": address, "address": address} for address in addresses],
        }
    return render_pdf("training/slips.typ", data, language=language, at=issued_at())


def _line(row: Row) -> list[str]:
    participant = row.attendee.participant
    marks = {Presence.PRESENT: "✓", Presence.ABSENT: "—"}
    return [
        participant.enrolment.cooperative.name,
        participant.name,
        participant.get_function_display(),
        *(marks.get(Presence(presence), "") if presence else "" for _half_day, presence in row.presences),
    ]
