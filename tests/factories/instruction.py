"""Cases for tests, without going through the acts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from mourafaka.instruction.models import Case, Correction, Message, Opinion, Team
from tests.factories.calls import ApplicationFactory

RECEIVED = datetime(2020, 4, 1, 10, tzinfo=UTC)


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Équipe {n + 1}")


class CaseFactory(factory.django.DjangoModelFactory[Case]):
    """A case received on 1 April 2020, due ten days later."""

    class Meta:
        model = Case
        django_get_or_create = ("application",)

    application = factory.SubFactory(ApplicationFactory)
    received_at = RECEIVED
    due_on = date(2020, 4, 11)


class CorrectionFactory(factory.django.DjangoModelFactory[Correction]):
    class Meta:
        model = Correction

    case = factory.SubFactory(CaseFactory)
    target = "sections:market"
    kind = "incomplete"
    asked = "Nommez vos clients."
    due_on = date(2020, 4, 20)
    asked_at = RECEIVED
    asked_by: Any = factory.SelfAttribute("case.application.entered_by")


class OpinionFactory(factory.django.DjangoModelFactory[Opinion]):
    class Meta:
        model = Opinion

    case = factory.SubFactory(CaseFactory)
    question = "Le procédé est-il sûr ?"
    due_on = date(2020, 4, 20)
    asked_at = RECEIVED
    asked_by: Any = factory.SelfAttribute("case.application.entered_by")


class MessageFactory(factory.django.DjangoModelFactory[Message]):
    class Meta:
        model = Message

    case = factory.SubFactory(CaseFactory)
    text = "Bonjour"
    from_staff = True
    sent_at = RECEIVED
    author: Any = factory.SelfAttribute("case.application.entered_by")
