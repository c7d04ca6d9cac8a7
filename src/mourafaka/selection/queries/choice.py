"""What the board, the session and the letters read of a choice, in the words of the active language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.calls.models import Application, Call
from mourafaka.calls.queries import bounds, columns_of, quota_value_names, rules_in_words
from mourafaka.foundations.formats import format_number, format_score
from mourafaka.people.enums import Role
from mourafaka.people.models import User
from mourafaka.selection.enums import Outcome, Vote
from mourafaka.selection.models import (
    Assignment,
    CommitteeSession,
    ConflictDeclaration,
    Decision,
    ExceptionMotion,
    Proposal,
    Recusal,
)
from mourafaka.selection.queries.ties import undeclared_count

STABLE = Decimal("0.95")
LEAST = Decimal("0.0001")  # the smallest step of a score
_QUOTA = re.compile(r"(?P<column>\w+)=(?P<value>.+) (?P<kind>min|max) (?P<limit>\d+)")
_STANDINGS = {"chosen": Outcome.SELECTED, "reserve": Outcome.RESERVE, "refused": Outcome.REFUSED}


# --- Who sees what ---


def withheld_from(user: User, call: Call) -> set[int]:
    """Applications whose name and marks this person does not see: a declared conflict, a recusal, a reading
    still owed; and, but for the committee that compares them all, those of other territories."""
    declared = ConflictDeclaration.objects.of_call(call).conflicts().filter(person=user)
    recused = Recusal.objects.filter(session__call=call, member=user)
    owed = Assignment.objects.of_call(call).owed().filter(reviewer=user)
    if user.has_role(Role.COMMITTEE):
        elsewhere = Application.objects.none()
    else:
        visible = Application.objects.visible_to(user).order_by().values("pk")
        elsewhere = Application.objects.filter(call=call).exclude(pk__in=visible)
    return {
        *declared.values_list("application", flat=True),
        *recused.values_list("application", flat=True),
        *owed.values_list("application", flat=True),
        *elsewhere.values_list("pk", flat=True),
    }


def must_declare_first(user: User, call: Call) -> bool:
    """A member of the committee declares conflicts of interest before any application is visible."""
    return user.has_role(Role.COMMITTEE) and undeclared_count(call, user) > 0


def latest_proposal(call: Call) -> Proposal | None:
    return (
        Proposal.objects.filter(call=call)
        .select_related("rules_version", "call__cohort", "computed_by")
        .order_by("-number")
        .first()
    )


def current_session(call: Call) -> CommitteeSession | None:
    return CommitteeSession.objects.of_call(call).select_related("call", "proposal").first()


# --- Rules in words ---


class RuleWords:
    """The names of rules as the engine writes them, told in the active language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.names = quota_value_names(data["quotas"])
        self.criteria = {line.code: line.name for line in rules_in_words(data).criteria}

    def __call__(self, rule: str) -> str:
        found = _QUOTA.fullmatch(rule)
        if found:
            name = self.names.get((found["column"], found["value"]), found["value"])
            if found["kind"] == "min":
                return _("%(name)s: at least %(limit)s") % {"name": name, "limit": found["limit"]}
            return _("%(name)s: at most %(limit)s") % {"name": name, "limit": found["limit"]}
        if rule.endswith(" eliminatory"):
            code = rule.partition(" ")[0]
            return _("eliminatory mark of criterion %(code)s, %(name)s") % {
                "code": code,
                "name": self.criteria.get(code, ""),
            }
        return {
            "seats": _("number of places: %(seats)s") % {"seats": self.data["seats"]},
            "threshold": _("threshold of %(points)s points") % {"points": self.data["threshold"]},
            "ties": _("rule that parts equal scores"),
            "eligibility": _("conditions of eligibility"),
        }.get(rule, rule)


@dataclass(frozen=True)
class RefusalInWords:
    """Why an application was not chosen: the rule that bound, what was missing, the smallest change."""

    rule: str
    missing: str
    change: str
    gap: Decimal | None
    needed: Decimal | None

    @classmethod
    def of(cls, refusal: Mapping[str, Any], words: RuleWords) -> RefusalInWords:
        gap, needed = _decimal(refusal["gap"]), _decimal(refusal["needed"])
        return cls(words(refusal["rule"]), _missing(gap), _change(refusal, needed, words), gap, needed)


def _missing(gap: Decimal | None) -> str:
    if gap is None:
        return _("No score would have been enough.")
    if gap <= LEAST:
        return _("No point was missing: at equal scores the tie rule decided.")
    return _("Points missing: %(gap)s.") % {"gap": _points(gap)}


def _change(refusal: Mapping[str, Any], needed: Decimal | None, words: RuleWords) -> str:
    sentences = [
        _("Criterion %(code)s, %(name)s: a mean of %(to)s out of 5 was needed instead of %(mean)s.")
        % {
            "code": change["criterion"],
            "name": words.criteria.get(change["criterion"], ""),
            "to": format_number(Decimal(change["to"]), places=1),
            "mean": format_number(Decimal(change["mean"]), places=2),
        }
        for change in refusal["changes"]
    ]
    if needed is None:
        rule = words(refusal["rule"])
        sentences.append(
            _("Only another limit in the rule “%(rule)s” would have changed it.") % {"rule": rule}
        )
    elif not refusal["changes"] or needed > (_decimal(refusal["score"]) or 0):
        sentences.append(
            _("With a score of %(needed)s, the others unchanged, it would have been selected.")
            % {"needed": _points(needed, _decimal(refusal["gap"]))}
        )
    return " ".join(sentences)


def _points(value: Decimal, gap: Decimal | None = None) -> str:
    """Rounded up, so that what is said is enough: to a tenth, or finer where less than a point is at stake."""
    at_stake = value if gap is None else gap
    places = 1 if at_stake >= 1 else 2 if at_stake >= Decimal("0.01") else 4
    return format_number(value.quantize(Decimal(1).scaleb(-places), ROUND_CEILING), places=places)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


# --- Votes ---


@dataclass(frozen=True)
class Tally:
    """Votes on a motion. It is carried by more than half of those present, recused ones counted."""

    votes_for: int
    against: int
    abstentions: int
    present: int

    @property
    def cast(self) -> int:
        return self.votes_for + self.against + self.abstentions

    @property
    def carried(self) -> bool:
        return 2 * self.votes_for > self.present


def tally(motion: ExceptionMotion, present: int) -> Tally:
    given = [each.vote for each in motion.votes.all()]
    return Tally(given.count(Vote.FOR), given.count(Vote.AGAINST), given.count(Vote.ABSTAIN), present)


# --- The board ---


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


# --- One application ---


@dataclass(frozen=True)
class CriterionMean:
    code: str
    name: str
    weight: Any
    mean: Decimal
    eliminatory_below: str | None


@dataclass(frozen=True)
class Detail:
    """An application before the committee: its marks, its rank, why, and what was decided."""

    application: Application
    reference: str
    row: BoardRow
    criteria: tuple[CriterionMean, ...]
    read: int
    columns: Mapping[str, str]
    refusal: RefusalInWords | None
    instead_of: tuple[str, ...]
    decision: Decision | None
    motion: ExceptionMotion | None


def detail(proposal: Proposal, application: Application) -> Detail | None:
    """None when the proposal does not speak of it."""
    numbers = proposal.inputs["numbers"]
    reference = next((name for name, number in numbers.items() if number == application.number), None)
    given = next((row for row in proposal.outcome["applications"] if row["number"] == reference), None)
    if reference is None or given is None:
        return None
    refusal = next((row for row in proposal.outcome["refused"] if row["number"] == reference), None)
    words = RuleWords(proposal.rules_version.data)
    decision = Decision.objects.filter(application=application).select_related("motion").first()
    motion = ExceptionMotion.objects.filter(
        application=application, session__proposal=proposal
    ).prefetch_related("votes")
    return Detail(
        application=application,
        reference=reference,
        row=_rows(proposal, ())[reference],
        criteria=criterion_means(proposal.rules_version.data, given["criteria"]),
        read=len(proposal.outcome["applications"]),
        columns=columns_of(application),
        refusal=RefusalInWords.of(refusal, words) if refusal else None,
        instead_of=tuple(numbers[name] for name in refusal["instead_of"]) if refusal else (),
        decision=decision,
        motion=motion.first(),
    )


def criterion_means(data: Mapping[str, Any], means: Mapping[str, str]) -> tuple[CriterionMean, ...]:
    return tuple(
        CriterionMean(line.code, line.name, line.weight, Decimal(means[line.code]), line.eliminatory_below)
        for line in rules_in_words(data).criteria
    )
