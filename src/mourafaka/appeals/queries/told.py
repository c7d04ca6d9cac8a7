"""What the cooperative reads first on its page once something is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rules

from mourafaka.appeals.enums import Against
from mourafaka.appeals.models import Appeal
from mourafaka.appeals.queries.contest import OUTCOMES, Contest, appeals_of, contest, decision_told
from mourafaka.calls.enums import APPLICATION_FLOW, ApplicationState
from mourafaka.calls.models import Application
from mourafaka.foundations.formats import format_number, format_score
from mourafaka.selection.models import Decision
from mourafaka.selection.queries.choice import criterion_means
from mourafaka.selection.services.letters import reasons_of

S = ApplicationState
CONTESTED = {S.INADMISSIBLE, S.REFUSED, S.RESERVE}


@dataclass(frozen=True)
class Told:
    """`figures`: score and rank in words, for a decision of the committee. `reasons`: the rule that bound, what was
    missing, what would have changed it; of the appeal's answer once there is one."""

    application: Application
    contest: Contest
    score: str
    rank: int | None
    read: int
    reasons: Sequence[str]
    marks: Sequence[tuple[str, str, str]]
    appeals: Sequence[Appeal]
    letter_url: str
    may_lodge: bool
    may_give_up: bool

    @property
    def against_admission(self) -> bool:
        return self.contest.against == Against.ADMISSIBILITY


def told(application: Application, user: Any) -> Told | None:
    """None while nothing is decided, or told."""
    own = rules.has_perm("appeals.give_up", user, application)
    may_give_up = own and application.state in APPLICATION_FLOW.transitions["withdraw"][0]
    decided = application.state in CONTESTED | {S.SELECTED, S.ENROLLED} and decision_told(application)
    appeals = appeals_of(application)
    if not decided and not appeals and not may_give_up:
        return None
    found = contest(application)
    decision = _decision(application) if decided and application.state != S.INADMISSIBLE else None
    return Told(
        application=application,
        contest=found,
        score=format_score(decision.score) if decision else "",
        rank=decision.rank if decision else None,
        read=_read(decision),
        reasons=_reasons(application, found, decision) if decided else (),
        marks=_marks(decision),
        appeals=appeals,
        letter_url=_letter_url(application, found),
        may_lodge=found.open and rules.has_perm("appeals.lodge", user, application),
        may_give_up=may_give_up,
    )


def _decision(application: Application) -> Decision | None:
    return (
        Decision.objects.filter(application=application)
        .select_related("session__proposal__rules_version", "motion", "application__call")
        .first()
    )


def _read(decision: Decision | None) -> int:
    proposal = decision.session.proposal if decision else None
    return len(proposal.outcome["applications"]) if proposal else 0


def _reasons(application: Application, found: Contest, decision: Decision | None) -> list[str]:
    """In the active language, of the decision itself; of the letter where the room wrote one."""
    if application.state == S.INADMISSIBLE and found.letter is not None:
        return [sentence for _heading, sentences in found.letter.reasons[1:3] for sentence in sentences]
    if decision is None or application.state not in CONTESTED:
        return []
    return reasons_of(decision, OUTCOMES[ApplicationState(application.state)])


def _marks(decision: Decision | None) -> list[tuple[str, str, str]]:
    proposal = decision.session.proposal if decision else None
    if decision is None or proposal is None:
        return []
    lines = criterion_means(proposal.rules_version.data, decision.explanation["criteria"])
    return [(line.code, line.name, format_number(line.mean, places=1)) for line in lines]


def _letter_url(application: Application, found: Contest) -> str:
    from django.urls import reverse

    letter = found.letter
    if letter is None or letter.message is None or letter.message.state == "held":
        return ""
    name = "appeals:letter" if application.state == S.INADMISSIBLE else "appeals:decision_letter"
    return reverse(name, args=[letter.pk])
