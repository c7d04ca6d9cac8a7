"""Sessions, their half-days, and the cooperatives invited."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mourafaka.calls.models import Cohort
from mourafaka.enrolment.models import CoachAssignment, Enrolment
from mourafaka.foundations import clock, crypto
from mourafaka.foundations.models import OutboxMessage, StoredFile
from mourafaka.people.enums import Role
from mourafaka.registry.models import CooperativeContact
from mourafaka.territory.models import Province, within
from mourafaka.training.enums import (
    INVITATION_TONES,
    LANGUAGES,
    OPEN_STATES,
    SEATED,
    SESSION_TONES,
    InvitationState,
    Part,
    SessionState,
    WaitingOrder,
)
from mourafaka.training.models.modules import Module

USER = settings.AUTH_USER_MODEL
# Who follows the training of a territory.
WATCHERS = (Role.MANAGER, Role.DELEGATE, Role.ADMIN, Role.EVALUATOR)


def followed_by(user: Any, enrolment: str = "enrolment") -> Q:
    """Rows about the enrolments a person follows: by territory, by coaching them, by speaking for them."""
    seen = Q(pk__in=())
    codes = user.territory_codes(*WATCHERS)
    if "" in codes:  # the whole country; an empty Q would vanish beside another
        return Q(pk__isnull=False)
    if codes:
        seen |= within(codes, f"{enrolment}__cooperative__province_id")
    if Role.COACH in user.roles():
        coached = CoachAssignment.objects.in_force().filter(coach=user).values("enrolment")
        seen |= Q(**{f"{enrolment}__in": coached})
    return seen


def spoken_for_by(user: Any, enrolment: str = "enrolment") -> Q:
    own = CooperativeContact.objects.filter(user=user).values("cooperative")
    return Q(**{f"{enrolment}__cooperative__in": own})


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: Any) -> Self:
        """By territory; a trainer, hers; a coach and a cooperative, those they are invited to. What is only
        planned is not yet told to cooperatives."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        seen = Q(trainer=user)
        if codes := user.territory_codes(*WATCHERS):
            if "" in codes:
                return self
            seen |= Q(pk__in=Session.provinces.through.objects.filter(within(codes)).values("session"))
        followed = Invitation.objects.filter(followed_by(user)).values("session")
        own = Invitation.objects.filter(spoken_for_by(user)).values("session")
        seen |= Q(pk__in=followed) | (Q(pk__in=own) & ~Q(state=SessionState.PLANNED))
        return self.filter(seen)

    def open(self) -> Self:
        """Planned or convened: what may still change."""
        return self.filter(state__in=OPEN_STATES)

    def convened(self) -> Self:
        return self.filter(state=SessionState.CONVENED)

    def held(self) -> Self:
        return self.filter(state=SessionState.HELD)

    def of_trainer(self, user: Any) -> Self:
        return self.filter(trainer=user)

    def for_lists(self) -> Self:
        return self.select_related("module", "cohort", "trainer").prefetch_related("provinces")


class Session(models.Model):
    """A group training of one module, for one or several provinces, over its half-days."""

    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="+", verbose_name=_("cohort"))
    module = models.ForeignKey(Module, models.PROTECT, related_name="sessions", verbose_name=_("module"))
    provinces = models.ManyToManyField(Province, related_name="+", verbose_name=_("provinces served"))
    place = models.CharField(_("place"), max_length=200)
    trainer = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("trainer")
    )
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="ar")
    capacity = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    waiting_order = models.CharField(
        _("order of the waiting list"),
        max_length=10,
        choices=WaitingOrder,
        default=WaitingOrder.FIRST_COME,
    )
    childcare = models.BooleanField(_("childcare offered"), default=False)
    transport = models.BooleanField(_("transport offered"), default=False)
    cost_mad = models.DecimalField(_("cost (MAD)"), max_digits=14, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField(_("first day"), editable=False, db_index=True)
    ends_on = models.DateField(_("last day"), editable=False)
    state = models.CharField(
        max_length=10, choices=SessionState, default=SessionState.PLANNED, editable=False, db_index=True
    )
    cancel_reason = models.CharField(_("reason of the cancellation"), max_length=300, blank=True)
    convened_at = models.DateTimeField(null=True, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    planned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", editable=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "number"]
        verbose_name = _("training session")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="training_session_ends_after_it_starts",
                violation_error_message=_("A session ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(cost_mad=None) | Q(cost_mad__gte=0),
                name="training_session_cost_is_not_negative",
                violation_error_message=_("A cost cannot be negative."),
            ),
            models.CheckConstraint(
                condition=~Q(state=SessionState.CANCELLED) | ~Q(cancel_reason=""),
                name="training_session_cancelled_for_a_reason",
                violation_error_message=_("A cancelled session has its reason."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        return SESSION_TONES[SessionState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def title(self) -> str:
        return self.module.title

    def seats_taken(self) -> int:
        """Places given to invitations that did not decline."""
        given = self.invitations.filter(state__in=SEATED)
        return int(given.aggregate(total=models.Sum("seats"))["total"] or 0)


class HalfDayQuerySet(models.QuerySet["HalfDay"]):
    def visible_to(self, user: Any) -> Self:
        return self.filter(session__in=Session.objects.visible_to(user).order_by().values("pk"))


class HalfDay(models.Model):
    """A morning or an afternoon of a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="half_days")
    on = models.DateField(_("day"))
    part = models.CharField(_("part of the day"), max_length=10, choices=Part)
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("until"))

    objects = HalfDayQuerySet.as_manager()

    class Meta:
        ordering = ["on", "starts_at"]
        verbose_name = _("half-day")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "on", "part"],
                name="one_half_day_a_part_of_the_day",
                violation_error_message=_("This session already has this half-day."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="half_day_ends_after_it_starts",
                violation_error_message=_("A half-day ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.on} {self.part}"

    @property
    def opens(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.starts_at))

    @property
    def closes(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.on, self.ends_at))


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: Any) -> Self:
        """Who follows the cooperative, the trainer of the session; the cooperative, once convened."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        told = spoken_for_by(user) & ~Q(session__state=SessionState.PLANNED)
        return self.filter(followed_by(user) | Q(session__trainer=user) | told)

    def seated(self) -> Self:
        """Those that hold places: accepted, or not answered yet."""
        return self.filter(state__in=SEATED)

    def waiting(self) -> Self:
        return self.filter(state=InvitationState.WAITING)

    def for_lists(self) -> Self:
        return self.select_related("session__module", "session__trainer", "enrolment__cooperative__province")


class Invitation(models.Model):
    """A cooperative invited to a session for a number of places, or on its waiting list."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="invitations")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField(_("places"), validators=[MinValueValidator(1)])
    need = models.DecimalField(max_digits=5, decimal_places=4, default=0, editable=False)
    state = models.CharField(
        max_length=10, choices=InvitationState, default=InvitationState.INVITED, editable=False
    )
    invited_at = models.DateTimeField(default=clock.now, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", editable=False)
    convocation = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", editable=False)
    message = models.ForeignKey(OutboxMessage, models.PROTECT, null=True, related_name="+", editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["invited_at", "pk"]
        verbose_name = _("invitation")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "enrolment"],
                name="one_invitation_per_cooperative",
                violation_error_message=_("This cooperative is already invited to this session."),
            ),
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="invitation_has_a_seat",
                violation_error_message=_("An invitation is for at least one person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.enrolment}"

    @property
    def tone(self) -> str:
        return INVITATION_TONES[InvitationState(self.state)]

    def personal_number(self, seat: int) -> str:
        """The five digits printed on the convocation for a place; nothing of them is stored."""
        return f"{int(crypto.blind_index(f'training.seat|{self.pk}|{seat}')[:12], 16) % 100_000:05d}"
