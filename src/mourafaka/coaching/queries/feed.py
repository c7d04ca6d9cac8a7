"""A coach's visits as a calendar other programs read: RFC 5545, in UTC, without anybody's phone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from mourafaka.coaching.enums import VisitState
from mourafaka.coaching.models import CalendarLink, Visit
from mourafaka.foundations import clock
from mourafaka.people.models import User, digest_of

BEGINS = (time(9), time(14), time(17))  # of the first, second and third visit of a day, local time
LASTS = timedelta(hours=3)
KEPT_DAYS = 400  # past visits a calendar still shows


def coach_of_link(secret: str) -> User | None:
    """Whose calendar an address opens; None when it is unknown or revoked."""
    link = (
        CalendarLink.objects.filter(digest=digest_of(secret), revoked_at=None).select_related("coach").first()
    )
    return link.coach if link and link.coach.is_active else None


def feed(coach: User) -> bytes:
    """Every visit of the coach since a year, the cancelled ones as such: calendars remove nothing by themselves."""
    language = coach.preferred_language if coach.preferred_language in ("fr", "ar") else "fr"
    since = clock.today() - timedelta(days=KEPT_DAYS)
    visits = Visit.objects.of_coach(coach).filter(planned_on__gte=since).for_lists()
    calendar = Calendar()
    calendar.add("prodid", "-//Mourafaka//coaching//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    with translation.override(language):
        calendar.add("x-wr-calname", _("Visits of %(coach)s") % {"coach": coach})
        by_day = groupby(visits.order_by("planned_on", "position", "pk"), key=lambda visit: visit.planned_on)
        for _day, same_day in by_day:
            for event in _events(list(same_day)):
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(visits: list[Visit]) -> list[Event]:
    """A cancelled visit takes nobody's hour."""
    kept = [visit for visit in visits if visit.state != VisitState.CANCELLED]
    place = {visit.pk: at for at, visit in enumerate(kept)}
    return [_event(visit, place.get(visit.pk, 0)) for visit in visits]


def _event(visit: Visit, place: int) -> Event:
    begins = timezone.make_aware(datetime.combine(visit.planned_on, BEGINS[min(place, len(BEGINS) - 1)]))
    cooperative = visit.enrolment.cooperative
    where = [cooperative.commune.name if cooperative.commune else "", cooperative.province.name]
    event = Event()
    event.add("uid", f"{visit.uid}@mourafaka")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.changed_at.astimezone(UTC))
    event.add("last-modified", visit.changed_at.astimezone(UTC))
    event.add("dtstart", begins.astimezone(UTC))
    event.add("dtend", (begins + LASTS).astimezone(UTC))
    event.add("summary", _title(visit))
    event.add("location", ", ".join(filter(None, where)))
    event.add("status", "CANCELLED" if visit.state == VisitState.CANCELLED else "CONFIRMED")
    event.add("url", settings.PUBLIC_URL.rstrip("/") + reverse("coaching:visit", args=[visit.pk]))
    return event


def _title(visit: Visit) -> Any:
    return _("Visit %(number)s · %(cooperative)s") % {
        "number": visit.number,
        "cooperative": visit.enrolment.cooperative.name,
    }
