"""The letters of this room: of an application that is not admissible, and of the answer to an appeal.

As those of the selection they bear their reasons, are held until somebody releases them, and their opening proves
the day they were notified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.appeals.enums import LetterKind
from mourafaka.appeals.models import Appeal, Letter
from mourafaka.appeals.notices import LETTER
from mourafaka.calls import gates
from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.files import store
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import OutboxMessage, OutboxState
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.services.letters import LANGUAGES, means_of_appeal, postal_address, recipients
from mourafaka.selection.services.papers import house, public_address, qr

Section = tuple[str, Sequence[str]]


@act("appeals.rejection.write", rule="appeals.write_letter")
def write_rejection(application: Application, *, actor: User, reason: str) -> Letter:
    """The letter of an application declared not admissible: the reason, each condition that does not hold with its
    figures, what would have changed it, how to contest it. Held in the outbox.

    Refuses `letter_of_rejection_without_appeal` when the call gives no day to contest.
    """
    if application.call.appeal_days < 1:
        raise Refused("letter_of_rejection_without_appeal", number=application.number)
    letter = Letter(application=application, kind=LetterKind.INADMISSIBLE, issued_by=actor)
    return issue(letter, lambda: _rejection(application, reason))


@act("appeals.rejection.cancel", rule="appeals.write_letter")
def cancel_rejection(application: Application, *, actor: User) -> list[OutboxMessage]:
    """A rejection taken back before its letter left is not told."""
    about = [reference(letter) for letter in Letter.objects.of_rejection(application)]
    messages = list(OutboxMessage.objects.filter(about__in=about, state=OutboxState.HELD))
    for message in messages:
        message.state = OutboxState.CANCELLED
        message.save(update_fields=["state"])
    return messages


def answer(appeal: Appeal, title: Callable[[], str], sections: Callable[[], list[Section]]) -> Letter:
    """The letter that answers an appeal; the callables speak the language of the letter. Called inside an act."""
    letter = Letter(
        application=appeal.application, appeal=appeal, kind=LetterKind.ANSWER, issued_by=appeal.examiner
    )
    return issue(letter, lambda: (title(), sections()))


def issue(letter: Letter, told: Callable[[], tuple[str, list[Section]]]) -> Letter:
    """Write the letter in the language of its application and hold its legal notice."""
    application = letter.application
    letter.language = application.language if application.language in LANGUAGES else "fr"
    letter.issued_at = clock.now()
    with translation.override(letter.language):
        title, sections = told()
        data = _paper(application, letter, title, sections)
    pdf = render_pdf("appeals/letter.typ", data, language=letter.language, at=letter.issued_at)
    name = f"{application.number}-{letter.kind}-{letter.language}.pdf"
    letter.file = store(pdf, name=name, content_type="application/pdf")
    letter.reasons = [[heading, list(sentences)] for heading, sentences in sections]
    body = "\n\n".join(
        line
        for heading, sentences in sections
        for line in ([f"{heading}:"] if heading else []) + [*sentences]
    )
    return _held(letter, f"{title} ({application.number})", body)


def _held(letter: Letter, subject: str, body: str) -> Letter:
    application = letter.application
    letter.save()
    notices = notify(
        LETTER,
        to=recipients(application),
        about=letter,
        facts={"subject": subject, "body": body, "number": application.number},
        dedup_key=f"appeals.letter:{letter.pk}",
        url=reverse("applying:follow", args=[application.number]),
        attachment=letter.file,
        held=True,
    )
    letter.message = notices[0].messages.order_by("pk").first()
    letter.save(update_fields=["message"])
    return letter


# --- Words ---


def _rejection(application: Application, reason: str) -> tuple[str, list[Section]]:
    closed = [check for check in application.checks.all() if not check.holds]  # type: ignore[attr-defined]
    findings = [gates.sentence(check.reason_code, check.facts) for check in closed]
    thanks = _("Your cooperative applied to the Mourafaka programme; we thank you for it.")
    cannot = _(
        "Your application could not be declared admissible: it is not read and does not go to the committee."
    )
    return _("Your application is not admissible"), [
        ("", [thanks, cannot]),
        (_("Why"), [reason, *findings]),
        (_("What would have changed it"), [_change(application, len(closed))]),
        (_("If you contest this decision"), means_of_appeal(application.call, _region(application))),
    ]


def _change(application: Application, closed: int) -> str:
    if not closed:
        return _("What is said above, set right or proved wrong, would have let your application be read.")
    return _(
        "Conditions that do not hold: %(count)s. With all of them met on %(day)s, the day the call closes, your "
        "application would have been read with the others."
    ) % {"count": closed, "day": format_date(gates.closing_day(application.call))}


def _paper(
    application: Application, letter: Letter, title: str, sections: Sequence[Section]
) -> dict[str, Any]:
    call, address = application.call, public_address(application.call)
    lines = postal_address(application)
    day = format_date(letter.issued_at)
    return {
        "title": title,
        "house": house(call, f"{application.number} · {call.title}", [application.number, day]),
        "references": [call.title, _("Application: %(number)s") % {"number": application.number}],
        "recipient": {"name": lines[0], "lines": lines[1:]},
        "place-and-date": f"{_region(application)}, {day}",
        "sections": [{"title": heading, "paragraphs": list(sentences)} for heading, sentences in sections],
        "address": address,
        "qr": qr(address),
        "qr-alt": address,
        "signature": _("For the programme: %(name)s") % {"name": letter.issued_by},
    }


def _region(application: Application) -> str:
    return application.cooperative.province.region.name
