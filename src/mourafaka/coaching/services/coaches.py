"""What a coach, or the delegate for her, says of her bases, her days and her calendar."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from mourafaka.coaching.enums import FeastKind
from mourafaka.coaching.models import Absence, CalendarLink, CoachProfile, FeastCorrection
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User, digest_of
from mourafaka.people.services import IssuedToken
from mourafaka.territory.models import Commune

FEAST_AT_MOST = {FeastKind.RAMADAN: 31}


@act("coaching.profile.set", rule="coaching.keep_profile")
def set_coach_profile(
    coach: User,
    *,
    actor: User,
    days_per_month: int = 8,
    commune: Commune | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    skills: Sequence[str] = (),
    version: int | None = None,
) -> CoachProfile:
    """Say where a coach starts from (a commune or a position), what she knows, and how many days a month she
    gives. Refuses a person without a mandate as a coach, half a position, more days than a month has, and
    `changed_meanwhile` when `version` is no longer the profile's."""
    if not coach.mandates.filter(role="coach").exists():
        raise Refused("not_one_of_the_coaches", person=coach)
    if (latitude is None) != (longitude is None):
        raise Refused("coach_base_half_given", field="latitude")
    with refusing(CoachProfile, "coach_value_refused"):
        profile, _ = CoachProfile.objects.get_or_create(coach=coach)
        profile = CoachProfile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
        if version is not None and version != profile.version:
            raise Refused("changed_meanwhile", what=coach)
        profile.commune, profile.latitude, profile.longitude = commune, latitude, longitude
        profile.skills, profile.days_per_month = list(skills), days_per_month
        profile.version += 1
        profile.save()
    return profile


@act("coaching.absence.record", rule="coaching.keep_profile")
def record_absence(coach: User, *, actor: User, starts_on: date, ends_on: date, reason: str) -> Absence:
    """Say when a coach is away, both days included, and why. Visits planned on those days stay where they are
    until somebody plans again: they are shown as such. Refuses an overlap with another absence."""
    if not reason.strip():
        raise Refused("absence_reason_missing", field="reason")
    if ends_on < starts_on:
        raise Refused(
            "absence_backwards",
            field="ends_on",
            starts_on=format_date(starts_on),
            ends_on=format_date(ends_on),
        )
    User.objects.select_for_update().get(pk=coach.pk)
    same = Absence.objects.filter(
        coach=coach, withdrawn_on=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).first()
    if same is not None:
        raise Refused(
            "absence_overlaps", starts_on=format_date(same.starts_on), ends_on=format_date(same.ends_on)
        )
    return Absence.objects.create(
        coach=coach, starts_on=starts_on, ends_on=ends_on, reason=reason.strip(), recorded_by=actor
    )


@act("coaching.absence.withdraw", rule="coaching.keep_profile")
def withdraw_absence(coach: User, *, actor: User, absence: Absence) -> Absence:
    """An absence that will not be, or was not; its row stays."""
    current = Absence.objects.select_for_update().get(pk=absence.pk, coach=coach)
    if current.withdrawn_on is not None:
        raise Refused("absence_already_withdrawn")
    current.withdrawn_on = clock.today()
    current.save(update_fields=["withdrawn_on"])
    return current


@act("coaching.feast.correct", rule="coaching.keep_feasts")
def correct_feast(
    kind: str, *, actor: User, year: int, starts_on: date, ends_on: date, source: str
) -> FeastCorrection:
    """Write a feast, or Ramadan, as it was observed or announced; it replaces what was expected for that year.
    Ramadan lasts at most 31 days, a feast 4. Refuses a correction without its source."""
    if kind not in FeastKind.values:
        raise Refused("feast_unknown", kind=kind, field="kind")
    if not source.strip():
        raise Refused("feast_source_missing", field="source")
    days = (ends_on - starts_on).days + 1
    if not 1 <= days <= FEAST_AT_MOST.get(FeastKind(kind), 4) or year not in (starts_on.year, ends_on.year):
        raise Refused(
            "feast_days_odd",
            field="ends_on",
            feast=FeastKind(kind).label,
            starts_on=format_date(starts_on),
            ends_on=format_date(ends_on),
        )
    correction, _ = FeastCorrection.objects.update_or_create(
        kind=kind,
        year=year,
        defaults={
            "starts_on": starts_on,
            "ends_on": ends_on,
            "source": source.strip(),
            "recorded_by": actor,
            "recorded_at": clock.now(),
        },
    )
    return correction


@act("coaching.calendar.open", rule="coaching.own_calendar")
def new_calendar_link(coach: User, *, actor: User) -> IssuedToken:
    """A new secret address for the coach's calendar, shown once; the one before stops working."""
    User.objects.select_for_update().get(pk=coach.pk)
    CalendarLink.objects.filter(coach=coach, revoked_at=None).update(revoked_at=clock.now())
    secret = secrets.token_urlsafe(24)
    return IssuedToken(CalendarLink.objects.create(coach=coach, digest=digest_of(secret)), secret)


@act("coaching.calendar.revoke", rule="coaching.keep_profile")
def revoke_calendar_link(coach: User, *, actor: User) -> CalendarLink:
    """Close the address of the coach's calendar. Refuses when there is none."""
    link = CalendarLink.objects.select_for_update().filter(coach=coach, revoked_at=None).first()
    if link is None:
        raise Refused("calendar_link_absent")
    link.revoked_at = clock.now()
    link.save(update_fields=["revoked_at"])
    return link
