"""The board of a proposal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.calls.models import Application
from mourafaka.calls.queries import bounds, quota_value_names
from mourafaka.foundations.formats import format_score
from mourafaka.people.models import User
from mourafaka.selection.enums import Outcome
from mourafaka.selection.models import (
    CommitteeSession,
    Decision,
    Proposal,
)
from mourafaka.selection.queries.choice.sight import _STANDINGS, STABLE, withheld_from
from mourafaka.selection.queries.choice.words import RefusalInWords, RuleWords, _decimal


@dataclass(frozen=True)
class BoardRow:
    """One line of the board. A withheld one says that it exists and nothing else."""

    number: str
    withheld: bool
    name: str
    province: str
    rank: int
    other_rank: int
    score: Decimal
    other_score: Decimal
    readings: int
    spread: Decimal
    proposed: Outcome
    decided: Outcome | None
    stable: Decimal | None

    @property
    def differs(self) -> bool:
        return self.decided is not None and self.decided != self.proposed


@dataclass(frozen=True)
class Meter:
    """A quota against what the choice gives it."""

    name: str
    count: int
    lower: int | None
    upper: int | None
    length: int
    note: str
    binding: bool


@dataclass(frozen=True)
class Why:
    """A question the board answers before it is asked."""

    question: str
    answer: str


@dataclass(frozen=True)
class Board:
    """A proposal as one person may see it; decisions beside it once the session is closed."""

    proposal: Proposal
    session: CommitteeSession | None
    chosen: tuple[BoardRow, ...]
    others: tuple[BoardRow, ...]
    meters: tuple[Meter, ...]
    why: Why | None
    conflicts: tuple[str, ...]
    relaxation: tuple[str, ...]

    @cached_property
    def basis(self) -> str:
        return str(self.proposal.outcome["basis"])

    @property
    def solved(self) -> bool:
        return bool(self.proposal.outcome["status"] == "optimal")

    @property
    def seats(self) -> int:
        return int(self.proposal.outcome["seats"])

    @property
    def unfilled(self) -> int:
        return int(self.proposal.outcome["seats_unfilled"])

    @property
    def objective(self) -> Decimal | None:
        return _decimal(self.proposal.outcome["objective"])

    @property
    def exceptions(self) -> int:
        return sum(row.differs for row in (*self.chosen, *self.others))

    @property
    def decided(self) -> bool:
        return any(row.decided for row in (*self.chosen, *self.others))

    @property
    def scenarios(self) -> int:
        found = self.proposal.outcome["stability"]
        return int(found["scenarios"]) if found else 0

    @property
    def stable(self) -> int:
        """How many of the chosen stay in at least 95 % of the neighbouring weightings."""
        found = self.proposal.outcome["stability"]
        return sum(Decimal(share) >= STABLE for share in found["share"].values()) if found else 0

    @property
    def kept_on_other_basis(self) -> int:
        found = self.proposal.outcome["stability"]
        return sum(found["stays_on_other_basis"].values()) if found else 0

    @property
    def components(self) -> int:
        found = self.proposal.outcome["calibration"]
        return len(found["components"]) if found else 1


def board(proposal: Proposal, user: User, session: CommitteeSession | None = None) -> Board:
    words = RuleWords(proposal.rules_version.data)
    rows = _rows(proposal, withheld_from(user, proposal.call))
    chosen = tuple(rows[name] for name in proposal.outcome["chosen"])
    reserve = [rows[name] for name in proposal.outcome["reserve"]]
    refused = sorted((r for r in rows.values() if r.proposed == Outcome.REFUSED), key=lambda row: row.rank)
    return Board(
        proposal=proposal,
        session=session,
        chosen=chosen,
        others=(*reserve, *refused),
        meters=meters(proposal, proposal.outcome["chosen"]),
        why=_why(proposal, rows, words),
        conflicts=tuple(
            " + ".join(words(rule) for rule in conflict["rules"])
            for conflict in proposal.outcome["conflicts"]
        ),
        relaxation=tuple(
            _("%(rule)s → %(to)s") % {"rule": words(change["rule"]), "to": change["to"]}
            for change in proposal.outcome["relaxation"]
        ),
    )


def _rows(proposal: Proposal, withheld: Collection[int]) -> dict[str, BoardRow]:
    numbers = proposal.inputs["numbers"]
    applications = {
        a.number: a
        for a in Application.objects.filter(call=proposal.call).select_related("cooperative__province")
    }
    decided = dict(
        Decision.objects.filter(application__call=proposal.call, session__proposal=proposal).values_list(
            "application__number", "decided"
        )
    )
    stability = (proposal.outcome["stability"] or {"share": {}})["share"]
    basis = proposal.outcome["basis"]
    other = "raw" if basis == "adjusted" else "adjusted"
    found = {}
    for row in proposal.outcome["applications"]:
        application = applications[numbers[row["number"]]]
        hidden = application.pk in withheld
        outcome = decided.get(application.number)
        found[row["number"]] = BoardRow(
            number=application.number,
            withheld=hidden,
            name="" if hidden else application.cooperative.name,
            province="" if hidden else application.cooperative.province.name,
            rank=row[f"{basis}_rank"],
            other_rank=row[f"{other}_rank"],
            score=Decimal(row["score"]),
            other_score=Decimal(row[other]),
            readings=row["readings"],
            spread=Decimal(row["spread"]),
            proposed=_STANDINGS[row["standing"]],
            decided=Outcome(outcome) if outcome else None,
            stable=_decimal(stability.get(row["number"])),
        )
    return found


def meters(proposal: Proposal, names: Iterable[str]) -> tuple[Meter, ...]:
    """Every quota, and how many of `names` (pseudonyms) count towards it."""
    data = proposal.rules_version.data
    columns = {row["number"]: row for row in proposal.inputs["applications"]}
    words = quota_value_names(data["quotas"])
    chosen = list(names)
    return tuple(
        _meter(
            quota,
            words[quota["column"], quota["value"]],
            sum(columns[name][quota["column"]] == quota["value"] for name in chosen),
            int(data["seats"]),
        )
        for quota in data["quotas"]
    )


def _meter(quota: Mapping[str, Any], name: str, count: int, seats: int) -> Meter:
    lower, upper = quota.get("min"), quota.get("max")
    binding = count in (lower, upper)
    reached = (lower is None or count >= lower) and (upper is None or count <= upper)
    state = _("binding") if binding else _("reached") if reached else _("not reached")
    return Meter(
        name=name,
        count=count,
        lower=lower,
        upper=upper,
        length=max(seats if upper is None else min(seats, upper + 2), count),
        note=f"{bounds(quota)} · {state}",
        binding=binding,
    )


def _why(proposal: Proposal, rows: Mapping[str, BoardRow], words: RuleWords) -> Why | None:
    """Why the last of the chosen comes before the first of the others, when its score is lower."""
    if proposal.outcome["status"] != "optimal":
        return None
    chosen = [name for name in proposal.outcome["chosen"] if not rows[name].withheld]
    refusals = {row["number"]: row for row in proposal.outcome["refused"]}
    others = [n for n, row in rows.items() if row.proposed != Outcome.SELECTED and not row.withheld]
    others = [name for name in others if refusals[name]["stage"] == "choice"]
    if not chosen or not others:
        return None
    last = min(chosen, key=lambda name: rows[name].score)
    first = min(others, key=lambda name: rows[name].rank)
    refusal = RefusalInWords.of(refusals[first], words)
    facts = {
        "last": rows[last].name,
        "last_score": format_score(rows[last].score),
        "first": rows[first].name,
        "first_score": format_score(rows[first].score),
    }
    if rows[last].score >= rows[first].score:
        question = _("Why is %(first)s (%(first_score)s) the first beyond the places?") % facts
        return Why(
            question, _("The rule that binds: %(rule)s.") % {"rule": refusal.rule} + f" {refusal.missing}"
        )
    question = _("Why does %(last)s (%(last_score)s) pass before %(first)s (%(first_score)s)?") % facts
    holding = [
        words(f"{meter['column']}={meter['value']} min {meter['min']}") for meter in _binding(proposal, last)
    ]
    answer = _("The rule “%(rule)s” holds its place.") % {"rule": " ; ".join(holding)} if holding else ""
    needed = f"{refusal.missing} {refusal.change}"
    return Why(question, f"{answer} {facts['first']} : {needed}".strip())


def _binding(proposal: Proposal, name: str) -> list[Mapping[str, Any]]:
    """The minimums that are just reached and that this one counts towards."""
    columns = {row["number"]: row for row in proposal.inputs["applications"]}
    chosen = proposal.outcome["chosen"]
    return [
        quota
        for quota in proposal.rules_version.data["quotas"]
        if quota.get("min")
        and columns[name][quota["column"]] == quota["value"]
        and sum(columns[other][quota["column"]] == quota["value"] for other in chosen) == quota["min"]
    ]
