"""Dealing the readings of a class to its members: everyone their due, no one twice, conflicts kept apart."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


def deal(
    members: Sequence[int], quotas: Ints, forbidden: Mapping[int, frozenset[int]], chance: np.random.Generator
) -> tuple[dict[int, set[int]], frozenset[int]]:
    """The reviewers of each member, and the members for whom a conflict could not be avoided.

    Each member draws its readers by systematic sampling (Madow, 1949) with probability quota / members left:
    quotas are met exactly, nobody reads twice, and readers meet one another widely, which calibration needs.
    A reader in conflict is then exchanged with one of another member.
    """
    readers = _draw(members, quotas, chance)
    failed = set()
    for member in members:
        for reviewer in sorted(readers[member] & forbidden.get(member, frozenset())):
            others = chance.permutation(np.array(members)).tolist()
            if not _exchange(member, reviewer, others, readers, forbidden):
                failed.add(member)
    return readers, frozenset(failed)


def _draw(members: Sequence[int], quotas: Ints, chance: np.random.Generator) -> dict[int, set[int]]:
    named = np.flatnonzero(quotas)
    left = dict(zip(named.tolist(), quotas[named].tolist(), strict=True))
    orders = named[np.argsort(chance.random((len(members), len(named))), axis=1)].tolist()
    starts = chance.random(len(members)).tolist()
    readers = {}
    for place, (member, order, start) in enumerate(zip(members, orders, starts, strict=True)):
        ahead = len(members) - place
        # a wheel of that circumference turns by each quota in turn; whoever passes zero is drawn
        at, drawn = int(start * ahead), set()
        for reviewer in order:
            at += left[reviewer]
            if at >= ahead:
                at -= ahead
                drawn.add(reviewer)
                left[reviewer] -= 1
        readers[member] = drawn
    return readers


def _exchange(
    member: int,
    reviewer: int,
    others: Sequence[int],
    readers: dict[int, set[int]],
    forbidden: Mapping[int, frozenset[int]],
) -> bool:
    """Give `reviewer` to another member, who gives one back, so that neither has a conflict thereby."""
    barred = forbidden.get(member, frozenset())
    for other in others:
        if reviewer in readers[other] or reviewer in forbidden.get(other, frozenset()):
            continue
        for back in sorted(readers[other] - readers[member] - barred):
            readers[member] ^= {reviewer, back}
            readers[other] ^= {reviewer, back}
            return True
    return False
