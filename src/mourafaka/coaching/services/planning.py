"""Planning the visits of a contract or a cohort: asked, computed, looked at, applied."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django_tasks import task

from mourafaka.calls.models import Cohort
from mourafaka.coaching.enums import RunState
from mourafaka.coaching.models import PlanningRun, Tour, Visit
from mourafaka.coaching.queries.asking import advice, caseload, enrolments_for, fingerprint, question
from mourafaka.coaching.queries.days import window_of
from mourafaka.coaching.queries.planned import answer
from mourafaka.coaching.services.succession import cancelled
from mourafaka.coaching.touring import recount
from mourafaka.engine.itinerary import ItineraryError
from mourafaka.enrolment.models import Contract, Enrolment
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act, door
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

AT_ONCE = 33  # cooperatives planned while the person waits; more are left to the worker
SECONDS = 10.0


@act("coaching.visits.plan", rule="coaching.plan_visits")
def plan_visits(
    contract: Contract | Cohort | None,
    *,
    actor: User,
    cohort: Cohort | None = None,
    keep_days: bool = True,
    sector_required: bool = False,
    seconds: float = SECONDS,
) -> PlanningRun:
    """Ask for the visits of a contract, or of a cohort, to be planned; nothing is changed until `apply_plan`.

    Visits held or fixed by hand never move. With `keep_days`, planned visits that nothing disturbs (absence,
    holiday, another coach) stay on their day too; without, all that is free is planned again. With
    `sector_required`, no plan is made when a coach does not know the sector of her cooperative; without, that is
    said beside the plan. Computed at once for up to 33 cooperatives, by the worker for more. Refuses when there
    is nothing to plan.
    """
    if isinstance(contract, Cohort):
        contract, cohort = None, contract
    if contract is None and cohort is None:
        raise Refused("plan_for_nothing")
    load = caseload(enrolments_for(actor, contract=contract, cohort=cohort), clock.today())
    if not load.enrolments:
        raise Refused("nothing_to_plan")
    run = PlanningRun.objects.create(
        contract=contract,
        cohort=None if contract else cohort,
        seconds=min(max(float(seconds), 1.0), 300.0),
        asked={
            "on": clock.today().isoformat(),
            "enrolments": [enrolment.pk for enrolment in load.enrolments],
            "left": load.left,
            "advice": advice(load),
            "parts": question(load, clock.today(), keep_days=keep_days, sector_required=sector_required),
            "fingerprint": fingerprint(enrolment.pk for enrolment in load.enrolments),
        },
        asked_by=actor,
    )
    few = len(load.enrolments) <= AT_ONCE
    transaction.on_commit(lambda: compute_plan(run) if few else _start(run))
    return run


def compute_plan(run: PlanningRun) -> PlanningRun:
    """Compute a planning that waits; outside any transaction, for it may take its `seconds`."""
    if run.state != RunState.COMPUTING:
        return run
    try:
        result = answer(run.asked, seconds=run.seconds)
    except ItineraryError as error:
        result = {"fault": {"code": error.code, **{name: str(fact) for name, fact in error.facts.items()}}}
    return keep_plan(run, actor=run.asked_by, result=result)


def _start(run: PlanningRun) -> None:
    compute_later.enqueue(run.pk)


@task()
def compute_later(run_id: int) -> None:
    """A second run of the same task finds nothing to do."""
    run = PlanningRun.objects.select_related("asked_by").get(pk=run_id)
    with door("task"):
        compute_plan(run)


@act("coaching.plan.keep", rule="coaching.apply_plan", secret=("result",))
def keep_plan(run: PlanningRun, *, actor: User, result: Mapping[str, Any]) -> PlanningRun:
    """Keep what the planner answered. Called by the computation itself."""
    current = PlanningRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if current.state != RunState.COMPUTING:
        return current
    current.result = dict(result)
    if "fault" in result:
        current.state = RunState.FAILED
    else:
        current.state = RunState.IMPOSSIBLE if result["conflicts"] else RunState.READY
    current.save(update_fields=["result", "state"])
    return current


@act("coaching.plan.apply", rule="coaching.apply_plan")
def apply_plan(run: PlanningRun, *, actor: User) -> PlanningRun:
    """Write the visits and tours of a planning. Planned visits it moves keep their row, or are cancelled when
    another coach takes them over. Refuses a planning that is not ready, or made before something changed."""
    current = PlanningRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if current.state != RunState.READY:
        raise Refused("planning_not_ready", state=current.get_state_display())
    keys = current.asked["enrolments"]
    enrolments = {
        each.number: each
        for each in Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=keys)
        .select_related("contract")
    }
    if fingerprint(keys) != current.asked["fingerprint"]:
        raise Refused("planning_outdated", what=current.contract or current.cohort)
    present = {
        (visit.enrolment_id, visit.number): visit
        for visit in Visit.objects.planned().filter(enrolment__in=keys).select_related("tour", "coach")
    }
    left_tours = [_write(current, tour, enrolments, present) for tour in current.result["tours"]]
    for tour in {each.pk: each for tours in left_tours for each in tours}.values():
        recount(tour)
    current.state, current.applied_at = RunState.APPLIED, clock.now()
    current.save(update_fields=["state", "applied_at"])
    return current


def _write(
    run: PlanningRun,
    said: Mapping[str, Any],
    enrolments: Mapping[str, Enrolment],
    present: Mapping[tuple[int, int], Visit],
) -> list[Tour]:
    """One tour and its visits; returns the tours that lost a visit."""
    days = [date.fromisoformat(stop["on"]) for stop in said["stops"]]
    coach = int(said["coach"])
    tour = Tour.objects.create(coach_id=coach, run=run, starts_on=min(days), ends_on=max(days), km=said["km"])
    lost = []
    for position, (stop, day) in enumerate(zip(said["stops"], days, strict=True), start=1):
        enrolment = enrolments[stop["enrolment"]]
        visit = present.get((enrolment.pk, stop["number"]))
        if visit is not None and visit.coach_id != coach:
            cancelled(visit, str(tour.coach))
            visit = None
        if visit is None:
            window_from, window_to = window_of(enrolment, stop["number"])
            visit = Visit(
                enrolment=enrolment,
                number=stop["number"],
                coach_id=coach,
                window_from=window_from,
                window_to=window_to,
                sequence=-1,  # `keep` makes it 0, the first calendars hear of it
                version=0,
            )
        if visit.tour is not None:
            lost.append(visit.tour)
        visit.tour, visit.position, visit.planned_on = tour, position, day
        visit.keep()
    return lost
