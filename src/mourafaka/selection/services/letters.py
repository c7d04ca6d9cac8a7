"""Letters: what was decided, why, what would have changed it, how to contest it.

A letter that says no cannot exist without its reason and its means of appeal. Every letter waits in the outbox
until a human releases it.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Call
from mourafaka.foundations.acts import act
from mourafaka.foundations.documents import begin_pdf
from mourafaka.foundations.files import store, synced_together
from mourafaka.foundations.formats import format_date, format_number, format_score
from mourafaka.foundations.notices import Recipient
from mourafaka.foundations.notices.services import notify
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import inserted, write
from mourafaka.people.models import User
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import Decision, Letter
from mourafaka.selection.notices import DECISION
from mourafaka.selection.queries.choice import RefusalInWords, RuleWords, criterion_means
from mourafaka.selection.services.papers import house, public_address, qr

LANGUAGES = ("fr", "ar")


@act("selection.letters.issue", rule="selection.issue_letters")
def issue_letters(call: Call, *, actor: User) -> list[Letter]:
    """Write the letter of every decision that has none yet, in the language of the application, and hold it.

    Refuses `nothing_decided_in_call`, `letter_without_appeal`, `letter_without_reason` (with the number): then
    none is written.
    """
    Call.objects.select_for_update().get(pk=call.pk)
    decisions = Decision.objects.filter(application__call=call)
    if not decisions.exists():
        raise Refused("nothing_decided_in_call", call=call.code)
    told = Letter.objects.filter(application__call=call).values("application")
    waiting = decisions.exclude(application__in=told).exclude(application__state="withdrawn")
    drawn = [
        _drawn(each, each.decided, actor=actor) for each in _whole(waiting).order_by("application__number")
    ]
    with synced_together():
        return [_held(each) for each in drawn]


def write_letter(application: Application, outcome: str, *, actor: User, promoted: bool = False) -> Letter:
    """One letter and its held message. Called inside an act."""
    decision = _whole(Decision.objects.filter(application=application)).get()
    return _held(_drawn(decision, outcome, actor=actor, promoted=promoted))


def _whole(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """With all that a letter tells; what is the same for the whole call is read once."""
    return decisions.select_related(
        "application__cooperative__province__region", "application__cooperative__commune", "motion"
    ).prefetch_related(
        "session__proposal__rules_version", "application__call__cohort", "application__call__provinces"
    )


@dataclass(frozen=True)
class _Drawn:
    """A letter in words; its PDF is being made."""

    letter: Letter
    subject: str
    body: str
    pdf: Future[bytes]


def _drawn(decision: Decision, outcome: str, *, actor: User, promoted: bool = False) -> _Drawn:
    application = decision.application
    language = application.language if application.language in LANGUAGES else "fr"
    at = timezone.now()
    with translation.override(language):
        reasons = [] if outcome == Outcome.SELECTED else reasons_of(decision, outcome)
        _check(application, outcome, reasons)
        data = _letter(decision, outcome, reasons, at=at, signed_by=actor, promoted=promoted)
        subject = f"{data['title']} ({application.number})"
        body = _message(decision, data)
    pdf = begin_pdf("selection/letter.typ", data, language=language, at=at)
    letter = Letter(
        application=application, outcome=outcome, language=language, issued_by=actor, issued_at=at
    )
    return _Drawn(letter, subject, body, pdf)


def _held(drawn: _Drawn) -> Letter:
    """The letter with its legal notice held in the outbox, whose opening proves the day it was notified; the same
    decision is never told twice."""
    letter, application = drawn.letter, drawn.letter.application
    name = f"{application.number}-{letter.outcome}-{letter.language}.pdf"
    letter.file = store(drawn.pdf.result(), name=name, content_type="application/pdf")
    inserted(letter)
    told = notify(
        DECISION,
        to=recipients(application),
        about=letter,
        facts={"subject": drawn.subject, "body": drawn.body, "number": application.number},
        dedup_key=f"selection.letter:{application.pk}:{letter.outcome}",
        url=reverse("applying:follow", args=[application.number]),
        attachment=letter.file,
        held=True,
    )
    letter.message = told[0].messages.order_by("pk").first()
    write([letter], "message")
    return letter


def _check(application: Application, outcome: str, reasons: list[str]) -> None:
    if outcome == Outcome.SELECTED:
        return
    if application.call.appeal_days < 1:
        raise Refused("letter_without_appeal", number=application.number)
    if not reasons:
        raise Refused("letter_without_reason", number=application.number)


def recipients(application: Application) -> list[Recipient]:
    """Each account that speaks for the cooperative, in the language of the application; without one, the postal
    address: the letter is handed over on paper."""
    language = application.language if application.language in LANGUAGES else "fr"
    contacts = CooperativeContact.objects.filter(cooperative=application.cooperative).select_related("user")
    people = [replace(Recipient.of(contact.user), language=language) for contact in contacts]
    paper = Recipient(name=", ".join(postal_address(application))[:150], language=language)
    return people or [paper]


def postal_address(application: Application) -> list[str]:
    cooperative = application.cooperative
    place = [cooperative.address, cooperative.commune.name if cooperative.commune else ""]
    return [line for line in (cooperative.name, *place, cooperative.province.name) if line]


# --- Words ---


def _letter(
    decision: Decision, outcome: str, reasons: list[str], *, at: Any, signed_by: User, promoted: bool
) -> dict[str, Any]:
    application = decision.application
    call, session = application.call, decision.session
    proposal = session.proposal
    if proposal is None:
        raise Refused("no_proposal", call=call.code)
    address = public_address(call)
    region = application.cooperative.province.region.name
    lines = postal_address(application)
    selected = outcome == Outcome.SELECTED
    return {
        "title": _titles()[outcome],
        "house": house(call, f"{application.number} · {call.title}", [application.number, format_date(at)]),
        "references": [
            call.title,
            _("Application: %(number)s") % {"number": application.number},
            _("Reference in the public bundle: %(name)s") % {"name": decision.explanation["reference"]},
        ],
        "recipient": {"name": lines[0], "lines": lines[1:]},
        "place-and-date": f"{region}, {format_date(at)}",
        "opening": _opening(decision, outcome, promoted),
        "reasons": reasons,
        "criteria": [
            [line.code, line.name, f"{line.weight} %", format_number(line.mean, places=1)]
            for line in criterion_means(proposal.rules_version.data, decision.explanation["criteria"])
        ],
        "words": {
            "why": _("Why"),
            "marks": _("Your marks"),
            "head": [_("Code"), _("Criterion"), _("Weight"), _("Mean out of 5")],
            "appeal": _("Next steps") if selected else _("If you contest this decision"),
            "check": _("Anyone can check"),
        },
        "appeal": next_steps(call) if selected else means_of_appeal(call, region),
        "check": _(
            "Rules, marks without names and decisions are published under the reference %(name)s: anyone can recompute "
            "the choice."
        )
        % {"name": decision.explanation["reference"]},
        "address": address,
        "qr": qr(address),
        "qr-alt": address,
        "signature": _("For the selection committee: %(name)s") % {"name": signed_by},
    }


def _titles() -> dict[str, str]:
    return {
        Outcome.SELECTED: _("Your cooperative is selected"),
        Outcome.RESERVE: _("Your cooperative is on the reserve list"),
        Outcome.REFUSED: _("Your cooperative is not selected"),
    }


def _opening(decision: Decision, outcome: str, promoted: bool) -> list[str]:
    session, call = decision.session, decision.application.call
    facts = {
        "day": format_date(session.held_on),
        "place": session.place,
        "cohort": call.cohort.name,
        "read": len(session.proposal.outcome["applications"]) if session.proposal else 0,
        "seats": call.seats,
        "score": format_score(decision.score),
        "rank": decision.rank,
        "order": decision.reserve_rank,
    }
    thanks = _("Your cooperative applied to the Mourafaka programme; we thank you for it.")
    sat = _(
        "The selection committee sat on %(day)s in %(place)s. It had %(read)s applications for %(seats)s places."
    )
    told = {
        Outcome.SELECTED: _(
            "It selected yours for the cohort “%(cohort)s”: a strategic diagnosis, training of your managers, twelve "
            "visits on site over two years and a development plan."
        ),
        Outcome.RESERVE: _(
            "It placed yours on the reserve list, at place %(order)s. If a selected cooperative withdraws, the same "
            "rules are run again on the free place, and you are told at once if it falls to you."
        ),
        Outcome.REFUSED: _("It could not select yours. Here is why, and what would have changed it."),
    }[Outcome(outcome)]
    if promoted:
        told = _(
            "A selected cooperative has withdrawn. The same rules were run again on the free place and it falls to "
            "you: your cooperative joins the cohort “%(cohort)s”."
        )
    figures = _("Your score is %(score)s out of 100; your rank is %(rank)s of %(read)s.")
    return [thanks, f"{sat % facts} {told % facts}", figures % facts]


def reasons_of(decision: Decision, outcome: str) -> list[str]:
    """The rule that bound, the gap in points, the smallest change; or the vote that decided otherwise."""
    if decision.motion is not None and decision.decided == outcome and decision.is_exception:
        return [
            _("The committee decided so by vote, otherwise than the rules propose. Its reason: %(reason)s")
            % {"reason": decision.motion.reason}
        ]
    refusal = decision.explanation.get("refusal")
    proposal = decision.session.proposal
    if refusal is None or proposal is None:
        return []
    told = RefusalInWords.of(refusal, RuleWords(proposal.rules_version.data))
    rule = _("The rule that bound: %(rule)s.") % {"rule": told.rule}
    return [f"{rule} {told.missing}", told.change] if told.change else [f"{rule} {told.missing}"]


def next_steps(call: Call) -> list[str]:
    return [
        _("The regional delegation calls you to sign the agreement. The accompaniment starts on %(day)s.")
        % {"day": format_date(call.cohort.service_starts_on)},
        _(
            "If you can no longer take part, tell the delegation in writing: your place goes to a cooperative of the "
            "reserve list."
        ),
    ]


def means_of_appeal(call: Call, region: str) -> list[str]:
    """How, where and until when a decision is contested, and who answers."""
    return [
        _(
            "You have %(days)s days from the day you receive this letter to contest this decision, in writing, in "
            "French, Arabic or Amazigh: on the page of your application, at the regional delegation of %(region)s or "
            "in answer to this message. No form is required: your number and what you contest are enough."
        )
        % {"days": call.appeal_days, "region": region},
        _(
            "Somebody who took no part in the decision examines it and gives you a reasoned answer. You may also ask "
            "to consult your own file. This appeal does not take away your right to go to court."
        ),
    ]


def _message(decision: Decision, data: dict[str, Any]) -> str:
    """The words of the e-mail, whole without the attachment: phones often do not open it."""
    parts = [*data["opening"]]
    if data["reasons"]:
        parts += [f"{data['words']['why']}:", *data["reasons"]]
    parts += [
        f"{data['words']['appeal']}:",
        *data["appeal"],
        data["check"],
        data["address"],
        data["signature"],
    ]
    return "\n\n".join(parts)
