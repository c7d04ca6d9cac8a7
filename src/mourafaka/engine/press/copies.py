"""The same text again: an agency's dispatch printed by several papers, whole, edited, or cut to its first half.

    copies = Copies()
    copies.add("a1", text)
    copies.match(other_text)      # [Copy(key="a1", jaccard=0.93, containment=0.99)]

A copy has a Jaccard likeness of 3-word shingles ≥ 0.5, or shares ≥ 0.8 of the 5-word shingles of the shorter text.
Candidates come from MinHash bands (rensa, 32 bands of 4) and, for texts cut short, from sampled shingles; both numbers
are then computed exactly, so that nothing is called a copy by chance.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mourafaka.engine.press.scanning import fold_in_place

LIKENESS = 0.5
CONTAINED = 0.8
FEWEST_WORDS = 8  # shorter texts are copies only when they are equal
PERMUTATIONS, BANDS, SEED = 128, 32, 42
SAMPLED = 8  # one shingle in so many is sought by itself
SHARED = 0.25  # of its sampled shingles, what a text must share with another to be compared


@dataclass(frozen=True)
class Copy:
    key: str
    jaccard: float  # of 3-word shingles
    containment: float  # of 5-word shingles, in the shorter text


@dataclass(frozen=True)
class _Kept:
    words: tuple[str, ...]
    threes: frozenset[int]
    fives: frozenset[int]


class Copies:
    """The texts of a window of days; `forget` those that leave it."""

    def __init__(self) -> None:
        from rensa import RMinHashLSH

        self._bands: Any = RMinHashLSH(LIKENESS, PERMUTATIONS, BANDS)
        self._numbers: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._kept: dict[int, _Kept] = {}
        self._equal: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._sampled: dict[int, list[int]] = defaultdict(list)
        self._next = 0

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: str, text: str) -> None:
        """Keep `text` under `key`, in the place of an earlier one."""
        self.forget(key)
        number, self._next = self._next, self._next + 1
        kept = _shingled(text)
        self._numbers[key], self._keys[number], self._kept[number] = number, key, kept
        self._equal[kept.words].add(number)
        if len(kept.words) >= FEWEST_WORDS:
            self._bands.insert(number, _sketch(kept.threes))
            for shingle in _sample(kept.fives):
                self._sampled[shingle].append(number)

    def forget(self, key: str) -> None:
        number = self._numbers.pop(key, None)
        if number is None:
            return
        kept = self._kept.pop(number)
        del self._keys[number]
        self._equal[kept.words].discard(number)
        if len(kept.words) >= FEWEST_WORDS:
            self._bands.remove(number)
            for shingle in _sample(kept.fives):
                self._sampled[shingle].remove(number)

    def match(self, text: str) -> list[Copy]:
        """The texts kept that `text` is a copy of, the likest first."""
        asked = _shingled(text)
        found = [
            copy for number in self._candidates(asked) if (copy := self._compare(number, asked)) is not None
        ]
        return sorted(found, key=lambda copy: (-max(copy.jaccard, copy.containment), copy.key))

    def _candidates(self, asked: _Kept) -> set[int]:
        found = set(self._equal.get(asked.words, ()))
        if len(asked.words) < FEWEST_WORDS:
            return found
        found.update(self._bands.query(_sketch(asked.threes)))
        sample = _sample(asked.fives)
        shared = Counter(number for shingle in sample for number in self._sampled.get(shingle, ()))
        for number, count in shared.items():
            least = min(len(sample), max(1, len(self._kept[number].fives) // SAMPLED))
            if count >= max(1, SHARED * least):
                found.add(number)
        return found

    def _compare(self, number: int, asked: _Kept) -> Copy | None:
        kept = self._kept[number]
        if kept.words == asked.words:
            return Copy(self._keys[number], 1.0, 1.0)
        common = len(kept.threes & asked.threes)
        jaccard = common / (len(kept.threes) + len(asked.threes) - common) if common else 0.0
        shorter = min(len(kept.fives), len(asked.fives))
        containment = len(kept.fives & asked.fives) / shorter if shorter else 0.0
        if jaccard < LIKENESS and containment < CONTAINED:
            return None
        return Copy(self._keys[number], jaccard, containment)


def jaccard(one: str, other: str) -> float:
    """Likeness of two texts by their 3-word shingles."""
    a, b = _shingled(one).threes, _shingled(other).threes
    return len(a & b) / len(a | b) if a or b else 1.0


def _shingled(text: str) -> _Kept:
    words = fold_in_place(text).text.split()
    return _Kept(tuple(words), _shingles(words, 3), _shingles(words, 5))


def _shingles(words: list[str], size: int) -> frozenset[int]:
    """Hashes of the runs of `size` words; the same in every process."""
    columns = [words[start:] for start in range(size)]
    return frozenset(zlib.crc32(" ".join(run).encode()) for run in zip(*columns, strict=False))


def _sketch(shingles: Iterable[int]) -> Any:
    from rensa import RMinHash

    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update([str(shingle) for shingle in shingles])
    return sketch


def _sample(shingles: Iterable[int]) -> list[int]:
    return [shingle for shingle in shingles if shingle % SAMPLED == 0]
