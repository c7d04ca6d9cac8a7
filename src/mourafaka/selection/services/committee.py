"""The sitting of the committee: who is there, who leaves the room, what is put to the vote, what is decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from mourafaka.calls.enums import CallState
from mourafaka.calls.models import Application, Call
from mourafaka.calls.services import move_applications, move_call
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.enums import Role
from mourafaka.people.models import User
from mourafaka.selection.enums import SESSION_FLOW, Outcome, SessionState, Vote
from mourafaka.selection.models import (
    Attendance,
    CommitteeSession,
    ConflictDeclaration,
    Decision,
    ExceptionMotion,
    ExceptionVote,
    Proposal,
    Recusal,
)
from mourafaka.selection.queries.choice import tally
from mourafaka.selection.services.bundle import contents_of_session, fingerprint_of_session
from mourafaka.selection.services.minutes import issue_minutes

MOVES = {Outcome.SELECTED: "select", Outcome.RESERVE: "put_in_reserve", Outcome.REFUSED: "refuse"}


@act("selection.session.plan", rule="selection.run_session")
def plan_session(
    call: Call,
    *,
    actor: User,
    held_on: date,
    place: str,
    members: Collection[User],
    chair: User,
    quorum: int = 3,
) -> CommitteeSession:
    """Call the members of the committee to a sitting. Refuses `not_a_committee_member`, `chair_not_a_member`,
    `quorum_out_of_range`, `session_already_planned`.
    """
    if CommitteeSession.objects.of_call(call).exclude(state=SessionState.CLOSED).exists():
        raise Refused("session_already_planned", call=call.code)
    for member in members:
        if not member.has_role(Role.COMMITTEE):
            raise Refused("not_a_committee_member", person=member)
    if chair not in members:
        raise Refused("chair_not_a_member", person=chair)
    if not 1 <= quorum <= len(members):
        raise Refused("quorum_out_of_range", quorum=quorum, members=len(members))
    session = CommitteeSession.objects.create(
        call=call, held_on=held_on, place=place, members_total=len(members), quorum=quorum
    )
    Attendance.objects.bulk_create(
        Attendance(session=session, member=member, capacity=_capacity(member), chairs=member == chair)
        for member in members
    )
    return session


@act("selection.session.attendance", rule="selection.run_session")
def record_attendance(
    session: CommitteeSession, *, actor: User, present: Collection[User]
) -> CommitteeSession:
    """Say who is there; members arrive and leave until the session closes. Refuses `not_of_this_session`."""
    current = _locked(session, SessionState.PLANNED, SessionState.OPEN)
    seats = {seat.member_id: seat for seat in current.attendances.all()}
    for member in present:
        if member.pk not in seats:
            raise Refused("not_of_this_session", person=member)
    here = {member.pk for member in present}
    for seat in seats.values():
        seat.present = seat.member_id in here
    Attendance.objects.bulk_update(seats.values(), ["present"])
    return current


@act("selection.session.open", rule="selection.run_session")
def open_session(session: CommitteeSession, *, actor: User) -> CommitteeSession:
    """Open the sitting on the latest proposal. Members with a declared conflict leave the room for those
    applications. Refuses `quorum_missing`, `no_proposal`, `proposal_not_solved`.
    """
    current = _locked(session, SessionState.PLANNED)
    _check_quorum(current)
    proposal = Proposal.objects.filter(call=current.call).order_by("-number").first()
    if proposal is None:
        raise Refused("no_proposal", call=current.call.code)
    if proposal.outcome["status"] != "optimal":
        raise Refused("proposal_not_solved")
    current.state = SESSION_FLOW.target("open", current.state)
    current.proposal, current.opened_at = proposal, timezone.now()
    current.save(update_fields=["state", "proposal", "opened_at"])
    members = current.attendances.values("member")
    conflicts = ConflictDeclaration.objects.of_call(current.call).conflicts().filter(person__in=members)
    for conflict in conflicts:
        Recusal.objects.get_or_create(
            session=current,
            member_id=conflict.person_id,
            application_id=conflict.application_id,
            defaults={"reason": conflict.get_nature_display()},
        )
    return current


@act("selection.session.recuse", rule="selection.recuse")
def recuse(
    session: CommitteeSession, *, actor: User, member: User, application: Application, reason: str
) -> Recusal:
    """A member leaves the room for one application. Refuses `reason_missing`, `not_of_this_session`,
    `voted_already` once they voted on it.
    """
    current = _locked(session, SessionState.PLANNED, SessionState.OPEN)
    _check_application(current, application)
    if not current.attendances.filter(member=member).exists():
        raise Refused("not_of_this_session", person=member)
    if ExceptionVote.objects.filter(motion__session=current, motion__application=application, member=member):
        raise Refused("voted_already", person=member, number=application.number)
    recusal, _ = Recusal.objects.get_or_create(
        session=current, member=member, application=application, defaults={"reason": _reason(reason)}
    )
    return recusal


@act("selection.exception.move", rule="selection.sit")
def move_exception(
    session: CommitteeSession, *, actor: User, application: Application, outcome: str, reason: str
) -> ExceptionMotion:
    """Ask the committee to decide otherwise than the rules propose, and say why: the reason is published.

    Refuses `reason_missing`, `not_present`, `recused`, `same_as_proposed`, `motion_already_moved`.
    """
    current = _locked(session, SessionState.OPEN)
    _check_application(current, application)
    _check_may_take_part(current, actor, application)
    if outcome not in Outcome.values:
        raise Refused("unknown_outcome", outcome=outcome)
    proposal = _proposal(current)
    if proposed_outcomes(proposal)[application.number] == outcome:
        raise Refused("same_as_proposed", number=application.number, outcome=Outcome(outcome).label)
    if current.motions.filter(application=application).exists():
        raise Refused("motion_already_moved", number=application.number)
    return ExceptionMotion.objects.create(
        session=current, application=application, outcome=outcome, reason=_reason(reason), moved_by=actor
    )


@act("selection.exception.vote", rule="selection.sit")
def vote(motion: ExceptionMotion, *, actor: User, vote: str) -> ExceptionVote:
    """Vote on a motion; a second vote replaces the first until the session closes. Who left the room for the
    application has no vote. Refuses `not_present`, `recused`, `unknown_vote`.
    """
    session = _locked(motion.session, SessionState.OPEN)
    _check_may_take_part(session, actor, motion.application)
    if vote not in Vote.values:
        raise Refused("unknown_vote", vote=vote)
    cast, _ = ExceptionVote.objects.update_or_create(motion=motion, member=actor, defaults={"vote": vote})
    return cast


@act("selection.session.close", rule="selection.run_session")
def close_session(session: CommitteeSession, *, actor: User) -> CommitteeSession:
    """Close the sitting: every evaluated application gets its decision beside what the rules proposed, and the
    minutes are issued in French and Arabic.

    Exceptions carried by a majority of those present change a decision; they never add a seat. Refuses
    `session_state` (somebody closed it first), `quorum_missing`, `motion_without_votes`, `seats_exceeded`,
    `marks_changed_since`.
    """
    current = _locked(session, SessionState.OPEN)
    _check_quorum(current)
    proposal = _proposal(current)
    _check_marks_stand(proposal)
    carried = _carried(current)
    decisions = _decisions(current, proposal, carried)
    taken = sum(decision.decided == Outcome.SELECTED for decision in decisions)
    seats = int(proposal.rules_version.data["seats"])
    if taken > seats:
        raise Refused("seats_exceeded", taken=taken, seats=seats)
    Decision.objects.bulk_create(decisions)
    _move_applications(current.call, decisions, actor)
    current.state, current.closed_at = SESSION_FLOW.target("close", current.state), timezone.now()
    current.fingerprint = fingerprint_of_session(contents_of_session(current, decisions))
    current.save(update_fields=["state", "closed_at", "fingerprint"])
    if current.call.state == CallState.CLOSED:
        move_call(current.call, actor=actor, verb="decide")
    minutes = issue_minutes(current)
    current.sealed_objects = (*decisions, *minutes)  # type: ignore[attr-defined]
    return current


def proposed_outcomes(proposal: Proposal) -> dict[str, str]:
    """Number → what the rules propose, for every application that was read."""
    numbers = proposal.inputs["numbers"]
    words = {"chosen": Outcome.SELECTED, "reserve": Outcome.RESERVE, "refused": Outcome.REFUSED}
    return {numbers[row["number"]]: words[row["standing"]] for row in proposal.outcome["applications"]}


# Inside an act


def _locked(session: CommitteeSession, *states: str) -> CommitteeSession:
    """The session as it now is, nobody else acting on it; refuses when it has moved on."""
    current = (
        CommitteeSession.objects.select_for_update(of=("self",)).select_related("call").get(pk=session.pk)
    )
    if current.state not in states:
        raise Refused("session_state", state=current.get_state_display())
    return current


def _proposal(session: CommitteeSession) -> Proposal:
    if session.proposal is None:
        raise Refused("no_proposal", call=session.call.code)
    return session.proposal


def _check_quorum(session: CommitteeSession) -> None:
    present = session.attendances.filter(present=True).count()
    if present < session.quorum:
        raise Refused("quorum_missing", present=present, quorum=session.quorum)


def _check_application(session: CommitteeSession, application: Application) -> None:
    if application.call_id != session.call_id:
        raise Refused("not_of_this_call", number=application.number)
    proposal = session.proposal
    if proposal is not None and application.number not in proposed_outcomes(proposal):
        raise Refused("not_in_proposal", number=application.number)


def _check_may_take_part(session: CommitteeSession, member: User, application: Application) -> None:
    if not session.attendances.filter(member=member, present=True).exists():
        raise Refused("not_present", person=member)
    declared = ConflictDeclaration.objects.conflicts().filter(person=member, application=application)
    recused = session.recusals.filter(member=member, application=application)
    if declared.exists() or recused.exists():
        raise Refused("recused", number=application.number)


def _check_marks_stand(proposal: Proposal) -> None:
    """A mark changed since the proposal would make decisions of marks that no longer exist."""
    from mourafaka.selection.services.choice import anonymised_inputs

    if anonymised_inputs(proposal.call, proposal.rules_version) != proposal.inputs:
        raise Refused("marks_changed_since", number=proposal.number)


def _carried(session: CommitteeSession) -> dict[str, ExceptionMotion]:
    """Number → motion carried. A motion nobody voted on is neither carried nor lost: it must be settled."""
    present = session.attendances.filter(present=True).count()
    found = {}
    for motion in session.motions.select_related("application").prefetch_related("votes"):
        votes = tally(motion, present)
        if not votes.cast:
            raise Refused("motion_without_votes", number=motion.application.number)
        motion.carried = votes.carried
        motion.save(update_fields=["carried"])
        if motion.carried:
            found[motion.application.number] = motion
    return found


def _decisions(
    session: CommitteeSession, proposal: Proposal, carried: dict[str, ExceptionMotion]
) -> list[Decision]:
    numbers = proposal.inputs["numbers"]
    proposed = proposed_outcomes(proposal)
    applications = {a.number: a for a in Application.objects.filter(call=session.call, number__in=proposed)}
    refusals = {row["number"]: row for row in proposal.outcome["refused"]}
    reserve = {name: place for place, name in enumerate(proposal.outcome["reserve"], start=1)}
    basis = proposal.outcome["basis"]
    found = []
    for row in proposal.outcome["applications"]:
        number = numbers[row["number"]]
        motion = carried.get(number)
        decided = motion.outcome if motion else proposed[number]
        found.append(
            Decision(
                session=session,
                application=applications[number],
                proposed=proposed[number],
                decided=decided,
                rank=row[f"{basis}_rank"],
                reserve_rank=reserve.get(row["number"]) if decided == Outcome.RESERVE else None,
                raw_score=Decimal(row["raw"]),
                score=Decimal(row["score"]),
                explanation=_explanation(row, refusals.get(row["number"])),
                motion=motion,
            )
        )
    last = max((d.reserve_rank or 0 for d in found), default=0)
    for decision in sorted(found, key=lambda d: d.rank or 0):
        if decision.decided == Outcome.RESERVE and decision.reserve_rank is None:
            last += 1
            decision.reserve_rank = last
    return found


def _explanation(row: dict[str, Any], refusal: dict[str, Any] | None) -> dict[str, Any]:
    kept = ("criteria", "raw_rank", "adjusted_rank", "readings", "spread", "adjusted")
    return {"reference": row["number"], **{name: row[name] for name in kept}, "refusal": refusal}


def _move_applications(call: Call, decisions: list[Decision], actor: User) -> None:
    for outcome, verb in MOVES.items():
        applications = [d.application for d in decisions if d.decided == outcome]
        if applications:
            moved = move_applications(call, actor=actor, verb=verb, applications=applications)
            states = {application.pk: application.state for application in moved}
            for application in applications:
                application.state = states[application.pk]


def _capacity(member: User) -> str:
    return str(member.organisation) if member.organisation_id else ""


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("reason_missing", field="reason")
    return text.strip()
