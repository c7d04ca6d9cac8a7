"""What visits find: how far each action is. Nothing is overwritten."""

from __future__ import annotations

from datetime import date

from mourafaka.engine.flows import FlowError
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User
from mourafaka.plans.enums import ACTION_FLOW, WITH_A_REASON, ActionState
from mourafaka.plans.models import ActionProgress, PlanAction
from mourafaka.plans.queries.progress import history_of
from mourafaka.plans.services.keeping import label_of


@act("plans.action.progress", rule="plans.record_progress")
def record_progress(
    action: PlanAction,
    *,
    actor: User,
    on: date,
    progress: int,
    state: str,
    note: str = "",
    source: str = "",
    evidence: str = "",
    file: StoredFile | None = None,
) -> ActionProgress:
    """Say how far an action of the plan in force is on a day: its state, 0 to 100 %, and from which visit
    (`source`). Done counts 100 %. The action shows what is latest by day, whatever the order it is said in.

    An action of a revision since replaced is recorded on the one that continues it. Refuses `plan_not_in_force`,
    a day in the future or before the service, a state one cannot come to, `progress_without_reason` (blocked,
    cancelled), `done_without_evidence` (its evidence named, attached, or in the note of the visit).
    """
    current = _in_force(action)
    _refuse_day(current, on)
    history = history_of(current)
    before = history.filter(on__lte=on).last()
    state_before = before.state if before else ActionState.PLANNED
    reached = _reached(current, state_before, state, progress)
    _refuse_unsaid(current, state, note, source, evidence, file)
    said = ActionProgress.objects.create(
        action=current,
        on=on,
        before=before.after if before else 0,
        after=reached,
        state_before=state_before,
        state=state,
        note=note.strip(),
        evidence=evidence.strip()[:300],
        file=file,
        source=source[:80],
        by=actor,
    )
    latest = history.last() or said
    current.state, current.progress = latest.state, latest.after
    current.save(update_fields=["state", "progress"])
    return said


def _in_force(action: PlanAction) -> PlanAction:
    """The action, or the one that continues it in the revision in force; locked."""
    rows = PlanAction.objects.select_for_update(of=("self",)).select_related("plan__enrolment")
    current = rows.get(pk=action.pk)
    while not current.plan.is_in_force:
        following = rows.filter(continues=current, plan__state__in=("approved", "superseded")).first()
        if following is None:
            raise Refused("plan_not_in_force", state=current.plan.get_state_display())
        current = following
    return current


def _refuse_day(action: PlanAction, on: date) -> None:
    start = action.enrolment.service_starts_on
    if on > clock.today():
        raise Refused("progress_in_the_future", on=format_date(on), field="on")
    if on < start:
        raise Refused("progress_before_service", on=format_date(on), start=format_date(start), field="on")


def _reached(action: PlanAction, before: str, state: str, progress: int) -> int:
    if state not in ActionState.values:
        raise Refused("progress_state_unknown", state=state, field="state")
    try:
        ACTION_FLOW.target(state, before)
    except FlowError as wrong:
        raise Refused(
            "progress_not_from_there",
            before=ActionState(before).label,
            after=ActionState(state).label,
            field="state",
        ) from wrong
    if not 0 <= progress <= 100:
        raise Refused("progress_outside", progress=progress, field="progress")
    if state == ActionState.PLANNED and progress:
        raise Refused("planned_without_progress", field="state")
    return 100 if state == ActionState.DONE else progress


def _refuse_unsaid(
    action: PlanAction, state: str, note: str, source: str, evidence: str, file: StoredFile | None
) -> None:
    if state in WITH_A_REASON and not note.strip():
        raise Refused("progress_without_reason", field="note")
    told_by_visit = bool(source and note.strip())
    if state == ActionState.DONE and not (evidence.strip() or file or told_by_visit):
        raise Refused("done_without_evidence", action=label_of(action), field="evidence")
