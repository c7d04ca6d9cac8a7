"""Planning, changing, convening and cancelling sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from mourafaka.calls.models import Cohort
from mourafaka.engine.flows import FlowError
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused
from mourafaka.people.enums import Role
from mourafaka.people.models import User
from mourafaka.territory.models import Province
from mourafaka.training.enums import HOURS, SESSION_FLOW, Part, SessionState, WaitingOrder
from mourafaka.training.models import Attendance, HalfDay, Module, Session
from mourafaka.training.services.letters import convoke, promote, tell_cancelled


@act("training.session.plan", rule="training.plan")
def plan_session(
    cohort: Cohort,
    *,
    actor: User,
    module: Module,
    provinces: Sequence[Province],
    place: str,
    days: Sequence[date],
    language: str = "ar",
    capacity: int | None = None,
    trainer: User | None = None,
    childcare: bool = False,
    transport: bool = False,
    cost_mad: Decimal | None = None,
    waiting_order: str = WaitingOrder.FIRST_COME,
) -> Session:
    """Plan a session of `module` on `days` (a morning and an afternoon each). Nobody is told yet.

    `capacity` is in persons, the module's greatest unless given. Refuses `session_without_province`,
    `session_province_not_allowed`, `session_without_place`, `session_days_wrong`, `session_before_m0`,
    `session_after_end`, `session_capacity`, `session_language`, `session_cost_negative`, `not_a_trainer`,
    `trainer_busy`.
    """
    module = Module.objects.select_for_update().get(pk=module.pk)  # the number follows those of the module
    capacity = module.seats_max if capacity is None else capacity
    days = sorted(days)
    _check_provinces(provinces, actor)
    _check(cohort, module, place, days, language, capacity, cost_mad)
    _check_trainer(trainer, module, days)
    session = Session.objects.create(
        number=_number(module, days[0].year),
        cohort=cohort,
        module=module,
        place=place.strip(),
        trainer=trainer,
        language=language,
        capacity=capacity,
        waiting_order=WaitingOrder(waiting_order),
        childcare=childcare,
        transport=transport,
        cost_mad=cost_mad,
        starts_on=days[0],
        ends_on=days[-1],
        planned_by=actor,
    )
    session.provinces.set(provinces)
    _write_half_days(session, days)
    return session


@act("training.session.change", rule="training.plan")
def change_session(
    session: Session,
    *,
    actor: User,
    version: int,
    place: str,
    days: Sequence[date],
    language: str,
    capacity: int,
    trainer: User | None,
    childcare: bool,
    transport: bool,
    cost_mad: Decimal | None = None,
    waiting_order: str = WaitingOrder.FIRST_COME,
) -> Session:
    """Change a session that is planned or convened; once convened, everybody invited is convoked anew.

    More places promote the waiting list. Refuses as `plan_session`, and `changed_meanwhile`,
    `training_session_state`, `capacity_below_places`, `session_already_attended`.
    """
    session = locked(session)
    if not session.is_open:
        raise _not_now(session)
    if session.version != version:
        raise Refused("changed_meanwhile", what=session.number)
    days = sorted(days)
    _check(session.cohort, session.module, place, days, language, capacity, cost_mad)
    _check_trainer(trainer, session.module, days, but=session)
    if capacity < session.seats_taken():
        raise Refused(
            "capacity_below_places", field="capacity", places=session.seats_taken(), capacity=capacity
        )
    _move_days(session, days)
    session.place, session.language, session.capacity = place.strip(), language, capacity
    session.trainer, session.childcare, session.transport = trainer, childcare, transport
    session.cost_mad, session.waiting_order = cost_mad, WaitingOrder(waiting_order)
    session.starts_on, session.ends_on = days[0], days[-1]
    session.version += 1
    session.save()
    promote(session)
    if session.state == SessionState.CONVENED:
        convoke(session, session.invitations.seated())
    return session


@act("training.session.convene", rule="training.convene")
def convene_session(session: Session, *, actor: User) -> Session:
    """Write the convocation of every invited cooperative that has none, in its language, and hold it in the
    outbox. Refuses `training_session_state`, `session_without_trainer`, `session_without_invitation`,
    `session_days_over`."""
    session = locked(session)
    target = step(session, "convene")
    if session.trainer is None:
        raise Refused("session_without_trainer", session=session.number)
    if not session.invitations.seated().exists():
        raise Refused("session_without_invitation", session=session.number)
    if session.starts_on < clock.today():
        raise Refused("session_days_over", session=session.number, day=format_date(session.starts_on))
    session.state, session.convened_at = target, session.convened_at or clock.now()
    session.save(update_fields=["state", "convened_at"])
    convoke(session, session.invitations.seated().filter(message=None))
    return session


@act("training.session.cancel", rule="training.convene")
def cancel_session(session: Session, *, actor: User, reason: str) -> Session:
    """Cancel a session not held yet; cooperatives that were convoked are told why.

    Refuses `training_session_state`, `cancel_without_reason`, `session_already_attended`.
    """
    session = locked(session)
    target = step(session, "cancel")
    if not reason.strip():
        raise Refused("cancel_without_reason", field="reason")
    if Attendance.objects.filter(half_day__session=session).exists():
        raise Refused("session_already_attended", session=session.number)
    session.state, session.cancel_reason = target, reason.strip()[:300]
    session.save(update_fields=["state", "cancel_reason"])
    tell_cancelled(session)
    return session


locked = Locked(Session, "module", "cohort", "trainer")


def step(session: Session, verb: str) -> str:
    """The state a verb leads to; refuses `training_session_state`."""
    try:
        return SESSION_FLOW.target(verb, session.state)
    except FlowError as error:
        raise _not_now(session) from error


def _not_now(session: Session) -> Refused:
    return Refused("training_session_state", session=session.number, state=session.get_state_display())


def _number(module: Module, year: int) -> str:
    """F1-2021-03: the third session of F1 in 2021."""
    prefix = f"{module.code}-{year}-"
    return f"{prefix}{Session.objects.filter(number__startswith=prefix).count() + 1:02d}"


def _check_provinces(provinces: Sequence[Province], actor: User) -> None:
    if not provinces:
        raise Refused("session_without_province", field="provinces")
    for province in provinces:
        if not any(actor.has_role(role, province.code) for role in (Role.MANAGER, Role.DELEGATE)):
            raise Refused("session_province_not_allowed", field="provinces", province=province.name)


def _check(
    cohort: Cohort,
    module: Module,
    place: str,
    days: Sequence[date],
    language: str,
    capacity: int,
    cost_mad: Decimal | None,
) -> None:
    if not place.strip():
        raise Refused("session_without_place", field="place")
    if len(set(days)) != module.days or len(days) != module.days:
        raise Refused(
            "session_days_wrong", field="days", module=module.code, days=module.days, given=len(set(days))
        )
    if days[0] < cohort.service_starts_on:
        m0 = format_date(cohort.service_starts_on)
        raise Refused("session_before_m0", field="days", day=format_date(days[0]), m0=m0)
    if days[-1] > cohort.service_ends_on:
        end = format_date(cohort.service_ends_on)
        raise Refused("session_after_end", field="days", day=format_date(days[-1]), end=end)
    if not module.seats_min <= capacity <= module.seats_max:
        raise Refused(
            "session_capacity",
            field="capacity",
            module=module.code,
            least=module.seats_min,
            most=module.seats_max,
            given=capacity,
        )
    if language not in module.languages:
        raise Refused("session_language", field="language", module=module.code, language=language)
    if cost_mad is not None and cost_mad < 0:
        raise Refused("session_cost_negative", field="cost_mad")


def _check_trainer(
    trainer: User | None, module: Module, days: Sequence[date], but: Session | None = None
) -> None:
    """A trainer is in one place at a time."""
    if trainer is None:
        return
    if not trainer.has_role(Role.TRAINER):
        raise Refused("not_a_trainer", field="trainer", person=str(trainer))
    parts = {(day, part) for day, part in _parts(module, days)}
    taken = HalfDay.objects.filter(session__trainer=trainer, on__in=days).exclude(
        session__state=SessionState.CANCELLED
    )
    for half_day in taken.exclude(session=but).select_related("session"):
        if (half_day.on, half_day.part) in parts:
            raise Refused(
                "trainer_busy",
                field="trainer",
                person=str(trainer),
                session=half_day.session.number,
                day=format_date(half_day.on),
            )


def _parts(module: Module, days: Sequence[date]) -> list[tuple[date, Part]]:
    """Each day a morning and an afternoon; the last of an odd number of half-days is a morning."""
    return [(day, part) for day in days for part in (Part.MORNING, Part.AFTERNOON)][: module.half_days]


def _write_half_days(session: Session, days: Sequence[date]) -> None:
    HalfDay.objects.bulk_create(
        HalfDay(session=session, on=day, part=part, starts_at=HOURS[part][0], ends_at=HOURS[part][1])
        for day, part in _parts(session.module, days)
    )


def _move_days(session: Session, days: Sequence[date]) -> None:
    if sorted({half_day.on for half_day in session.half_days.all()}) == list(days):
        return
    if Attendance.objects.filter(half_day__session=session).exists():
        raise Refused("session_already_attended", session=session.number)
    session.half_days.all().delete()
    _write_half_days(session, days)
