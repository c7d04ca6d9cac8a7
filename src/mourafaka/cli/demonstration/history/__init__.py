"""The two years of the demonstration: enrolment, diagnoses, plans, training and visits, day by day.

Everything goes through the acts, under the clock of its day; nothing after the day asked for has happened.
"""

from __future__ import annotations

from datetime import date

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.cli.demonstration.history import coaching, diagnosing, enrolling, planning, training
from mourafaka.cli.demonstration.history.chronicle import Chronicle, Report
from mourafaka.cli.demonstration.history.paths import of_cohort
from mourafaka.diagnosis.models import Instrument
from mourafaka.diagnosis.queries import questions_of
from mourafaka.people.models import User

ROOMS = (enrolling, diagnosing, planning, training, coaching)


def tell(call: Call, people: dict[str, User], *, until: date, report: Report) -> None:
    chosen = Application.objects.filter(call=call, state=ApplicationState.SELECTED)
    instrument = Instrument.objects.in_force()
    assert instrument is not None  # noqa: S101
    chronicle = Chronicle(call, people, until, call.cohort.service_starts_on)
    paths = of_cohort(
        list(chosen.values_list("number", flat=True)),
        [question.code for question in questions_of(instrument)],
    )
    chronicle.paths.update((path.number, path) for path in paths)
    for room in ROOMS:
        room.foresee(chronicle)
    chronicle.tell(report)
