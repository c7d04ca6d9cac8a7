"""What an applicant follows, in her words: the public vocabulary, never a staff one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mourafaka.applying import sockets
from mourafaka.applying.models import Draft, Receipt
from mourafaka.calls.enums import ApplicationState, CallState, DocumentState
from mourafaka.calls.models import Application
from mourafaka.registry.models import Cooperative
from mourafaka.registry.sockets import Moment

S = ApplicationState
WORDS = {
    S.DRAFT: gettext_lazy("Being prepared"),
    S.SUBMITTED: gettext_lazy("Received"),
    S.INCOMPLETE: gettext_lazy("We need something from you"),
    S.ADMISSIBLE: gettext_lazy("Complete, waiting to be read"),
    S.INADMISSIBLE: gettext_lazy("Does not meet the conditions"),
    S.EVALUATED: gettext_lazy("Read, waiting for the decision"),
    S.SELECTED: gettext_lazy("Chosen"),
    S.RESERVE: gettext_lazy("On the reserve list"),
    S.REFUSED: gettext_lazy("Not chosen"),
    S.APPEALED: gettext_lazy("Your contestation is being examined"),
    S.ENROLLED: gettext_lazy("Accompanied"),
    S.WITHDRAWN: gettext_lazy("Withdrawn"),
}
# While the decision is not published, nothing of it is told.
BEFORE_PUBLICATION = (S.SELECTED, S.RESERVE, S.REFUSED)
HER_TURN = {S.DRAFT, S.INCOMPLETE}
OVER = {S.INADMISSIBLE, S.SELECTED, S.REFUSED, S.ENROLLED, S.WITHDRAWN}


@dataclass(frozen=True)
class Mine:
    drafts: tuple[Draft, ...]
    applications: tuple[Followed, ...]


@dataclass(frozen=True)
class Followed:
    application: Application
    state: str

    @property
    def words(self) -> str:
        return str(WORDS[ApplicationState(self.state)])


@dataclass(frozen=True)
class FollowPage:
    application: Application
    state: str
    turn: str
    moments: tuple[Moment, ...]
    missing: tuple[str, ...]
    corrections: tuple[Any, ...]
    panels: tuple[str, ...]
    receipt: Receipt | None

    @property
    def words(self) -> str:
        return str(WORDS[ApplicationState(self.state)])


def of_person(user: Any) -> Mine | None:
    """Her open drafts and her applications; None for a visitor or somebody who only works here."""
    if not getattr(user, "is_authenticated", False):
        return None
    drafts = tuple(Draft.objects.visible_to(user).open().select_related("call"))
    if not user.has_role("cooperative"):
        return Mine(drafts, ())
    seen = Application.objects.visible_to(user).select_related("call", "cooperative")
    return Mine(drafts, tuple(Followed(each, _told(each)) for each in seen.order_by("-number")))


def _told(application: Application) -> str:
    """The state as it may be told: what is decided stays unsaid until it is published, or told by its letter."""
    if application.state not in BEFORE_PUBLICATION or application.call.state == CallState.PUBLISHED:
        return application.state
    return application.state if any(sockets.told.collect(application)) else S.EVALUATED


def follow_page(application: Application, user: Any) -> FollowPage:
    state = _told(application)
    receipt = Receipt.objects.filter(application=application).first()
    lacking = application.documents.filter(state__in=[DocumentState.MISSING, DocumentState.REJECTED])
    asked = application.call.documents.filter(mandatory=True).values("kind")
    return FollowPage(
        application,
        state,
        _turn(application, state, user),
        tuple(_moments(application, user)),
        tuple(str(each.kind) for each in lacking.filter(kind__in=asked).select_related("kind")),
        tuple(each for several in sockets.corrections.collect(application, user) for each in several),
        tuple(sockets.follow.collect(application, user)),
        receipt,
    )


def _turn(application: Application, state: str, user: Any) -> str:
    told = sockets.turns.collect(application, user)
    if told:
        return str(told[0])
    if state in HER_TURN:
        return _("It is your turn.")
    return (
        _("Nothing more is expected of anybody.")
        if state in OVER
        else _("It is the agency's turn. You need do nothing.")
    )


def _moments(application: Application, user: Any) -> Iterable[Moment]:
    told = [each for several in sockets.moments.collect(application, user) for each in several]
    if application.submitted_at is not None:
        told.append(
            Moment(timezone.localdate(application.submitted_at), _("You sent your application"), tone="done")
        )
    told.append(Moment(_day(application.call.closes_at), _("The call closes"), tone="info"))
    return sorted(told, key=lambda moment: moment.on)


def _day(moment: Any) -> date:
    return timezone.localdate(moment)


@dataclass(frozen=True)
class Twin:
    cooperative: Cooperative
    reason: str


def twins(application: Application, user: Any) -> list[Twin]:
    """Cooperatives that may be the same as the applicant, each with what makes one think so."""
    own = application.cooperative
    others = Cooperative.objects.visible_to(user).exclude(pk=own.pk)
    found = [
        Twin(each, _("The same number in the local register of another court."))
        for each in (others.filter(local_reg_no=own.local_reg_no) if own.local_reg_no else others.none())[:5]
    ]
    if own.phone:
        found += [Twin(each, _("The same phone number.")) for each in others.filter(phone=own.phone)[:5]]
    known = {twin.cooperative.pk for twin in found}
    alike = [each for each in others.likely_duplicates(own)[:5] if each.pk not in known]
    return found + [Twin(each, _("A name that reads alike, in the same province.")) for each in alike]
