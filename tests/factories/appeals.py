"""A decided call whose letters are out, and what is contested of it, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from mourafaka.appeals import services
from mourafaka.appeals.models import Appeal
from mourafaka.calls.models import Application
from mourafaka.foundations.models import OutboxMessage
from mourafaka.foundations.notices.services import prove_notification
from mourafaka.people.models import User
from mourafaka.registry.models import CooperativeContact
from mourafaka.selection import services as selection
from mourafaka.selection.models import Letter
from tests.factories.committee import Sitting, decided, person


def told(found: Sitting | None = None) -> Sitting:
    """Every letter released, none proved notified."""
    found = found or decided()
    selection.issue_letters(found.call, actor=found.manager)
    OutboxMessage.objects.update(state="released")
    return found


def speaker(application: Application, name: str = "Presidente") -> User:
    user = person("cooperative", name)
    CooperativeContact.objects.create(cooperative=application.cooperative, user=user)
    return user


def notify(application: Application, manager: User, day: Any) -> None:
    """Its letter was signed on paper on `day`."""
    letter = Letter.objects.get(application=application)
    OutboxMessage.objects.filter(pk=letter.message_id).update(queued_at=day - timedelta(days=1))
    prove_notification(letter.message, actor=manager, kind="signed_on_paper", on=day.date())


def application(found: Sitting, place: int) -> Application:
    return found.call.applications.get(number=f"T2-09-{place:04d}")


def examined(found: Sitting, place: int, examiner: User | None = None) -> Appeal:
    """The appeal of an application, taken by somebody who had no part in the decision."""
    dossier = application(found, place)
    appeal = services.lodge_appeal(
        dossier, actor=speaker(dossier, f"Presidente {place}"), text="Nos ventes n’ont pas été comptées."
    )
    return services.take_appeal(appeal, actor=examiner or person("delegate", f"Deleguee {place}", "09"))
