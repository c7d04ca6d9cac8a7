"""What was decided on an application, since when it is known, and until when it may be contested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from mourafaka.appeals.enums import CONTESTABLE, Against, LetterKind
from mourafaka.appeals.models import Appeal, Letter
from mourafaka.calls.enums import ApplicationState, CallState
from mourafaka.calls.models import Application
from mourafaka.foundations import clock
from mourafaka.foundations.models import OutboxState
from mourafaka.foundations.notices.services import notified_on
from mourafaka.selection.models import Letter as DecisionLetter

S = ApplicationState
OUTCOMES = {S.SELECTED: "selected", S.RESERVE: "reserve", S.REFUSED: "refused"}


@dataclass(frozen=True)
class Contest:
    """`against`: what may be contested, "" for nothing. `notified_on`: the day the letter is proved notified; the
    days to contest run from it to `last_day` included. Not proved, no day runs."""

    against: str
    days: int
    letter: Any
    notified_on: date | None
    appeal: Appeal | None

    @property
    def last_day(self) -> date | None:
        return self.notified_on + timedelta(days=self.days) if self.notified_on else None

    @property
    def over(self) -> bool:
        return self.last_day is not None and clock.today() > self.last_day

    @property
    def open(self) -> bool:
        return bool(self.against) and self.appeal is None and not self.over


def contest(application: Application) -> Contest:
    """What the cooperative may contest of this application today."""
    told = decision_told(application)
    against = CONTESTABLE.get(ApplicationState(application.state), "") if told else ""
    letter = letter_of(application)
    appeal = Appeal.objects.filter(application=application, against=against).first() if against else None
    return Contest(
        against=str(against),
        days=application.call.appeal_days,
        letter=letter,
        notified_on=notified_on(letter) if letter is not None else None,
        appeal=appeal,
    )


def letter_of(application: Application) -> Any:
    """The letter of what is decided now: of this room when not admissible, of the selection otherwise."""
    if application.state == S.INADMISSIBLE:
        return Letter.objects.of_rejection(application).first()
    outcome = OUTCOMES.get(ApplicationState(application.state))
    letters = DecisionLetter.objects.filter(application=application).select_related("message", "file")
    return letters.filter(outcome=outcome).order_by("-pk").first() if outcome else None


def decision_told(application: Application) -> bool:
    """Whether the cooperative may know: the outcome is published, or a letter that tells it was released."""
    if application.state == S.INADMISSIBLE or application.call.state == CallState.PUBLISHED:
        return True
    released = DecisionLetter.objects.filter(application=application).exclude(
        message__state__in=[OutboxState.HELD, OutboxState.CANCELLED]
    )
    answers = Letter.objects.filter(application=application, kind=LetterKind.ANSWER).exclude(
        message__state__in=[OutboxState.HELD, OutboxState.CANCELLED]
    )
    return released.exists() or answers.exists()


def appeals_of(application: Application) -> list[Appeal]:
    """Those of an application, the latest first."""
    return list(Appeal.objects.filter(application=application).order_by("-pk"))


def against_label(against: str) -> str:
    return str(Against(against).label)
