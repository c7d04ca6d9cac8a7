"""select: the best choice the rules allow, its reserve list, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mourafaka.engine.choose.conflicts import any_filling, explain_conflicts
from mourafaka.engine.choose.model import Candidates, Choice, ChoiceError, Rules, points
from mourafaka.engine.choose.pool import Demand, Pool, Rows, build, named_rules, rows_of
from mourafaka.engine.choose.prices import Mask, Priced, Prices, find_prices
from mourafaka.engine.choose.residual import FIRST, best
from mourafaka.engine.choose.ties import PublicationOrder, settle


def select(
    candidates: Candidates, rules: Rules, *, keep: Sequence[str] = (), leave_out: Sequence[str] = ()
) -> Choice:
    """Choose exactly `rules.seats` candidates of the greatest total score under the rules.

        maximise Σ score_i x_i   with Σ x_i = seats,  min_q ≤ Σ_{i in q} x_i ≤ max_q,  Σ cost_i x_i ≤ budget

    The optimum is proven (objective = bound, gap zero). Equal totals are parted by publication order, see
    `ties`; the order of the rows has no influence. `keep` are in whatever their score (they count for every
    rule), `leave_out` are not considered: with both, a withdrawal re-runs the rules on the free seats.

    All the seats are filled, or the choice is infeasible: fewer candidates than seats is a conflict of the
    rule "seats", whose relaxation says how many could be filled.

    Reserve list: a refused candidate is *promotable* when there is a chosen one whose withdrawal would let it
    in with every rule still held; the reserve is the first promotable ones in publication order.

    Raises ChoiceError when the question is wrong (unknown column, unknown id, missing cost).
    """
    kept, left = rows_of(candidates, keep), rows_of(candidates, leave_out)
    for row in np.intersect1d(kept, left).tolist():
        raise ChoiceError("kept_and_left_out", id=candidates.ids[row])
    order = PublicationOrder(candidates, rules.ties)
    pool, places, demand = build(candidates, rules, kept, left)
    answer = choose_rows(pool, demand, places, order)
    if answer is None:
        conflicts, relaxation = explain_conflicts(pool, demand, named_rules(rules))
        return Choice("infeasible", conflicts=conflicts, relaxation=relaxation)
    free = answer.rows if places is None else places[answer.rows]
    chosen = order.sorted(np.concatenate([kept, free]))
    total = points(int(candidates.scores[chosen].sum()))
    waiting = _reserve(candidates, rules, pool, places, demand, answer, kept, order)
    names = candidates.ids
    return Choice(
        "optimal",
        objective=total,
        bound=total,
        chosen=tuple(names[row] for row in chosen.tolist()),
        reserve=tuple(names[row] for row in waiting.tolist()),
        prices=answer.prices.packed(),
    )


@dataclass(frozen=True, eq=False)
class Answer:
    rows: Rows
    total: int
    prices: Prices


def choose_rows(pool: Pool, demand: Demand, places: Rows | None, order: PublicationOrder) -> Answer | None:
    """The rows of the pool that fill the demand best."""
    if demand.impossible or demand.seats > len(pool.score):
        return None
    if demand.seats == 0:
        filling = any_filling(pool, demand)
        return None if filling is None else Answer(filling, 0, no_prices(pool))
    prices = find_prices(pool, demand)
    priced = Priced(pool, prices, demand)

    def lower() -> int | None:
        return total_of_any(pool, demand)

    def sort(rows: Rows) -> Rows:
        if places is None:
            return order.sorted(rows)
        return np.searchsorted(places, order.sorted(places[rows]))

    # Should the solver ever fail the check in integers, a wider window asks it another question.
    for first in (FIRST, 10 * FIRST):
        found = best(priced, demand, lower, first)
        if found is None:
            return None
        found, rows = settle(priced, demand, found, sort)
        if _holds(pool, demand, rows, found.total):
            return Answer(rows, found.total, prices)
    raise RuntimeError("the solver's choice does not hold in integers")


def total_of_any(pool: Pool, demand: Demand) -> int | None:
    filling = any_filling(pool, demand)
    return None if filling is None else int(pool.score[filling].sum())


def no_prices(pool: Pool) -> Prices:
    return Prices(0, 0, np.zeros(len(pool.quotas), np.int64), 0)


def _holds(pool: Pool, demand: Demand, rows: Rows, total: int) -> bool:
    """Whatever the solver said, in integers: every rule holds and the total is the one that was proven."""
    left = demand.after(pool.counts(rows), len(rows), pool.spent(rows))
    return (
        len(np.unique(rows)) == len(rows)
        and left.seats == 0
        and bool((left.low <= 0).all())
        and bool((left.high >= 0).all())
        and (left.budget is None or left.budget >= 0)
        and int(pool.score[rows].sum()) == total
    )


def _reserve(
    candidates: Candidates, rules: Rules, pool: Pool, places: Rows | None, demand: Demand, answer: Answer,
    kept: Rows, order: PublicationOrder,
) -> Rows:  # fmt: skip
    """The first promotable candidates in publication order."""
    promotable = _promotable(pool, demand, answer.rows)
    promotable[answer.rows] = False
    rows = np.flatnonzero(promotable)
    length = rules.reserve_places
    if not length:
        return rows[:0]
    if len(rows) > length:
        score = pool.score[rows]
        rows = rows[score >= np.partition(score, len(rows) - length)[len(rows) - length]]
    rows = rows if places is None else places[rows]
    return order.sorted(rows)[:length]


def _promotable(pool: Pool, demand: Demand, rows: Rows) -> Mask:
    """Who could take the seat of some chosen one with every rule still held."""
    left = demand.after(pool.counts(rows), len(rows), pool.spent(rows))
    if not len(rows):
        return np.zeros(len(pool.score), bool)
    leaving = np.unique(pool.cell[rows])
    allowed = np.ones((pool.cells, len(leaving)), bool)
    for place in range(len(pool.quotas)):
        change = pool.member[place][:, None] - pool.member[place][leaving][None, :]
        allowed &= (change >= left.low[place]) & (change <= left.high[place])
    if pool.cost is None or left.budget is None:
        let_in: Mask = np.asarray(allowed.any(axis=1))[pool.cell]
        return let_in
    dearest = np.zeros(pool.cells, np.int64)
    np.maximum.at(dearest, pool.cell[rows], pool.cost[rows])
    freed = np.where(allowed, dearest[leaving][None, :], -1).max(axis=1)
    affordable: Mask = (freed[pool.cell] >= 0) & (pool.cost <= left.budget + freed[pool.cell])
    return affordable
