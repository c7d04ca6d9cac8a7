"""The delegate's decision, and later revisions."""

from __future__ import annotations

from mourafaka.diagnosis.queries import answers_of
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.services import advance
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.plans.enums import ActionState
from mourafaka.plans.models import Plan, PlanAction
from mourafaka.plans.queries.plan import assessment_to_plan
from mourafaka.plans.services.keeping import locked, moved


@act("plans.plan.approve", rule="plans.approve_plan")
def approve_plan(plan: Plan, *, actor: User) -> Plan:
    """Approve an agreed plan: it is in force, sealed and no longer changes. The revision it replaces is kept, and
    what was recorded of its actions goes on. The first approval takes the enrolment to its training.

    Refuses `plan_state`, `own_plan` (nobody approves what they drafted, proposed or agreed to),
    `diagnosis_not_validated`.
    """
    current = moved(plan, "approve")
    if actor.pk in (current.drafted_by_id, current.proposed_by_id, current.agreed_by_id):
        raise Refused("own_plan")
    if not current.assessment.is_validated:
        raise Refused("diagnosis_not_validated")
    replaced = Plan.objects.in_force(current.enrolment)
    if replaced is not None:
        replaced = moved(replaced, "supersede")
        replaced.superseded_at = clock.now()
        replaced.keep()
        _carry_on(current)
    current.approved_by, current.approved_at = actor, clock.now()
    current.keep()
    if current.enrolment.phase == Phase.PLAN:
        advance(current.enrolment, actor=actor, verb="approve_plan")
    current.sealed_objects = [replaced] if replaced else []  # type: ignore[attr-defined]
    return current


@act("plans.plan.return", rule="plans.return_plan")
def return_plan(plan: Plan, *, actor: User, reason: str) -> Plan:
    """Send a proposed or agreed plan back to be corrected, with the reason: the cooperative, its coach or the
    delegate may. The agreement given is to be given again. Refuses `plan_return_without_reason`, `plan_state`.
    """
    if not reason.strip():
        raise Refused("plan_return_without_reason", field="reason")
    current = moved(plan, "return")
    current.return_reason = reason.strip()[:2000]
    current.agreed_how, current.agreed_on, current.agreed_by, current.minutes = "", None, None, None
    return current.keep()


@act("plans.plan.revise", rule="plans.edit_plan")
def revise_plan(plan: Plan, *, actor: User, reason: str) -> Plan:
    """Open the next revision of the plan in force, with its actions and the answers of the latest diagnosis; the
    plan stays in force until the revision is approved.

    Refuses `revision_without_reason`, `plan_state`, `plan_in_work`.
    """
    if not reason.strip():
        raise Refused("revision_without_reason", field="reason")
    current = locked(plan)
    if not current.is_in_force:
        raise Refused("plan_state", state=current.get_state_display())
    in_work = Plan.objects.in_work(current.enrolment)
    if in_work is not None:
        raise Refused("plan_in_work", number=current.enrolment.number, state=in_work.get_state_display())
    assessment = assessment_to_plan(current.enrolment) or current.assessment
    revision = Plan.objects.create(
        enrolment=current.enrolment,
        revision=current.revision + 1,
        assessment=assessment,
        answers=answers_of(assessment),
        library_version=current.library_version,
        reason=reason.strip()[:2000],
        drafted_by=actor,
    )
    for action in current.actions.exclude(state=ActionState.CANCELLED):
        action.continues_id, action.pk, action._state.adding = action.pk, None, True
        action.plan, action.version = revision, 1
        action.save()
    return revision


def _carry_on(plan: Plan) -> None:
    """What visits recorded on the replaced revision, while this one was discussed."""
    for action in plan.actions.exclude(continues=None).select_related("continues"):
        before = action.continues
        if before is not None:
            PlanAction.objects.filter(pk=action.pk).update(state=before.state, progress=before.progress)
