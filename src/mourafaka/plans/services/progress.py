"""What visits find: how far each action is. Nothing is overwritten."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from mourafaka.engine.flows import FlowError
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import inserted, write
from mourafaka.people.models import User
from mourafaka.plans.enums import ACTION_FLOW, WITH_A_REASON, ActionState
from mourafaka.plans.models import ActionProgress, PlanAction
from mourafaka.plans.models.actions import PlanActionQuerySet
from mourafaka.plans.queries.progress import said_of
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
    line = {
        "action": action,
        "progress": progress,
        "state": state,
        "note": note,
        "evidence": evidence,
        "file": file,
    }
    return _recorded(action.enrolment, [line], by=actor, on=on, source=source)[0]


@act("plans.visit.tell", rule="plans.record_progress")
def record_visit(
    enrolment: Enrolment, *, actor: User, on: date, source: str, lines: Sequence[Mapping[str, Any]]
) -> list[ActionProgress]:
    """Say at once what one visit found of several actions of an enrolment: {"action", "progress", "state", "note",
    "evidence"} each, with the meaning and the refusals of `record_progress`."""
    return _recorded(enrolment, lines, by=actor, on=on, source=source)


def _recorded(
    enrolment: Enrolment, lines: Sequence[Mapping[str, Any]], *, by: User, on: date, source: str
) -> list[ActionProgress]:
    _refuse_day(enrolment, on)
    actions = _in_force(enrolment, [line["action"] for line in lines])
    histories = said_of(actions)
    said = [
        _said(action, histories[action.pk], by=by, on=on, source=source, **_without_action(line))
        for action, line in zip(actions, lines, strict=True)
    ]
    write(list(set(actions)), "state", "progress")
    return [inserted(each) for each in said]


def _without_action(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "action"}


def _said(
    action: PlanAction,
    history: list[ActionProgress],
    *,
    by: User,
    on: date,
    source: str,
    progress: int,
    state: str,
    note: str = "",
    evidence: str = "",
    file: StoredFile | None = None,
) -> ActionProgress:
    """What is said, put at its day in the history; the action shows the latest."""
    place = bisect_right(history, on, key=lambda each: each.on)
    before = history[place - 1] if place else None
    state_before = before.state if before else ActionState.PLANNED
    reached = _reached(action, state_before, state, progress)
    _refuse_unsaid(action, state, note, source, evidence, file)
    said = ActionProgress(
        action=action,
        on=on,
        before=before.after if before else 0,
        after=reached,
        state_before=state_before,
        state=state,
        note=note.strip(),
        evidence=evidence.strip()[:300],
        file=file,
        source=source[:80],
        by=by,
    )
    history.insert(place, said)
    action.state, action.progress = history[-1].state, history[-1].after
    return said


def _in_force(enrolment: Enrolment, actions: Sequence[PlanAction]) -> list[PlanAction]:
    """Each action, or the one that continues it in the revision in force; locked."""
    rows = (
        PlanAction.objects.select_for_update(of=("self",))
        .filter(plan__enrolment=enrolment)
        .select_related("plan")
        .order_by("pk")
    )
    found = rows.in_bulk([action.pk for action in actions])
    if any(action.pk not in found for action in actions):
        raise PlanAction.DoesNotExist
    return [_continued(found[action.pk], rows, found) for action in actions]


def _continued(action: PlanAction, rows: PlanActionQuerySet, found: dict[int, PlanAction]) -> PlanAction:
    while not action.plan.is_in_force:
        following = rows.filter(continues=action, plan__state__in=("approved", "superseded")).first()
        if following is None:
            raise Refused("plan_not_in_force", state=action.plan.get_state_display())
        action = found.setdefault(following.pk, following)
    return action


def _refuse_day(enrolment: Enrolment, on: date) -> None:
    start = enrolment.service_starts_on
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
