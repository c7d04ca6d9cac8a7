"""The persons who come: the least that a roster and a certificate need."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.text import fold
from mourafaka.enrolment.models import Enrolment
from mourafaka.foundations import clock
from mourafaka.training.enums import MANAGERS, AgeBand, Function, Presence, Sex
from mourafaka.training.models.sessions import HalfDay, Invitation, Session, followed_by, spoken_for_by

USER = settings.AUTH_USER_MODEL


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, user: Any) -> Self:
        """Who follows or speaks for the cooperative, and the trainers of the sessions the person comes to."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        taught = Attendee.objects.filter(session__trainer=user).values("participant")
        return self.filter(followed_by(user) | spoken_for_by(user) | Q(pk__in=taught))


class Participant(models.Model):
    """A person of an accompanied cooperative. No identity card number, no address, no birth date."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    function = models.CharField(_("function"), max_length=10, choices=Function)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex)
    age_band = models.CharField(_("age"), max_length=5, choices=AgeBand)
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    consented_on = models.DateField(_("informed and agreed on"))

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("participant")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "name_key"],
                name="one_participant_per_name",
                violation_error_message=_("This person is already known in this cooperative."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_key = fold(self.name)
        super().save(*args, **kwargs)

    @property
    def manages(self) -> bool:
        return self.function in MANAGERS


class AttendeeQuerySet(models.QuerySet["Attendee"]):
    def visible_to(self, user: Any) -> Self:
        if not getattr(user, "is_authenticated", False):
            return self.none()
        of_mine = Q(session__trainer=user)
        way = "participant__enrolment"
        return self.filter(followed_by(user, way) | spoken_for_by(user, way) | of_mine)

    def coming(self) -> Self:
        return self.filter(withdrawn_at=None)

    def for_lists(self) -> Self:
        return self.select_related("participant__enrolment__cooperative", "invitation", "session")


class Attendee(models.Model):
    """A participant named for a place of an invitation."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="attendees")
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="attendees")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="attendees")
    seat = models.PositiveSmallIntegerField()
    named_at = models.DateTimeField(default=clock.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = AttendeeQuerySet.as_manager()

    class Meta:
        ordering = ["session", "participant__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "participant"],
                name="a_person_once_per_session",
                violation_error_message=_("This person is already named for this session."),
            ),
            models.UniqueConstraint(
                fields=["invitation", "seat"],
                condition=Q(withdrawn_at=None),
                name="one_person_per_place",
                violation_error_message=_("This place is already taken."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.participant_id}"

    @property
    def personal_number(self) -> str:
        return self.invitation.personal_number(self.seat)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(attendee__in=Attendee.objects.visible_to(user).order_by().values("pk"))

    def to_confirm(self) -> Self:
        return self.filter(presence=Presence.TO_CONFIRM)

    def present(self) -> Self:
        return self.filter(presence=Presence.PRESENT)


class Attendance(models.Model):
    """Whether a person was there on a half-day, and who said so."""

    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="attendances")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="attendances")
    presence = models.CharField(max_length=10, choices=Presence)
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=clock.now)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        ordering = ["half_day", "attendee"]
        constraints = [
            models.UniqueConstraint(fields=["half_day", "attendee"], name="one_attendance_per_half_day")
        ]

    def __str__(self) -> str:
        return f"{self.half_day_id} {self.attendee_id}: {self.presence}"


class SelfCheckQuerySet(models.QuerySet["SelfCheck"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(attendee__in=Attendee.objects.visible_to(user).order_by().values("pk"))

    def failed(self) -> Self:
        return self.filter(accepted=False)


class SelfCheck(models.Model):
    """A try of a participant to check herself in; wrong digits are kept, so that guessing comes to an end."""

    half_day = models.ForeignKey(HalfDay, models.PROTECT, related_name="self_checks")
    attendee = models.ForeignKey(Attendee, models.PROTECT, related_name="self_checks")
    accepted = models.BooleanField()
    at = models.DateTimeField(default=clock.now)

    objects = SelfCheckQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.half_day_id} {self.attendee_id}"
