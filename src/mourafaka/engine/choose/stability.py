"""stability: how often each chosen one stays chosen when the scores are seen otherwise.

A scenario is another list of scores for the same candidates: weights of the criteria a little changed, raw
instead of adjusted marks. The rules stay. The share of a candidate is the number of scenarios that choose it
divided by the number of scenarios.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

from mourafaka.engine.choose.model import Candidates, Choice, ChoiceError, Ints, Rules
from mourafaka.engine.choose.pool import build
from mourafaka.engine.choose.selecting import choose_rows
from mourafaka.engine.choose.ties import PublicationOrder


def stability(
    candidates: Candidates,
    rules: Rules,
    choice: Choice,
    scenarios: Iterable[Sequence[Decimal | int | str] | Ints],
) -> dict[str, Decimal]:
    """The share of scenarios, to four decimals, in which each chosen one is chosen; best first."""
    if choice.status != "optimal":
        raise ChoiceError("not_chosen")
    nobody = np.zeros(0, np.int64)
    kept: Counter[str] = Counter()
    count = 0
    for scores in scenarios:
        count += 1
        scenario = candidates.with_scores(scores)
        pool, places, demand = build(scenario, rules, nobody, nobody)
        answer = choose_rows(pool, demand, places, PublicationOrder(scenario, rules.ties))
        if answer is not None:
            kept.update(candidates.ids[row] for row in answer.rows.tolist())
    share = Decimal("0.0001")
    return {name: (Decimal(kept[name]) / max(count, 1)).quantize(share) for name in choice.chosen}
