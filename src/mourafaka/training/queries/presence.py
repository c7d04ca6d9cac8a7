"""Who was there: the roster of a session, and the modules each cooperative attended."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from mourafaka.engine import attendance as engine
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.training.codes import check_in_holds
from mourafaka.training.enums import SEATED, Presence, SessionState
from mourafaka.training.models import Attendance, Attendee, HalfDay, Invitation, Module, Session

EARLY = timedelta(minutes=30)  # the check-in opens before the half-day begins


@dataclass(frozen=True)
class Row:
    """A person's line of the roster: one presence per half-day, "" when nothing is recorded."""

    attendee: Attendee
    presences: tuple[tuple[HalfDay, str], ...]
    percent: int
    enough: bool


@dataclass(frozen=True)
class Roster:
    session: Session
    half_days: tuple[HalfDay, ...]
    rows: tuple[Row, ...]

    @property
    def to_confirm(self) -> int:
        return self._count(Presence.TO_CONFIRM)

    @property
    def missing(self) -> int:
        """Presences not recorded yet."""
        return self._count("")

    @property
    def certified(self) -> tuple[Row, ...]:
        """Those who attended enough for a certificate."""
        return tuple(row for row in self.rows if row.enough)

    def _count(self, presence: str) -> int:
        return sum(found == presence for row in self.rows for _half_day, found in row.presences)


def roster(session: Session) -> Roster:
    """The persons who come and what is recorded of each half-day, in three queries."""
    half_days = tuple(session.half_days.all())
    attendees = Attendee.objects.coming().filter(session=session).for_lists()
    recorded = Attendance.objects.filter(half_day__session=session)
    presences = {(a.attendee_id, a.half_day_id): a.presence for a in recorded}
    rows = []
    for attendee in attendees.order_by("participant__enrolment__number", "participant__name"):
        found = tuple((each, presences.get((attendee.pk, each.pk), "")) for each in half_days)
        attended = sum(presence == Presence.PRESENT for _, presence in found)
        person = engine.Person(attended, len(half_days), attendee.participant.manages)
        rows.append(
            Row(
                attendee,
                found,
                round(engine.share(attended, len(half_days)) * 100),
                engine.reaches(person, session.module.presence_percent),
            )
        )
    return Roster(session, half_days, tuple(rows))


def modules_attended(enrolments: Iterable[Enrolment]) -> dict[int, dict[str, bool]]:
    """Enrolment → module code → whether it was present at a held session it was invited to.

    Present: at least one manager attended enough of the half-days (80 % unless the module says otherwise). A
    module it was not invited to, or whose session is not held yet, is left out.
    """
    found: dict[int, dict[str, bool]] = {enrolment.pk: {} for enrolment in enrolments}
    people = _people(found)
    invited = Invitation.objects.filter(enrolment__in=found, session__state=SessionState.HELD)
    invited = invited.filter(Q(state__in=SEATED) | Q(attendees__isnull=False)).distinct()
    for enrolment, session, module, threshold in invited.values_list(
        "enrolment", "session", "session__module", "session__module__presence_percent"
    ):
        present = engine.cooperative_present(people[enrolment, session], threshold)
        found[enrolment][module] = found[enrolment].get(module, False) or present
    return found


def missed(
    enrolments: Iterable[Enrolment], *, compulsory_only: bool = True
) -> dict[int, dict[str, list[date]]]:
    """Enrolment → module → the last days of the held sessions it was convoked to and missed, if it never attended
    the module."""
    found: dict[int, dict[str, list[date]]] = {enrolment.pk: defaultdict(list) for enrolment in enrolments}
    people = _people(found)
    attended: set[tuple[int, str]] = set()
    invited = Invitation.objects.filter(enrolment__in=found, session__state=SessionState.HELD)
    if compulsory_only:
        invited = invited.filter(session__module__compulsory=True)
    for enrolment, session, module, threshold, day in (
        invited.exclude(convocation=None, attendees=None)
        .distinct()
        .values_list(
            "enrolment",
            "session",
            "session__module",
            "session__module__presence_percent",
            "session__ends_on",
        )
    ):
        if engine.cooperative_present(people[enrolment, session], threshold):
            attended.add((enrolment, module))
        else:
            found[enrolment][module].append(day)
    return {
        enrolment: {m: sorted(days) for m, days in by_module.items() if (enrolment, m) not in attended}
        for enrolment, by_module in found.items()
    }


def _people(enrolments: Iterable[int]) -> dict[tuple[int, int], list[engine.Person]]:
    """(enrolment, session) → who came and how often, over held sessions."""
    attendees = Attendee.objects.coming().filter(
        invitation__enrolment__in=enrolments, session__state=SessionState.HELD
    )
    counted = attendees.annotate(
        present=Count("attendances", filter=Q(attendances__presence=Presence.PRESENT))
    ).select_related("participant", "invitation")
    half_days = dict(
        HalfDay.objects.filter(session__state=SessionState.HELD)
        .order_by()
        .values_list("session")
        .annotate(count=Count("pk"))
    )
    people: dict[tuple[int, int], list[engine.Person]] = defaultdict(list)
    for each in counted:
        person = engine.Person(each.present, half_days[each.session_id], each.participant.manages)
        people[each.invitation.enrolment_id, each.session_id].append(person)
    return people


@dataclass(frozen=True)
class Attended:
    """How far a cooperative is in the modules: for each, True present, False missed, None not held yet."""

    modules: tuple[tuple[Module, bool | None], ...]

    @property
    def count(self) -> int:
        return sum(present is True for _, present in self.modules)

    @property
    def total(self) -> int:
        return len(self.modules)


def attended_by(enrolment: Enrolment) -> Attended:
    found = modules_attended([enrolment])[enrolment.pk]
    return Attended(tuple((module, found.get(module.code)) for module in Module.objects.offered()))


def open_check_in(half_day_id: int, code: str) -> HalfDay | None:
    """The half-day a check-in code opens; None for a code that is not, or no longer, ours."""
    if not check_in_holds(half_day_id, code, clock.now()):
        return None
    rows = HalfDay.objects.filter(pk=half_day_id, session__state=SessionState.CONVENED)
    return rows.select_related("session__module").first()


def is_open(half_day: HalfDay) -> bool:
    """From half an hour before it begins until it ends."""
    return half_day.opens - EARLY <= clock.now() <= half_day.closes
