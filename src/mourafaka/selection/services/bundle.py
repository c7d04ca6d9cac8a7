"""The public bundle of a cohort: what was decided on, what was decided, under pseudonyms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import resources
from typing import Any

from mourafaka.calls.enums import CallState
from mourafaka.calls.models import Application, Call, Cohort
from mourafaka.calls.services import move_call
from mourafaka.engine import bundle as engine
from mourafaka.foundations.acts import act
from mourafaka.foundations.files import store
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import CommitteeSession, Decision, Minute, PublishedBundle, Withdrawal
from mourafaka.selection.queries.choice import tally
from mourafaka.selection.queries.remaining import accepted_appeals

TEXTS = resources.files("mourafaka.selection") / "bundle"
IN_COHORT = ("selected", "enrolled")


@act("selection.bundle.publish", rule="selection.publish_bundle")
def publish_bundle(cohort: Cohort, *, actor: User) -> PublishedBundle:
    """Publish the data package of a cohort; a later one (after a withdrawal) does not erase it.

    Refuses `nothing_decided`.
    """
    session = decided_session(cohort)
    data = build_bundle(cohort)
    file = store(data, name=f"mourafaka-{cohort.code}.zip", content_type="application/zip")
    call = Call.objects.get(pk=session.call_id)
    if call.state == CallState.DECIDED:
        move_call(call, actor=actor, verb="publish")
    return PublishedBundle.objects.create(cohort=cohort, file=file, published_by=actor)


def build_bundle(cohort: Cohort) -> bytes:
    """The zip: the same decisions give the same bytes. Refuses `nothing_decided`."""
    session = decided_session(cohort)
    decisions = list(
        session.decisions.select_related("application", "motion").prefetch_related("motion__votes")
    )
    contents = contents_of_session(session, decisions)
    annexes = engine.Annexes(
        about=_about(cohort, session),
        minutes=_minutes(session),
        withdrawals=_withdrawals(session),
        appeals=[each.told for each in accepted_appeals(session.call)],
        chosen=_chosen(session),
        texts={name: _text(name, session) for name in ("README.md", "LICENSE.md")},
    )
    return engine.pack(contents, annexes)


def decided_session(cohort: Cohort) -> CommitteeSession:
    """The last closed sitting on a call of the cohort."""
    sessions = CommitteeSession.objects.closed().filter(call__cohort=cohort)
    session = (
        sessions.select_related("call__cohort", "proposal__rules_version").order_by("-closed_at").first()
    )
    if session is None:
        raise Refused("nothing_decided", cohort=cohort.code)
    return session


def contents_of_session(session: CommitteeSession, decisions: Sequence[Decision]) -> engine.Contents:
    """What the fingerprint of a session covers."""
    proposal = session.proposal
    if proposal is None:
        raise Refused("no_proposal", call=session.call.code)
    present = session.attendances.filter(present=True).count()
    references = {number: name for name, number in proposal.inputs["numbers"].items()}
    return engine.Contents(
        rules=proposal.rules_version.data,
        applications=proposal.inputs["applications"],
        reviews=proposal.inputs["reviews"],
        choice=proposal.outcome,
        session={
            "call": session.call.code,
            "cohort": session.call.cohort.code,
            "held_on": session.held_on.isoformat(),
            "place": session.place,
            "members": session.members_total,
            "present": present,
            "quorum": session.quorum,
            "proposal": proposal.number,
            "rules_version": proposal.rules_version.number,
        },
        decisions=sorted(
            (_decision_row(each, references[each.application.number], present) for each in decisions),
            key=lambda row: row["application"],
        ),
    )


def fingerprint_of_session(contents: engine.Contents) -> str:
    return engine.fingerprint(engine.sealed_files(contents))


def _decision_row(decision: Decision, reference: str, present: int) -> dict[str, str]:
    motion = decision.motion
    votes = tally(motion, present) if motion else None
    return {
        "application": reference,
        "proposed": str(decision.proposed),
        "decided": str(decision.decided),
        "rank": _cell(decision.rank),
        "reserve_rank": _cell(decision.reserve_rank),
        "raw": f"{decision.raw_score:.4f}",
        "score": f"{decision.score:.4f}",
        "exception": "yes" if decision.is_exception else "no",
        "reason": " ".join(motion.reason.split()) if motion else "",
        "votes_for": _cell(votes.votes_for if votes else None),
        "votes_against": _cell(votes.against if votes else None),
        "abstentions": _cell(votes.abstentions if votes else None),
    }


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


def _about(cohort: Cohort, session: CommitteeSession) -> dict[str, Any]:
    return {
        "name": f"mourafaka-{cohort.code}",
        "title": f"Mourafaka · {cohort.name_fr} · {cohort.name_ar}",
        "created": session.closed_at.isoformat() if session.closed_at else "",
        "cohort": cohort.code,
        "call": session.call.code,
        "synthetic": cohort.synthetic,
    }


def _minutes(session: CommitteeSession) -> list[dict[str, Any]]:
    minutes = Minute.objects.filter(session=session).select_related("file").order_by("number", "language")
    return [
        {"number": each.number, "language": each.language, "sha256": each.file.sha256} for each in minutes
    ]


def _withdrawals(session: CommitteeSession) -> list[dict[str, Any]]:
    """In the order they were recorded; the numbers of their minutes say how appeals come between."""
    rows = (
        Withdrawal.objects.filter(application__call=session.call).prefetch_related("minutes").order_by("pk")
    )
    return [
        {
            "application": each.outcome["application"],
            "recorded_on": each.recorded_at.date().isoformat(),
            "minutes": each.minutes.all()[0].number,
            "promoted": each.outcome["promoted"],
        }
        for each in rows
    ]


def _chosen(session: CommitteeSession) -> list[dict[str, str]]:
    """Those in the cohort today that agreed to be named, without the pseudonym: no name leads to marks."""
    applications = (
        Application.objects.filter(call=session.call, state__in=IN_COHORT, cooperative__consent_public=True)
        .select_related("cooperative__province", "cooperative__sector")
        .order_by("cooperative__province", "cooperative__code")
    )
    return [
        {
            "name_fr": a.cooperative.name_fr,
            "name_ar": a.cooperative.name_ar,
            "province": a.cooperative.province_id,
            "sector": a.cooperative.sector_id,
        }
        for a in applications
    ]


def _text(name: str, session: CommitteeSession) -> str:
    text = (TEXTS / name).read_text(encoding="utf-8")
    cohort = session.call.cohort
    notes = {"synthetic": _SYNTHETIC if cohort.synthetic else "", "fingerprint": session.fingerprint}
    return text.format(code=cohort.code, name_fr=cohort.name_fr, name_ar=cohort.name_ar, **notes)


_SYNTHETIC = (
    "\n**Données synthétiques · معطيات مصطنعة · Synthetic data.** "
    "Rien ici ne décrit une coopérative réelle.\n"
)


def selected(decisions: Iterable[Decision]) -> list[Decision]:
    return [decision for decision in decisions if decision.decided == Outcome.SELECTED]
