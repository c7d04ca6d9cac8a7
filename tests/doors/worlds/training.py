"""Two held sessions with a certificate, one convened: the own ones, and those far away with a canary."""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.foundations import clock
from mourafaka.people.enums import Role
from mourafaka.training import services
from mourafaka.training.codes import ballot_code
from mourafaka.training.models import Session
from tests.doors.access_world import FOREIGN
from tests.doors.worlds.enrolment import enrolment_of
from tests.factories.territory import ProvinceFactory
from tests.factories.training import AttendeeFactory, InvitationFactory, ParticipantFactory, SessionFactory


def build(world: Any, users: Any) -> None:
    manager = users("manager")
    for target in ("own", "foreign"):
        enrolment = enrolment_of(world, target)
        word = FOREIGN if target == "foreign" else "PLAIN"
        session = SessionFactory(
            cohort=enrolment.cohort,
            place=f"Salle {word}",
            state="held",
            provinces=[ProvinceFactory(code=enrolment.cooperative.province_id)],
        )
        invitation = InvitationFactory(session=session, enrolment=enrolment)
        person = ParticipantFactory(enrolment=enrolment, name=f"Participante {word}")
        attendee = AttendeeFactory(invitation=invitation, participant=person, present=4)
        with clock.at(date(2021, 3, 10)):
            certificate = services.issue_certificates(session, actor=manager)[0]
        world.rooms["training", target] = {
            "session": session,
            "invitation": invitation,
            "attendee": attendee,
            "certificate": certificate,
        }


def person(world: Any, role: str, user: Any) -> None:
    if role == Role.TRAINER:
        Session.objects.filter(pk=world.rooms["training", "own"]["session"].pk).update(trainer=user)


def value(world: Any, page: str, key: str, target: str) -> Any:
    of = world.rooms["training", "foreign" if target == "foreign" else "own"]
    session, certificate = of["session"], of["certificate"]
    about_certificate = page in ("training:certificate", "training:revoke", "training:verified")
    code = {
        "training:edit_module": "F1",
        # Who has no business with a certificate does not hold its code.
        "training:verified": "0000-0000-0000-0000" if target == "foreign" else certificate.code,
        "training:self_check": "0000000000000000",
        "training:ballot": ballot_code(session.pk, 1),
    }
    pk = {
        "training:check_in": session.half_days.first().pk,
        "training:self_check": session.half_days.first().pk,
        "training:withdraw": of["attendee"].pk,
    }
    return {
        "number": certificate.number if about_certificate else session.number,
        "pk": pk.get(page, of["invitation"].pk),
        "code": code.get(page, session.cohort.code),
        "language": "fr",
    }.get(key)
