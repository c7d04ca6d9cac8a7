"""Whom instruction tells of what, in their language: part of the acts that ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from mourafaka.calls.models import Application
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.notices import Recipient
from mourafaka.foundations.notices.services import notify
from mourafaka.instruction import notices
from mourafaka.instruction.models import Case, Correction, Message, Opinion
from mourafaka.instruction.targets import targets_of
from mourafaka.people.models import User
from mourafaka.registry.models import CooperativeContact


def asked(case: Case, made: Sequence[Correction]) -> None:
    """The cooperative reads what to complete, why, and until when."""
    for recipient in _cooperative(case.application):
        with override(recipient.language):
            names = targets_of(case.application)
            lines = "\n".join(
                f"- {names[line.target]} ({line.get_kind_display()}): {line.asked}" for line in made
            )
            facts = {"due": format_date(made[0].due_on), "lines": lines}
        _tell(
            notices.CORRECTIONS,
            recipient,
            case.application,
            f"corrections:{made[0].pk}",
            url=reverse("instruction:shared", args=[case.application.number]),
            **facts,
        )


def lapsed(case: Case) -> None:
    for recipient in _cooperative(case.application):
        _tell(notices.LAPSED, recipient, case.application, f"lapsed:{case.pk}:{case.version}")


def admitted(case: Case) -> None:
    for recipient in _cooperative(case.application):
        _tell(notices.ADMITTED, recipient, case.application, f"admitted:{case.pk}:{case.version}")


def completed(case: Case) -> None:
    """The officer knows that the cooperative answered the last correction."""
    if case.officer is not None:
        key = f"completed:{case.pk}:{case.version}"
        _tell_staff(notices.COOPERATIVE_ANSWERED, case.officer, case.application, key)


def opinion_asked(opinion: Opinion) -> None:
    with override(opinion.asked_of.preferred_language):
        due = format_date(opinion.due_on)
    _tell(
        notices.OPINION_ASKED,
        Recipient.of(opinion.asked_of),
        opinion.case.application,
        f"opinion:{opinion.pk}",
        url=reverse("instruction:opinion", args=[opinion.pk]),
        name=str(opinion.asked_by),
        due=due,
    )


def opinion_answered(opinion: Opinion) -> None:
    key = f"opinion-answered:{opinion.pk}"
    application = opinion.case.application
    _tell_staff(notices.OPINION_GIVEN, opinion.asked_by, application, key, name=str(opinion.asked_of))


def message_posted(message: Message) -> None:
    """The other side is told that something was written, not what."""
    application, key = message.case.application, f"message:{message.pk}"
    if message.from_staff:
        for recipient in _cooperative(application):
            url = reverse("instruction:shared", args=[application.number])
            _tell(notices.MESSAGE, recipient, application, key, url=url)
    elif message.case.officer is not None:
        _tell_staff(notices.COOPERATIVE_WROTE, message.case.officer, application, key)


def _cooperative(application: Application) -> Iterable[Recipient]:
    """Each account that speaks for it, in the language it prefers; without one, the cooperative's own telephone,
    or its name, for whoever calls or hands over the paper."""
    contacts = CooperativeContact.objects.filter(cooperative=application.cooperative_id)
    people = [Recipient.of(contact.user) for contact in contacts.select_related("user")]
    cooperative = application.cooperative
    name = ", ".join(filter(None, [cooperative.name, cooperative.phone or cooperative.province.name]))
    return people or [Recipient(name=name[:150], phone=cooperative.phone, language=application.language)]


def _tell_staff(event: str, user: User, application: Application, key: str, **facts: Any) -> None:
    url = reverse("instruction:case", args=[application.number])
    _tell(event, Recipient.of(user), application, key, url=url, **facts)


def _tell(
    event: str, to: Recipient, application: Application, key: str, *, url: str = "", **facts: Any
) -> None:
    notify(
        event,
        to=to,
        about=application,
        facts={"number": application.number, **facts},
        dedup_key=f"instruction:{key}",
        url=url or reverse("applying:follow", args=[application.number]),
    )
