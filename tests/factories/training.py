"""Training for tests, without going through the acts (but the modules, which come with the room)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import factory

from mourafaka.people.models import Mandate, User
from mourafaka.training.enums import HOURS, Part
from mourafaka.training.models import (
    Attendance,
    Attendee,
    Certificate,
    HalfDay,
    Invitation,
    Module,
    Participant,
    Session,
)
from tests.factories.calls import CohortFactory
from tests.factories.enrolment import EnrolmentFactory
from tests.factories.territory import ProvinceFactory

FIRST_DAY = date(2021, 3, 1)
LAST_DAY = date(2021, 3, 2)


class TrainerFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"trainer{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Formatrice {n}")

    @factory.post_generation
    def mandate(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            Mandate.objects.create(user=self, role="trainer", territory_code="09", starts_on=date(2020, 1, 1))


class SessionFactory(factory.django.DjangoModelFactory[Session]):
    """A convened session of F1 on 1 and 2 March 2021 in Taroudannt: four half-days, a trainer."""

    class Meta:
        model = Session
        skip_postgeneration_save = True

    number = factory.Sequence(lambda n: f"F1-2021-{n + 50:02d}")
    cohort = factory.SubFactory(CohortFactory)
    module = factory.LazyFunction(lambda: Module.objects.get(pk="F1"))
    place = "Maison de la coopérative, Taroudannt"
    trainer = factory.SubFactory(TrainerFactory)
    language = "ar"
    capacity = 20
    starts_on = FIRST_DAY
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=1))
    state = "convened"
    planned_by = factory.LazyAttribute(lambda o: o.trainer or TrainerFactory())

    @factory.post_generation
    def provinces(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create:
            self.provinces.set(extracted or [ProvinceFactory(code="09.541")])

    @factory.post_generation
    def half_days(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for day in (self.starts_on, self.ends_on) if create else ():
            for part in Part:
                HalfDay.objects.create(
                    session=self, on=day, part=part, starts_at=HOURS[part][0], ends_at=HOURS[part][1]
                )


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    """Two places, accepted."""

    class Meta:
        model = Invitation

    session = factory.SubFactory(SessionFactory)
    enrolment = factory.SubFactory(EnrolmentFactory, phase="training")
    seats = 2
    state = "accepted"


class ParticipantFactory(factory.django.DjangoModelFactory[Participant]):
    class Meta:
        model = Participant

    enrolment = factory.SubFactory(EnrolmentFactory, phase="training")
    name = factory.Sequence(lambda n: f"Participante {n}")
    function = "president"
    sex = "F"
    age_band = "36-50"
    consented_on = date(2021, 2, 1)


class AttendeeFactory(factory.django.DjangoModelFactory[Attendee]):
    """`AttendeeFactory(invitation=invitation, present=4)` attended the first four half-days, was absent after."""

    class Meta:
        model = Attendee
        skip_postgeneration_save = True

    invitation = factory.SubFactory(InvitationFactory)
    session = factory.LazyAttribute(lambda o: o.invitation.session)
    participant = factory.LazyAttribute(lambda o: ParticipantFactory(enrolment=o.invitation.enrolment))
    seat = factory.LazyAttribute(lambda o: o.invitation.attendees.count() + 1)

    @factory.post_generation
    def present(self, create: bool, extracted: int | None, **kwargs: Any) -> None:
        if create and extracted is not None:
            for place, half_day in enumerate(self.session.half_days.all()):
                Attendance.objects.create(
                    half_day=half_day,
                    attendee=self,
                    presence="present" if place < extracted else "absent",
                    recorded_by=self.session.trainer,
                )


class CertificateFactory(factory.django.DjangoModelFactory[Certificate]):
    """A certificate without its papers; the acts print them."""

    class Meta:
        model = Certificate

    attendee = factory.SubFactory(AttendeeFactory, present=4, invitation__session__state="held")
    number = factory.LazyAttribute(lambda o: f"{o.attendee.session.number}-01")
    person = factory.LazyAttribute(lambda o: o.attendee.participant.name)
    cooperative = factory.LazyAttribute(lambda o: o.attendee.participant.enrolment.cooperative.name_fr)
    module_code = "F1"
    module_title_fr = "Gouvernance et vie coopérative"
    module_title_ar = "الحكامة والحياة التعاونية"
    hours = 12
    starts_on = FIRST_DAY
    ends_on = LAST_DAY
    issued_on = LAST_DAY
    issued_by = factory.LazyAttribute(lambda o: o.attendee.session.planned_by)
    issuer = "Délégation régionale"


def presences(session: Session, people: Sequence[Attendee], value: bool = True) -> dict[str, dict[str, bool]]:
    """Every half-day of the session for those people: `presences(session, [one, two])`."""
    return {
        str(half_day.pk): {str(each.pk): value for each in people} for half_day in session.half_days.all()
    }
