"""Somebody comes to a session whom nobody had named: the trainer puts her on the roster."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from mourafaka.foundations import clock
from mourafaka.training import services
from mourafaka.training.models import Attendee
from tests.factories.training import FIRST_DAY, LAST_DAY, InvitationFactory, SessionFactory
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_day():
    with clock.at(LAST_DAY):
        yield


def somebody(**changes):
    given = {"name": "Participante Synthétique", "function": "treasurer", "sex": "F", "age_band": "36-50"}
    return {**given, "phone": "", "consents": "yes", **changes}


def welcome(invitation, session=None, **changes):
    session = session or invitation.session
    return services.welcome_participant(
        session, actor=session.trainer, invitation=invitation, person=somebody(**changes)
    )


def test_who_comes_unannounced_takes_the_place_her_cooperative_left_free():
    invitation = InvitationFactory(seats=2, state="invited")

    attendee = welcome(invitation)

    invitation.refresh_from_db()
    assert (attendee.seat, invitation.seats, invitation.state) == (1, 2, "accepted")


def test_one_more_than_announced_takes_a_free_place_of_the_session():
    invitation = InvitationFactory(seats=1, session__capacity=2)
    welcome(invitation)

    welcome(invitation, name="Autre Participante")

    invitation.refresh_from_db()
    assert (invitation.seats, Attendee.objects.coming().count()) == (2, 2)


def test_a_cooperative_that_had_declined_comes_after_all():
    invitation = InvitationFactory(seats=3, state="declined")

    welcome(invitation)

    invitation.refresh_from_db()
    assert (invitation.seats, invitation.state) == (1, "accepted")


def test_a_full_session_takes_nobody_more():
    invitation = InvitationFactory(seats=1, session__capacity=1)
    welcome(invitation)

    assert refused(lambda: welcome(invitation, name="Autre Participante")) == "session_full"


def test_only_invited_cooperatives_are_on_the_roster():
    elsewhere = InvitationFactory(session=SessionFactory())

    assert refused(lambda: welcome(elsewhere, SessionFactory())) == "invitation_of_another_session"


def test_nobody_is_welcomed_before_the_first_day():
    invitation = InvitationFactory()

    with clock.at(FIRST_DAY - timedelta(days=1)):
        code = refused(lambda: welcome(invitation))

    assert code == "training_session_state"


def test_the_trainer_notes_her_from_the_roster(client_as):
    invitation = InvitationFactory(state="invited")
    session = invitation.session
    client = client_as(session.trainer)
    roster = reverse("training:roster", args=[session.number])

    offered = client.get(roster).content.decode()
    client.post(
        reverse("training:welcome", args=[session.number]),
        {**somebody(), "consents": "on", "invitation": invitation.pk},
    )

    assert reverse("training:welcome", args=[session.number]) in offered
    assert "Participante Synthétique" in client.get(roster).content.decode()
