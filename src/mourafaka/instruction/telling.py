"""What people are told, in their language: part of the acts that ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from mourafaka.calls.models import Application
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.mail import queue_message
from mourafaka.instruction.models import Case, Correction, Message, Opinion
from mourafaka.instruction.targets import targets_of
from mourafaka.people.models import User
from mourafaka.registry.models import CooperativeContact


def asked(case: Case, made: Sequence[Correction]) -> None:
    """The cooperative reads what to complete, why, and until when."""
    for recipient, language in _cooperative(case.application):
        with override(language):
            names = targets_of(case.application)
            lines = "\n".join(
                f"- {names[line.target]} ({line.get_kind_display()}): {line.asked}" for line in made
            )
            _queue(
                recipient,
                case.application,
                subject=_("Your application %(number)s: something to complete"),
                body=_("Please complete your application before the end of %(due)s:\n\n%(lines)s"),
                facts={"due": format_date(made[0].due_on), "lines": lines},
                key=f"corrections:{made[0].pk}",
            )


def lapsed(case: Case) -> None:
    for recipient, language in _cooperative(case.application):
        with override(language):
            _queue(
                recipient,
                case.application,
                subject=_("Your application %(number)s: the time to answer has ended"),
                body=_(
                    "We did not receive everything we asked for. Your application is now looked at as it is: "
                    "we may ask you again, or declare it not admissible; you will be told which, and why."
                ),
                facts={},
                key=f"lapsed:{case.pk}:{case.version}",
            )


def opinion_asked(opinion: Opinion) -> None:
    _tell(
        opinion.asked_of,
        opinion.case.application,
        gettext_noop("Your opinion is asked on %(number)s"),
        gettext_noop("%(name)s asks your opinion on the application %(number)s before the end of %(due)s."),
        {"name": str(opinion.asked_by), "due": format_date(opinion.due_on)},
        f"opinion:{opinion.pk}",
    )


def opinion_answered(opinion: Opinion) -> None:
    _tell(
        opinion.asked_by,
        opinion.case.application,
        gettext_noop("An opinion was given on %(number)s"),
        gettext_noop("%(name)s gave the opinion you asked for on the application %(number)s."),
        {"name": str(opinion.asked_of)},
        f"opinion-answered:{opinion.pk}",
    )


def message_posted(message: Message) -> None:
    """The other side is told that something was written, not what."""
    application = message.case.application
    key = f"message:{message.pk}"
    if not message.from_staff:
        if message.case.officer is not None:
            _tell(
                message.case.officer,
                application,
                gettext_noop("A message about %(number)s"),
                gettext_noop("The cooperative wrote about its application %(number)s."),
                {},
                key,
            )
        return
    for recipient, language in _cooperative(application):
        with override(language):
            _queue(
                recipient,
                application,
                subject=_("A message about your application %(number)s"),
                body=_("We wrote to you about your application %(number)s. Sign in to read and answer."),
                facts={},
                key=key,
            )


def _cooperative(application: Application) -> Iterable[tuple[str, str]]:
    """Its accounts, each in the language it prefers; without one, who to call, for whoever lets messages leave."""
    contacts = CooperativeContact.objects.filter(cooperative=application.cooperative_id)
    people = [contact.user for contact in contacts.select_related("user")]
    known = [(user.email, user.preferred_language) for user in people if user.email]
    if known:
        return known
    cooperative = application.cooperative
    who = [cooperative.name, cooperative.phone or cooperative.province.name]
    return [(", ".join(filter(None, who))[:254], application.language)]


def _tell(
    user: User, application: Application, subject: str, body: str, facts: dict[str, Any], key: str
) -> None:
    if user.email:
        with override(user.preferred_language):
            _queue(user.email, application, subject=_(subject), body=_(body), facts=facts, key=key)


def _queue(
    recipient: str, application: Application, *, subject: str, body: str, facts: dict[str, Any], key: str
) -> None:
    facts = {"number": application.number, **facts}
    queue_message(
        recipient=recipient,
        language=application.language,
        subject=subject % facts,
        body=body % facts,
        about=application,
        dedup_key=f"instruction:{key}:{recipient}",
    )
