"""The six modules: convened by groups of provinces, attended more or less, tested, rated, certified in part."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

from mourafaka.cli.demonstration.history.chronicle import Chronicle
from mourafaka.cli.demonstration.history.paths import SEED, day_of
from mourafaka.enrolment.models import Enrolment
from mourafaka.people.services import machine
from mourafaka.territory.models import Province
from mourafaka.training import services
from mourafaka.training.codes import ballot_code
from mourafaka.training.models import HalfDay, Module, Session
from mourafaka.training.queries.presence import roster

# Module → the month of service its sessions are held in.
CALENDAR = {"F1": 4, "F2": 6, "F3": 9, "F4": 12, "F5": 16, "F6": 19}
# Where, for which provinces, on which days of the month, who trains.
GROUPS = (
    ("Maison des coopératives, Agadir", ("09.001", "09.273", "09.163"), 8, "formateur"),
    ("Centre de formation, Tiznit", ("09.581", "09.551"), 15, "formatrice"),
    ("Dar Taalib, Taroudannt", ("09.541",), 22, "formateur"),
)
CERTIFIED = ("F1",)  # the certificates of the others wait for the delegate
FUNCTIONS = ("president", "treasurer", "secretary", "director")
SEATS = 2


def foresee(chronicle: Chronicle) -> None:
    for module, month in CALENDAR.items():
        for group in range(len(GROUPS)):
            first = _weekday(day_of(chronicle.start, month, GROUPS[group][2]))
            chronicle.on(first - timedelta(days=21), partial(convene, chronicle, module, group, first))


def convene(chronicle: Chronicle, code: str, group: int, first: date) -> None:
    place, provinces, _day, trainer = GROUPS[group]
    module = Module.objects.get(code=code)
    session = services.plan_session(
        chronicle.cohort,
        actor=chronicle.delegate,
        module=module,
        provinces=list(Province.objects.filter(code__in=provinces)),
        place=place,
        days=[first + timedelta(days=n) for n in range(module.days)],
        trainer=chronicle.people[trainer],
        childcare=True,
        transport=group == 1,
        cost_mad=Decimal(9500),
    )
    mine = Enrolment.objects.under_way().filter(
        cohort=chronicle.cohort, cooperative__province__in=provinces, suspended_on=None
    )
    for enrolment in mine.select_related("cooperative"):
        services.invite(session, actor=chronicle.delegate, enrolment=enrolment, seats=SEATS)
    services.convene_session(session, actor=chronicle.delegate)
    chronicle.on(first - timedelta(days=6), partial(answer, chronicle, session.pk))
    chronicle.on(session.ends_on, partial(hold, chronicle, session.pk))


def answer(chronicle: Chronicle, pk: int) -> None:
    """Most accept and say who comes; the least diligent do not answer or decline."""
    session = Session.objects.get(pk=pk)
    for invitation in session.invitations.seated().select_related("enrolment__cooperative"):
        path = chronicle.paths[invitation.enrolment.number]
        draw = _draw(session, invitation.enrolment.number)
        if draw.random() > 0.93 + 0.05 * path.diligence:
            services.answer_invitation(invitation, actor=chronicle.delegate, accepts=False)
            continue
        people = [_person(draw, path.number, n) for n in range(SEATS)]
        services.name_participants(invitation, actor=chronicle.delegate, people=people)


def hold(chronicle: Chronicle, pk: int) -> None:
    session = Session.objects.select_related("trainer", "module").get(pk=pk)
    trainer = session.trainer
    assert trainer is not None  # noqa: S101
    rows = roster(session).rows
    half_days = list(HalfDay.objects.filter(session=session))
    presences: dict[str, dict[str, bool]] = {str(half_day.pk): {} for half_day in half_days}
    before: dict[str, Decimal | None] = {}
    after: dict[str, Decimal | None] = {}
    for row in rows:
        path = chronicle.paths[row.attendee.participant.enrolment.number]
        draw = _draw(session, f"{path.number}:{row.attendee.seat}")
        comes = draw.random() < 0.93 + 0.05 * path.diligence
        for half_day in half_days:
            presences[str(half_day.pk)][str(row.attendee.pk)] = comes and draw.random() < 0.96
        if comes:
            level = 8 + 1.5 * path.strength + draw.gauss(0, 2)
            before[str(row.attendee.pk)] = _mark(level)
            after[str(row.attendee.pk)] = _mark(level + draw.gauss(4, 1.6))
    if not rows:
        return
    services.record_attendance(session, actor=trainer, presences=presences)
    services.record_tests(session, actor=trainer, kind="before", marks=before)
    services.record_tests(session, actor=trainer, kind="after", marks=after)
    _rate(session, len(before))
    services.hold_session(session, actor=trainer)
    if session.module.code in CERTIFIED and before:
        services.issue_certificates(session, actor=chronicle.delegate)


def _rate(session: Session, ballots: int) -> None:
    draw = _draw(session, "ballots")
    for slip in range(1, ballots + 1):
        if draw.random() < 0.7:
            marks = {name: min(5, max(1, round(draw.gauss(4.1, 0.8)))) for name in _ASPECTS}
            services.rate_session(session, actor=machine(), code=ballot_code(session.pk, slip), **marks)


_ASPECTS = ("content", "trainer", "language_level", "logistics", "usefulness")


def _person(draw: random.Random, number: str, seat: int) -> dict[str, str]:
    """A function and an initial, never a name of somebody."""
    return {
        "name": f"Participante {number[-4:]}-{'ABCD'[seat]}",
        "function": FUNCTIONS[seat],
        "sex": "F" if draw.random() < 0.64 else "M",
        "age_band": draw.choice(("26-35", "36-50")),
        "consents": "yes",
    }


def _mark(level: float) -> Decimal:
    return Decimal(round(min(20, max(0, level)) * 2)) / 2


def _draw(session: Session, key: str) -> random.Random:
    return random.Random(f"{SEED}:{session.number}:{key}")  # noqa: S311


def _weekday(day: date) -> date:
    """The Monday on or after a day: sessions last two days running."""
    return day + timedelta(days=-day.weekday() % 7)
