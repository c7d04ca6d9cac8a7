"""The best assignment: a transport network over classes of like applications, then a deal within each class.

Conflicts and pinned pairs first only lessen the room a class offers a reviewer. That forgets who is in
conflict with whom, so its optimum is a bound; when the deal respects every conflict the bound is reached, and
proven. Members for whom the deal fails get classes of their own, with their conflicts written in them, and
one starts again: in the end every conflict is in the network.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mourafaka.engine.assign.dealing import deal
from mourafaka.engine.assign.model import (
    SECTOR_POINTS,
    Application,
    Assignment,
    AssignmentError,
    Bottleneck,
    Difference,
    Pair,
    Reviewer,
)
from mourafaka.engine.assign.network import Cut, Ints, Network, best_flow, cuts

_SEED = 20  # of the deal among equals; any number does, a fixed one makes the answer the same every time


def assign(
    applications: Iterable[Application],
    reviewers: Iterable[Reviewer],
    per_application: int,
    conflicts: Collection[Pair] = (),
    pinned: Collection[Pair] = (),
) -> Assignment:
    """Give each application `per_application` readers; the order of the inputs is indifferent.

    objective = 10 x readings by someone who knows the sector - overload, where the k-th reading of a
    reviewer over the even load (readings / reviewers, rounded up) costs k points, and 20 at most. Languages,
    bounds and conflicts are never broken. Pinned pairs are kept, whatever the language, and count.
    Raises AssignmentError; when no assignment exists, the answer is infeasible and names the bottlenecks.
    """
    question = _Question.of(applications, reviewers, per_application, conflicts, pinned)
    if overpinned := question.overpinned():
        return Assignment("infeasible", bottlenecks=overpinned)
    apart: frozenset[int] = frozenset()
    while True:
        classes = question.classes(apart)
        network = question.network(classes)
        flow = best_flow(network)
        if flow is None:
            found = cuts(network, question.languages(classes))
            return Assignment("infeasible", bottlenecks=tuple(question.bottleneck(c, classes) for c in found))
        chance = np.random.default_rng(_SEED)
        readers: dict[int, set[int]] = {}
        failed: frozenset[int] = frozenset()
        for members, quotas in zip(classes, flow.readings, strict=True):
            dealt, stuck = deal(members, quotas, question.barred, chance)
            readers |= dealt
            failed |= stuck
        if not failed:
            return question.answer(readers, flow.objective, flow.bound)
        apart |= failed


def difference(old: Collection[Pair], new: Collection[Pair]) -> Difference:
    """What putting `new` in the place of `old` would change."""
    before, after = set(old), set(new)
    loads_before, loads_after = (Counter(reviewer for _, reviewer in pairs) for pairs in (before, after))
    moved = sorted(r for r in loads_before | loads_after if loads_before[r] != loads_after[r])
    return Difference(
        added=tuple(sorted(after - before)),
        removed=tuple(sorted(before - after)),
        kept=len(before & after),
        loads={reviewer: (loads_before[reviewer], loads_after[reviewer]) for reviewer in moved},
    )


@dataclass(frozen=True)
class _Question:
    """The inputs in the order of their ids, pairs as indices; `barred` are conflicts and pinned readers."""

    applications: Sequence[Application]
    reviewers: Sequence[Reviewer]
    per_application: int
    pinned: Mapping[int, frozenset[int]]
    barred: Mapping[int, frozenset[int]]

    @classmethod
    def of(
        cls,
        applications: Iterable[Application],
        reviewers: Iterable[Reviewer],
        per_application: int,
        conflicts: Collection[Pair],
        pinned: Collection[Pair],
    ) -> "_Question":
        apps = sorted(applications, key=lambda application: application.id)
        revs = sorted(reviewers, key=lambda reviewer: reviewer.id)
        _check(apps, revs, per_application)
        if both := set(conflicts) & set(pinned):
            application, reviewer = min(both)
            raise AssignmentError("pinned_in_conflict", application=application, reviewer=reviewer)
        rank_a = {application.id: i for i, application in enumerate(apps)}
        rank_r = {reviewer.id: j for j, reviewer in enumerate(revs)}
        held, barred = (_by_application(pairs, rank_a, rank_r) for pairs in (pinned, [*conflicts, *pinned]))
        return cls(apps, revs, per_application, held, barred)

    def due(self, application: int) -> int:
        return max(0, self.per_application - len(self.pinned.get(application, ())))

    def held(self) -> list[int]:
        counts = Counter(reviewer for readers in self.pinned.values() for reviewer in readers)
        return [counts[j] for j in range(len(self.reviewers))]

    def overpinned(self) -> tuple[Bottleneck, ...]:
        return tuple(
            Bottleneck("pinned", (), self._pinned_to(j), (reviewer.id,), held, reviewer.maximum)
            for j, (reviewer, held) in enumerate(zip(self.reviewers, self.held(), strict=True))
            if reviewer.maximum is not None and held > reviewer.maximum
        )

    def classes(self, apart: frozenset[int]) -> list[list[int]]:
        """Applications alike in language, sector and readings due; those `apart` also in whom they bar."""
        groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for i, application in enumerate(self.applications):
            barred = tuple(sorted(self.barred.get(i, ()))) if i in apart else None
            if self.due(i):
                groups[application.language, application.sector, self.due(i), barred].append(i)
        return list(groups.values())

    def languages(self, classes: Sequence[Sequence[int]]) -> Ints:
        """The language of each class, as a number."""
        spoken = [self.applications[members[0]].language for members in classes]
        return np.unique(spoken, return_inverse=True)[1].astype(np.int64)

    def network(self, classes: Sequence[Sequence[int]]) -> Network:
        firsts = [self.applications[members[0]] for members in classes]
        size = np.array([len(members) for members in classes], dtype=np.int64)
        shape = (len(classes), len(self.reviewers))
        room = np.array([[r.reads(a.language) for r in self.reviewers] for a in firsts], dtype=np.int64)
        room = room.reshape(shape) * size[:, None]
        for c, members in enumerate(classes):
            for i in members:
                room[c, list(self.barred.get(i, ()))] -= 1
        knows = [[a.sector in r.sectors for r in self.reviewers] for a in firsts]
        held = np.array(self.held(), dtype=np.int64)
        due = np.array([self.due(members[0]) for members in classes], dtype=np.int64)
        total = int((due * size).sum() + held.sum())
        least = np.array([r.minimum for r in self.reviewers], dtype=np.int64)
        most = np.array([total if r.maximum is None else min(r.maximum, total) for r in self.reviewers])
        return Network(
            room=np.maximum(room, 0),
            points=SECTOR_POINTS * np.array(knows, dtype=np.int64).reshape(shape),
            demand=due * size,
            least=np.maximum(least - held, 0),
            most=most - held,
            held=held,
            even=-(-total // len(self.reviewers)),
        )

    def answer(self, readers: Mapping[int, set[int]], objective: int, bound: int) -> Assignment:
        pinned = [(i, j) for i, found in self.pinned.items() for j in found]
        chosen = pinned + [(i, j) for i, found in readers.items() for j in found]
        known = [self.applications[i].sector in self.reviewers[j].sectors for i, j in chosen]
        kept = sum(self.applications[i].sector in self.reviewers[j].sectors for i, j in pinned)
        loads = Counter(j for _, j in chosen)
        return Assignment(
            status="optimal",
            pairs=tuple(sorted((self.applications[i].id, self.reviewers[j].id) for i, j in chosen)),
            objective=objective + SECTOR_POINTS * kept,
            bound=bound + SECTOR_POINTS * kept,
            sector_known=sum(known),
            loads={reviewer.id: loads[j] for j, reviewer in enumerate(self.reviewers)},
        )

    def bottleneck(self, cut: Cut, classes: Sequence[Sequence[int]]) -> Bottleneck:
        members = sorted(i for c in cut.classes for i in classes[c])
        return Bottleneck(
            kind=cut.kind,
            languages=tuple(sorted({self.applications[i].language for i in members})),
            applications=tuple(self.applications[i].id for i in members),
            reviewers=tuple(self.reviewers[j].id for j in cut.reviewers),
            needed=cut.needed,
            available=cut.available,
        )

    def _pinned_to(self, reviewer: int) -> tuple[str, ...]:
        return tuple(self.applications[i].id for i in sorted(self.pinned) if reviewer in self.pinned[i])


def _check(applications: Sequence[Application], reviewers: Sequence[Reviewer], per_application: int) -> None:
    if per_application < 1:
        raise AssignmentError("per_application_under_one", per_application=per_application)
    ids = {"application": [a.id for a in applications], "reviewer": [r.id for r in reviewers]}
    for kind, names in ids.items():
        if not names:
            raise AssignmentError(f"no_{kind}")
        for name, following in pairwise(names):
            if name == following:
                raise AssignmentError(f"{kind}_twice", id=name)
    for reviewer in reviewers:
        if reviewer.minimum < 0 or (reviewer.maximum is not None and reviewer.maximum < reviewer.minimum):
            raise AssignmentError(
                "bounds_crossed", reviewer=reviewer.id, minimum=reviewer.minimum, maximum=reviewer.maximum
            )


def _by_application(
    pairs: Iterable[Pair], rank_a: Mapping[str, int], rank_r: Mapping[str, int]
) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for application, reviewer in pairs:
        if application not in rank_a:
            raise AssignmentError("unknown_application", application=application)
        if reviewer not in rank_r:
            raise AssignmentError("unknown_reviewer", reviewer=reviewer)
        found[rank_a[application]].add(rank_r[reviewer])
    return {i: frozenset(readers) for i, readers in found.items()}
