"""explain: why each refused candidate was not chosen, and what it would have taken.

For a refused candidate i let z* be the best total and z_i the best total of a choice forced to take i, counting
i's own score as 0. With the score t, i belongs to a best choice exactly when t + z_i ≥ z*; so its cutoff is
z* - z_i, whatever its score was. Candidates alike for every quota (and in cost) share the cutoff. z_i is an
integer programme on those whom the prices of the first solution leave open, not an estimate by duals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mourafaka.engine.choose.conflicts import clash_of
from mourafaka.engine.choose.model import (
    Candidates,
    Choice,
    ChoiceError,
    Refusal,
    Rule,
    RuleKind,
    Rules,
    points,
)
from mourafaka.engine.choose.pool import Demand, Rows, build, named_rules, rows_of
from mourafaka.engine.choose.prices import Priced, Prices, find_prices
from mourafaka.engine.choose.residual import Best, best
from mourafaka.engine.choose.selecting import total_of_any
from mourafaka.engine.choose.ties import PublicationOrder


def explain(
    candidates: Candidates,
    rules: Rules,
    choice: Choice,
    only: Sequence[str] | None = None,
    *,
    keep: Sequence[str] = (),
    leave_out: Sequence[str] = (),
) -> tuple[Refusal, ...]:
    """Refusals in publication order: of everybody who was not chosen, or of those of `only` who were not.

    `keep` and `leave_out` are those given to `select`; nobody left out is explained. The rule named is the
    first of these that applies:

    1. no score would do: the rule that excludes the candidate, be it a maximum that counts it, the budget, or
       a minimum that leaves it no seat;
    2. the score reached the cutoff: "ties";
    3. the cutoff is not above the lowest chosen score: "seats";
    4. of the full maxima that count the candidate, the one with the highest price, if it has a price;
    5. the budget has a price and the candidate costs more than the average chosen one: "budget";
    6. a lower score was chosen to reach a minimum that does not count the candidate: that minimum;
    7. a full maximum that counts the candidate, else "seats".

    Raises ChoiceError("not_chosen") when the choice is infeasible.
    """
    if choice.status != "optimal":
        raise ChoiceError("not_chosen")
    order = PublicationOrder(candidates, rules.ties)
    case = _Case(candidates, rules, choice, rows_of(candidates, keep), rows_of(candidates, leave_out), order)
    asked = np.arange(len(candidates)) if only is None else rows_of(candidates, only)
    asked = asked[~np.isin(asked, case.settled)]
    ranks = _ranks(order, asked)
    return tuple(case.refusal(row, ranks[row]) for row in order.sorted(asked).tolist())


def _ranks(order: PublicationOrder, asked: Rows) -> dict[int, int]:
    if len(asked) > 20:
        place = np.empty(len(order.candidates), np.int64)
        place[order.everyone] = np.arange(1, len(place) + 1)
        return {row: int(place[row]) for row in asked.tolist()}
    score = order.candidates.scores
    ranks = {}
    for row in asked.tolist():
        equals = order.sorted(np.flatnonzero(score == score[row]))
        ranks[row] = int((score > score[row]).sum()) + int(np.flatnonzero(equals == row)[0]) + 1
    return ranks


class _Case:
    """One choice, ready to answer for anybody it refused."""

    def __init__(
        self,
        candidates: Candidates,
        rules: Rules,
        choice: Choice,
        kept: Rows,
        left_out: Rows,
        order: PublicationOrder,
    ) -> None:
        self.candidates, self.rules = candidates, named_rules(rules)
        pool, places, demand = build(candidates, rules, kept, left_out)
        self.pool, self.places, self.demand = pool, places, demand
        chosen = rows_of(candidates, choice.chosen)
        self.settled = np.union1d(chosen, left_out)
        chosen = order.sorted(np.setdiff1d(chosen, kept))
        self.chosen = chosen if places is None else np.searchsorted(places, chosen)
        known = len(choice.prices) == len(rules.quotas) + 3
        prices = Prices.unpacked(choice.prices) if known else find_prices(pool, demand)
        self.priced = Priced(pool, prices, demand)
        self.total = int(pool.score[self.chosen].sum())
        self.left = demand.after(pool.counts(self.chosen), len(chosen), pool.spent(self.chosen))
        self._bests: dict[tuple[int, int], Best | None] = {}
        self._forbidding: dict[tuple[int, int], Rule] = {}

    def refusal(self, row: int, rank: int) -> Refusal:
        name, score = self.candidates.ids[row], int(self.candidates.scores[row])
        spot = row if self.places is None else int(np.searchsorted(self.places, row))
        forced = self._forced(spot)
        if forced is None:
            return Refusal(name, rank, self._impossible(spot), None, None, None)
        best, beside = self.pool.points_of, len(self.chosen)
        cutoff = best(self.total, beside) - best(forced.total, beside - 1)
        rule = Rule("ties") if cutoff == score else self._binding(spot, cutoff)
        leaving = self._leaving(forced)
        return Refusal(name, rank, rule, points(cutoff), points(cutoff - score), points(cutoff + 1), leaving)

    def _cost(self, spot: int) -> int:
        return 0 if self.pool.cost is None else int(self.pool.cost[spot])

    def _demand_beside(self, spot: int) -> Demand:
        return self.demand.after(self.pool.member[:, self.pool.cell[spot]], 1, self._cost(spot))

    def _forced(self, spot: int) -> Best | None:
        """The best company for a candidate who is in: of the whole pool, when that leaves the candidate out."""
        key = int(self.pool.cell[spot]), self._cost(spot)
        demand = self._demand_beside(spot)
        if key not in self._bests:
            self._bests[key] = best(self.priced, demand, lambda: total_of_any(self.pool, demand))
        found = self._bests[key]
        if found is None or not self._needs(found, spot):
            return found
        rest = self.pool.without(spot)
        priced = Priced(rest, self.priced.prices, self.demand)
        return best(priced, demand, lambda: total_of_any(rest, demand))

    def _needs(self, found: Best, spot: int) -> bool:
        """Whether a filling takes this very candidate, every equal one being taken too."""
        if spot in found.window.settled:
            return True
        kind = found.window.open.find(int(self.pool.cell[spot]), int(self.pool.score[spot]), self._cost(spot))
        return kind is not None and int(found.taken[kind]) == int(found.window.open.size[kind])

    def _leaving(self, forced: Best) -> tuple[str, ...]:
        """The chosen ones whom the forced choice does not take."""
        classes = forced.window.open
        room = {classes.key(kind): int(forced.taken[kind]) for kind in np.flatnonzero(forced.taken).tolist()}
        reduced = self.priced.reduced[self.chosen]
        leaving = []
        for spot, value in zip(self.chosen.tolist(), reduced.tolist(), strict=True):
            if value > forced.window.reach:
                continue
            key = int(self.pool.cell[spot]), int(self.pool.score[spot]), self._cost(spot)
            if room.get(key, 0) > 0:
                room[key] -= 1
            else:
                leaving.append(self._name(spot))
        return tuple(leaving)

    def _name(self, spot: int) -> str:
        return self.candidates.ids[spot if self.places is None else int(self.places[spot])]

    def _binding(self, spot: int, cutoff: int) -> Rule:
        prices, pool, left = self.priced.prices, self.pool, self.left
        last = int(self.chosen[-1])
        lowest = pool.points_of(int(pool.score[last]), 1)
        seats = self.rules[0]
        if cutoff <= lowest:
            return seats
        own = pool.member[:, pool.cell[spot]].astype(bool)
        full = np.flatnonzero(
            own & (left.high == 0) & np.array([q.maximum is not None for q in pool.quotas], bool)
        )
        dearest = full[np.argmax(prices.quotas[full])] if len(full) else None
        if dearest is not None and prices.quotas[dearest] > 0:
            return self._named("max", int(dearest))
        if prices.cost and self._cost(spot) * len(self.chosen) > pool.spent(self.chosen):
            return self.rules[-1]
        reserved = np.flatnonzero(~own & pool.member[:, pool.cell[last]].astype(bool) & (left.low == 0))
        reserved = reserved[[pool.quotas[place].minimum > 0 for place in reserved.tolist()]]
        if len(reserved) and pool.points_of(int(pool.score[spot]), 1) > lowest:
            return self._named("min", int(reserved[0]))
        return seats if dearest is None else self._named("max", int(dearest))

    def _named(self, kind: RuleKind, place: int) -> Rule:
        quota = self.pool.quotas[place]
        limit = quota.minimum if kind == "min" else quota.maximum
        return Rule(kind, limit or 0, quota.column, quota.value)

    def _impossible(self, spot: int) -> Rule:
        """The rule that keeps the candidate out at any score, one that counts the candidate if there is one."""
        key = int(self.pool.cell[spot]), self._cost(spot)
        if key not in self._forbidding:
            rest = self.pool.without(spot)
            clash = clash_of(rest, self._demand_beside(spot), self.rules) or self.rules[:1]
            counting = {
                (quota.column, quota.value)
                for quota, counts in zip(self.pool.quotas, self.pool.member[:, key[0]], strict=True)
                if counts
            }
            own = [rule for rule in clash if rule.kind == "max" and (rule.column, rule.value) in counting]
            dear = [rule for rule in clash if rule.kind == "budget"]
            reserving = [rule for rule in clash if rule.kind == "min"]
            self._forbidding[key] = (own or dear or reserving or clash)[0]
        return self._forbidding[key]
