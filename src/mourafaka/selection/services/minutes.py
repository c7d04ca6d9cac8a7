"""The minutes (procès-verbal): of a sitting, and the additional ones of what follows, in French and in Arabic.

They are meant to be published: cooperatives that agreed to be named bear their name, the others their number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from mourafaka.calls.models import Application
from mourafaka.foundations.documents import render_pdf
from mourafaka.foundations.files import store
from mourafaka.foundations.formats import format_date, format_moment, format_number, format_score
from mourafaka.foundations.journal import reference
from mourafaka.foundations.refusals import Refused
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import CommitteeSession, Decision, Minute, Withdrawal
from mourafaka.selection.queries.choice import RefusalInWords, RuleWords, meters, tally
from mourafaka.selection.services.papers import house, in_blocks, public_address, qr

LANGUAGES = ("fr", "ar")


@dataclass(frozen=True)
class Part:
    """A titled part of the minutes: sentences, perhaps a table. Column widths are typst's."""

    title: str
    paragraphs: Sequence[str] = ()
    why: Sequence[str] = ()
    columns: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    figures: Sequence[int] = ()


def issue_minutes(session: CommitteeSession) -> list[Minute]:
    """The minutes of a closed session. Called inside the act that closes it."""
    return _issued(session, session.closed_at, lambda number: _session_data(session, number))


def issue_additional_minutes(withdrawal: Withdrawal, session: CommitteeSession) -> list[Minute]:
    """The additional minutes of a withdrawal. Called inside the act that records it."""
    at = withdrawal.recorded_at
    return _issued(
        session, at, lambda number: _withdrawal_data(session, withdrawal, number), withdrawal=withdrawal
    )


def issue_minutes_about(
    thing: Model, session: CommitteeSession, *, at: datetime, parts: Callable[[], Iterable[Part]]
) -> list[Minute]:
    """Additional minutes of what a later room decided (an accepted appeal), called inside its act.

    `parts` is asked once a language, in that language.
    """
    return _issued(
        session,
        at,
        lambda number: _additional_data(session, number, at, [asdict(part) for part in parts()]),
        about=reference(thing),
    )


def _issued(
    session: CommitteeSession,
    at: datetime | None,
    told: Callable[[int], dict[str, Any]],
    *,
    withdrawal: Withdrawal | None = None,
    about: str = "",
) -> list[Minute]:
    """The next minutes of the call, in each language."""
    last = Minute.objects.filter(call=session.call).order_by("-number").first()
    number = last.number + 1 if last else 1
    issued = []
    for language in LANGUAGES:
        with translation.override(language):
            data = told(number)
        pdf = render_pdf("selection/minutes.typ", data, language=language, at=at)
        name = f"PV-{session.call.code}-{number}-{language}.pdf"
        issued.append(
            Minute.objects.create(
                call=session.call,
                session=session,
                withdrawal=withdrawal,
                about=about,
                number=number,
                language=language,
                file=store(pdf, name=name, content_type="application/pdf"),
            )
        )
    return issued


def _frame(session: CommitteeSession, number: int, title: str, at: date | None) -> dict[str, Any]:
    call = session.call
    reference = f"PV {call.code} / {number}"
    address = public_address(call)
    members = session.attendances.filter(present=True).select_related("member")
    return {
        "title": title,
        "house": house(call, f"{reference} · {call.title}", [reference, format_date(at)]),
        "qr": qr(address),
        "qr-alt": address,
        "signatures": {
            "title": _("Signatures"),
            "sentence": _("The members present sign after reading."),
            "names": [[str(seat.member), _("Chair") if seat.chairs else seat.capacity] for seat in members],
        },
        "check": {
            "title": _("Anyone can check"),
            "sentence": _(
                "The fingerprint below identifies the rules, the marks, the outcome of the rules and the decisions. "
                "The public bundle bears the same one; the command “mourafaka verify” recomputes everything from it."
            ),
            "address": address,
            "fingerprint": in_blocks(session.fingerprint),
        },
    }


# --- A sitting ---


def _session_data(session: CommitteeSession, number: int) -> dict[str, Any]:
    proposal = session.proposal
    if proposal is None:
        raise Refused("no_proposal", call=session.call.code)
    decisions = list(
        session.decisions.select_related("application__cooperative__province", "motion").prefetch_related(
            "motion__votes"
        )
    )
    title = _("Minutes of the selection committee")
    present = session.attendances.filter(present=True).count()
    words = RuleWords(proposal.rules_version.data)
    return {
        **_frame(session, number, title, session.held_on),
        "facts": [
            [_("Call"), session.call.title],
            [_("Cohort"), session.call.cohort.name],
            [_("Session"), f"{format_date(session.held_on)}, {session.place}"],
            [_("Rules"), _("version %(number)s") % {"number": proposal.rules_version.number}],
            [_("Closed"), format_moment(session.closed_at)],
        ],
        "parts": [
            asdict(part)
            for part in (
                _attendance_part(session, present),
                _rules_part(proposal, decisions),
                *_exceptions_part(decisions, present),
                _selected_part(decisions),
                *_reserve_part(decisions),
                *_refused_part(decisions, words),
            )
        ],
    }


def _attendance_part(session: CommitteeSession, present: int) -> Part:
    recusals = session.recusals.select_related("member", "application").order_by("application__number")
    left: dict[str, list[str]] = {}
    for each in recusals:
        left.setdefault(str(each.member), []).append(each.application.number)
    return Part(
        _("Members and quorum"),
        [
            _(
                "Members present: %(present)s of %(total)s. Quorum: %(quorum)s. The committee could deliberate."
            )
            % {"present": present, "total": session.members_total, "quorum": session.quorum},
            *(
                _("%(member)s left the room for: %(numbers)s (conflict of interest).")
                % {"member": member, "numbers": ", ".join(numbers)}
                for member, numbers in left.items()
            ),
        ],
        columns=["1fr", "1fr", "auto"],
        head=[_("Member"), _("Capacity"), _("Attendance")],
        rows=[
            [
                _("%(name)s, chair") % {"name": seat.member} if seat.chairs else str(seat.member),
                seat.capacity,
                _("present") if seat.present else _("absent"),
            ]
            for seat in session.attendances.select_related("member")
        ],
    )


def _rules_part(proposal: Any, decisions: Sequence[Decision]) -> Part:
    outcome = proposal.outcome
    references = {number: name for name, number in proposal.inputs["numbers"].items()}
    chosen = [references[d.application.number] for d in decisions if d.decided == Outcome.SELECTED]
    counted = {meter.name: meter.count for meter in meters(proposal, chosen)}
    return Part(
        _("What the rules propose"),
        [
            _(
                "Applications read: %(read)s. Places: %(seats)s. The rules propose the set of applications with the "
                "greatest total score that all the rules allow: %(total)s points. A computation proves that no other "
                "set has more."
            )
            % {
                "read": len(outcome["applications"]),
                "seats": outcome["seats"],
                "total": format_number(Decimal(outcome["objective"]), places=1),
            },
        ],
        columns=["1fr", "auto", "auto"],
        head=[_("Rule"), _("Proposed"), _("Decided")],
        rows=[
            [f"{meter.name} ({meter.note})", str(meter.count), str(counted[meter.name])]
            for meter in meters(proposal, outcome["chosen"])
        ],
        figures=[1, 2],
    )


def _exceptions_part(decisions: Sequence[Decision], present: int) -> Iterable[Part]:
    exceptions = [decision for decision in decisions if decision.is_exception]
    if not exceptions:
        yield Part(
            _("Exceptions"), [_("The committee followed the rules for every application: no exception.")]
        )
        return
    yield Part(
        _("Exceptions"),
        [_("For these applications the committee decided otherwise than the rules propose, by vote.")],
        columns=["auto", "auto", "1fr", "auto"],
        head=[_("Application"), _("Proposed → decided"), _("Reason"), _("Votes")],
        rows=[
            [
                decision.application.number,
                f"{decision.get_proposed_display()} → {decision.get_decided_display()}",
                decision.motion.reason if decision.motion else "",
                _votes(decision, present),
            ]
            for decision in exceptions
        ],
    )


def _votes(decision: Decision, present: int) -> str:
    if decision.motion is None:
        return ""
    votes = tally(decision.motion, present)
    return _("%(yes)s for, %(no)s against, %(none)s abstaining") % {
        "yes": votes.votes_for,
        "no": votes.against,
        "none": votes.abstentions,
    }


def _selected_part(decisions: Sequence[Decision]) -> Part:
    found = [decision for decision in decisions if decision.decided == Outcome.SELECTED]
    return Part(
        _("Selected: %(count)s") % {"count": len(found)},
        columns=["auto", "1fr", "1fr", "auto", "auto"],
        head=[_("Number"), _("Cooperative"), _("Prefecture or province"), _("Score"), _("Rank")],
        rows=[[*identity(d.application), format_score(d.score), str(d.rank)] for d in found],
        figures=[3, 4],
    )


def _reserve_part(decisions: Sequence[Decision]) -> Iterable[Part]:
    found = [decision for decision in decisions if decision.decided == Outcome.RESERVE]
    if not found:
        return
    found.sort(key=lambda decision: decision.reserve_rank or 0)
    yield Part(
        _("Reserve list: %(count)s") % {"count": len(found)},
        columns=["auto", "auto", "1fr", "1fr", "auto", "auto"],
        head=[
            _("Order"),
            _("Number"),
            _("Cooperative"),
            _("Prefecture or province"),
            _("Score"),
            _("Rank"),
        ],
        rows=[
            [str(d.reserve_rank), *identity(d.application), format_score(d.score), str(d.rank)] for d in found
        ],
        figures=[4, 5],
    )


def _refused_part(decisions: Sequence[Decision], words: RuleWords) -> Iterable[Part]:
    found = [decision for decision in decisions if decision.decided == Outcome.REFUSED]
    if not found:
        return
    yield Part(
        _("Not selected: %(count)s") % {"count": len(found)},
        [_("Each cooperative receives the reasons and the means of appeal in its letter.")],
        columns=["auto", "auto", "auto", "1fr", "1fr"],
        head=[_("Number"), _("Score"), _("Rank"), _("Rule that bound"), _("What was missing")],
        rows=[[d.application.number, format_score(d.score), str(d.rank), *_refusal(d, words)] for d in found],
        figures=[1, 2],
    )


def _refusal(decision: Decision, words: RuleWords) -> list[str]:
    refusal = decision.explanation.get("refusal")
    if refusal is None or decision.motion is not None:
        return [_("exception voted"), ""]
    told = RefusalInWords.of(refusal, words)
    return [told.rule, told.missing]


def identity(application: Application) -> list[str]:
    cooperative = application.cooperative
    name = cooperative.name if cooperative.consent_public else _("(did not ask to be named)")
    return [application.number, name, cooperative.province.name]


# --- What follows: a withdrawal, an accepted appeal ---


def _withdrawal_data(session: CommitteeSession, withdrawal: Withdrawal, number: int) -> dict[str, Any]:
    application = withdrawal.application
    promoted = promoted_applications(session, withdrawal.outcome["promoted_numbers"])
    told = Part(
        _("Withdrawal"),
        why=[
            _("Application %(number)s, %(name)s, gives up its place.")
            % {"number": application.number, "name": identity(application)[1]},
            _("Reason: %(reason)s") % {"reason": withdrawal.reason},
        ],
    )
    parts = [asdict(told), asdict(_promotion_part(withdrawal, promoted))]
    return _additional_data(session, number, withdrawal.recorded_at, parts)


def _additional_data(
    session: CommitteeSession, number: int, at: datetime, parts: list[dict[str, Any]]
) -> dict[str, Any]:
    first = Minute.objects.filter(session=session, withdrawal=None, about="").first()
    return {
        **_frame(session, number, _("Additional minutes of the selection committee"), at),
        "facts": [
            [_("Call"), session.call.title],
            [_("Cohort"), session.call.cohort.name],
            [_("Completes"), f"PV {session.call.code} / {first.number if first else 1}"],
            [_("Recorded"), format_moment(at)],
        ],
        "parts": parts,
    }


def promoted_applications(session: CommitteeSession, numbers: Sequence[str]) -> list[Application]:
    found = Application.objects.filter(call=session.call, number__in=numbers)
    return list(found.select_related("cooperative__province"))


def _promotion_part(withdrawal: Withdrawal, promoted: Sequence[Application]) -> Part:
    if promoted:
        sentence = _(
            "The same rules were run again on the free place, all the others keeping theirs. They promote from "
            "the reserve:"
        )
        return promoted_part(_("Promotion from the reserve"), sentence, promoted)
    if withdrawal.outcome["was"] == Outcome.RESERVE:
        return Part(_("Reserve list"), [_("It was on the reserve list: no place is freed.")])
    return Part(
        _("Promotion from the reserve"),
        [
            _(
                "The same rules were run again on the free place: no application of the reserve list can take it "
                "without breaking a rule. The place stays free until the committee meets."
            )
        ],
    )


def promoted_part(title: str, sentence: str, promoted: Sequence[Application]) -> Part:
    return Part(
        title,
        [sentence],
        columns=["auto", "1fr", "1fr"],
        head=[_("Number"), _("Cooperative"), _("Prefecture or province")],
        rows=[identity(application) for application in promoted],
    )
