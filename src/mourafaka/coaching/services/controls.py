"""Controls before payment: a sample nobody chooses, and the visits that lack proofs."""

from __future__ import annotations

from datetime import date

from mourafaka.coaching.enums import CONTROL_SHARE, Means, Origin, Outcome
from mourafaka.coaching.models import Control, SampleDraw, Visit
from mourafaka.coaching.services.keeping import locked_visit
from mourafaka.engine.periods import last_day_of
from mourafaka.engine.proofs import sample
from mourafaka.enrolment.models import Contract
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import kept
from mourafaka.people.models import User


@act("coaching.sample.draw", rule="coaching.draw_sample")
def draw_sample(contract: Contract, *, actor: User, month: date) -> SampleDraw:
    """Draw one visit in ten, at least one, among the validated visits held in the month of `month` and not yet
    drawn from: those drawn are controlled before they are paid. The draw is a function of its seed, so anybody
    makes it again.

    Refuses a month that is not over, and one without visits to draw from.
    """
    contract = Contract.objects.select_for_update(of=("self",)).get(pk=contract.pk)
    first = month.replace(day=1)
    last = last_day_of(first, 1)
    if last >= clock.today():
        raise Refused("month_not_over", month=f"{first:%m/%Y}")
    draws = list(SampleDraw.objects.filter(contract=contract, month=first))
    seen = {name for draw in draws for name in draw.population}
    visits = {
        str(visit): visit
        for visit in Visit.objects.validated()
        .filter(enrolment__contract=contract, report__held_on__range=(first, last), line=None)
        .select_related("enrolment")
    }
    population = sorted(visits.keys() - seen)
    if not population:
        raise Refused("nothing_to_sample", month=f"{first:%m/%Y}")
    seed = f"{contract.reference}/{first:%Y-%m}/{len(draws) + 1}"
    drawn = sample(population, seed, CONTROL_SHARE)
    draw = SampleDraw.objects.create(
        contract=contract, month=first, seed=seed, population=population, drawn=drawn, drawn_by=actor
    )
    for name in drawn:
        Control.objects.get_or_create(visit=visits[name], origin=Origin.SAMPLE, defaults={"draw": draw})
    return draw


@act("coaching.control.record", rule="coaching.record_control")
def record_control(
    visit: Visit, *, actor: User, means: str, outcome: str, note: str, on: date | None = None
) -> list[Control]:
    """Say what was found about a visit on the list of controls, by phone or in the field: `confirmed`, or
    `not_confirmed`, which keeps it from being paid. Settles every control this visit awaits; never by whoever made
    the visit."""
    if means not in Means.values:
        raise Refused("control_means_unknown", means=means, field="means")
    if outcome not in Outcome.values:
        raise Refused("control_outcome_unknown", outcome=outcome, field="outcome")
    if not note.strip():
        raise Refused("control_note_missing", field="note")
    on = on or clock.today()
    if on > clock.today():
        raise Refused("control_in_the_future", day=format_date(on), field="on")
    current = locked_visit(visit)
    controls = list(Control.objects.select_for_update(of=("self",)).filter(visit=current))
    if not controls:
        raise Refused("not_to_control", visit=current)
    awaited = [control for control in controls if control.controlled_on is None]
    if not awaited:
        raise Refused("control_done", visit=current)
    for control in awaited:
        control.means, control.outcome, control.note = means, outcome, note.strip()
        control.controlled_on, control.controlled_by = on, actor
        kept(control)
    return awaited
