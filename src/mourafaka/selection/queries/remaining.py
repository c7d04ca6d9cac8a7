"""A decided call as it stands: who holds a place, who gave up, who waits, with the data as appeals corrected them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from mourafaka.calls.enums import ApplicationState
from mourafaka.calls.models import Application, Call
from mourafaka.engine.procedure import Correction, corrected
from mourafaka.foundations.refusals import Refused
from mourafaka.selection import sockets
from mourafaka.selection.models import CommitteeSession, Decision, Proposal, Withdrawal

IN_COHORT = (ApplicationState.SELECTED, ApplicationState.ENROLLED)


@dataclass(frozen=True)
class Accepted:
    """An accepted appeal as the choice sees it: `application` is the pseudonym, `number` the application's,
    `told` what the public bundle says."""

    application: str
    number: str
    correction: Correction
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Remaining:
    """All in pseudonyms. `references`: number → pseudonym."""

    session: CommitteeSession
    proposal: Proposal
    applications: Sequence[Mapping[str, Any]]
    reviews: Sequence[Mapping[str, Any]]
    references: Mapping[str, str]
    holding: tuple[str, ...]
    gone: tuple[str, ...]
    waiting: tuple[str, ...]

    def numbers(self, names: Sequence[str]) -> list[str]:
        """The numbers of these pseudonyms, in order."""
        known = {name: number for number, name in self.references.items()}
        return sorted(known[name] for name in names)


def accepted_appeals(call: Call) -> list[Accepted]:
    return [each for several in sockets.accepted_appeals.collect(call) for each in several]


def remaining(call: Call) -> Remaining:
    """Refuses `nothing_decided_in_call`, `no_proposal`."""
    session = (
        CommitteeSession.objects.of_call(call)
        .closed()
        .select_related("proposal__rules_version", "call__cohort")
        .order_by("-closed_at")
        .first()
    )
    if session is None:
        raise Refused("nothing_decided_in_call", call=call.code)
    if session.proposal is None:
        raise Refused("no_proposal", call=call.code)
    inputs = session.proposal.inputs
    appeals = accepted_appeals(call)
    references = {number: name for name, number in inputs["numbers"].items()}
    references |= {each.number: each.application for each in appeals}
    rows, reviews = corrected(
        inputs["applications"], inputs["reviews"], [each.correction for each in appeals]
    )
    applications = Application.objects.filter(call=call, number__in=references)
    holding = applications.filter(state__in=IN_COHORT).values_list("number", flat=True)
    gone = Withdrawal.objects.filter(application__in=applications).values_list(
        "application__number", flat=True
    )
    order = Decision.objects.filter(application=OuterRef("pk")).values("reserve_rank")[:1]
    waiting = applications.filter(state=ApplicationState.RESERVE).annotate(order=Subquery(order))
    return Remaining(
        session=session,
        proposal=session.proposal,
        applications=rows,
        reviews=reviews,
        references=references,
        holding=tuple(references[number] for number in holding),
        gone=tuple(references[number] for number in gone),
        waiting=tuple(
            references[number]
            for number in waiting.order_by(F("order").asc(nulls_last=True), "number").values_list(
                "number", flat=True
            )
        ),
    )
