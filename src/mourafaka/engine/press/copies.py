"""The same text again: an agency's dispatch printed by several papers, whole, edited, or cut to its first half.

    copies = Copies()
    copies.add("a1", text)
    copies.match(other_text)      # [Copy(key="a1", jaccard=0.93, containment=0.99)]

A copy has a Jaccard likeness of 3-word shingles ≥ 0.5, or shares ≥ 0.8 of the 5-word shingles of the shorter text.
Candidates come from MinHash bands (rensa, 32 bands of 4) and, for texts cut short, from sampled shingles; both numbers
are then computed exactly, so that nothing is called a copy by chance.
"""

from __future__ import annotations

import struct
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from mourafaka.engine.press.scanning import fold_in_place

LIKENESS = 0.5
CONTAINED = 0.8
FEWEST_WORDS = 8  # shorter texts are copies only when they are equal
PERMUTATIONS, BANDS, SEED = 128, 32, 42
SAMPLED = 8  # one shingle in so many is sought by itself
SHARED = 0.25  # of its sampled shingles, what a text must share with another to be compared

Term = TypeVar("Term")
Shingles = NDArray[np.uint64]  # sorted, each once
_BAND_MARKS = [bytes((band,)) for band in range(BANDS)]
_WEIGHTS = [
    0x9E3779B97F4A7C15,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0xD6E8FEB86659FD93,
    0xFF51AFD7ED558CCD,
]


@dataclass(frozen=True)
class Copy:
    key: str
    jaccard: float  # of 3-word shingles
    containment: float  # of 5-word shingles, in the shorter text


class _Kept:
    """A text as the numbers of its words; its sets of shingles are made when they are compared."""

    def __init__(self, codes: Shingles) -> None:
        self.codes, self.words = codes, codes.tobytes()
        self.count, self.is_long = len(codes), len(codes) >= FEWEST_WORDS

    @cached_property
    def threes(self) -> Shingles:
        return _set(_runs(self.codes, 3))

    @cached_property
    def fives(self) -> Shingles:
        return _set(_runs(self.codes, 5))

    def bands(self) -> list[bytes]:
        return _bands(_runs(self.codes, 3))

    def sample(self) -> list[int]:
        """One 5-word shingle in eight: the same ones in every text that has them."""
        shingles = _runs(self.codes, 5)
        sampled: list[int] = shingles[shingles & np.uint64(SAMPLED - 1) == 0].tolist()
        return list(dict.fromkeys(sampled))


class Copies:
    """The texts of a window of days; `forget` those that leave it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._kept: dict[int, _Kept] = {}
        self._equal: dict[bytes, set[int]] = defaultdict(set)
        self._bands: _Postings[bytes] = _Postings()
        self._sampled: _Postings[int] = _Postings()
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
        if kept.is_long:
            self._bands.add(kept.bands(), number)
            self._sampled.add(kept.sample(), number)

    def forget(self, key: str) -> None:
        number = self._numbers.pop(key, None)
        if number is None:
            return
        kept = self._kept.pop(number)
        del self._keys[number]
        self._equal[kept.words].discard(number)
        if kept.is_long:
            self._bands.remove(kept.bands(), number)
            self._sampled.remove(kept.sample(), number)

    def match(self, text: str) -> list[Copy]:
        """The texts kept that `text` is a copy of, the likest first."""
        asked = _shingled(text)
        if not asked.count:
            return []
        found = [
            copy for number in self._candidates(asked) if (copy := self._compare(number, asked)) is not None
        ]
        return sorted(found, key=lambda copy: (-max(copy.jaccard, copy.containment), copy.key))

    def _candidates(self, asked: _Kept) -> set[int]:
        found = set(self._equal.get(asked.words, ()))
        if not asked.is_long:
            return found
        for band in asked.bands():
            found.update(self._bands[band])
        sample = asked.sample()
        shared = Counter(number for shingle in sample for number in self._sampled[shingle])
        for number, count in shared.items():
            least = min(len(sample), len(self._kept[number].fives) // SAMPLED)
            if count >= max(1, SHARED * least):
                found.add(number)
        return found

    def _compare(self, number: int, asked: _Kept) -> Copy | None:
        kept = self._kept[number]
        if kept.words == asked.words:
            return Copy(self._keys[number], 1.0, 1.0)
        common = _common(kept.threes, asked.threes)
        likeness = common / (len(kept.threes) + len(asked.threes) - common) if common else 0.0
        shorter = min(len(kept.fives), len(asked.fives))
        containment = _common(kept.fives, asked.fives) / shorter if shorter else 0.0
        if likeness < LIKENESS and containment < CONTAINED:
            return None
        return Copy(self._keys[number], likeness, containment)


class _Postings(Generic[Term]):
    """Term → the texts that have it. Most terms have one: its number stands alone, without a list of its own."""

    def __init__(self) -> None:
        self._found: dict[Term, int | list[int]] = {}

    def add(self, terms: Iterable[Term], number: int) -> None:
        for term in terms:
            known = self._found.setdefault(term, number)
            if isinstance(known, list):
                known.append(number)
            elif known != number:
                self._found[term] = [known, number]

    def remove(self, terms: Iterable[Term], number: int) -> None:
        for term in terms:
            left = [other for other in self[term] if other != number]
            if left:
                self._found[term] = left
            else:
                self._found.pop(term, None)

    def __getitem__(self, term: Term) -> Sequence[int]:
        known = self._found.get(term, ())
        return (known,) if isinstance(known, int) else known


_codes: dict[str, int] = {}  # word as typed → its number
MOST_CODES = 500_000


def _shingled(text: str) -> _Kept:
    if len(_codes) > MOST_CODES:
        _codes.clear()
    known = _codes.get
    numbers = [code for word in text.split() if (code := known(word) or _code(word))]
    codes = np.array(numbers, dtype=np.uint64)
    return _Kept(codes)


def _code(word: str) -> int:
    """A number for a word however it is typed, the same in every process; 0 for a sign alone."""
    folded = "".join(fold_in_place(word).text.split())
    code = zlib.crc32(folded.encode()) + 1 if folded else 0
    _codes[word] = code
    return code


def _runs(codes: Shingles, size: int) -> Shingles:
    """The runs of `size` words in their order, as numbers of 64 bits."""
    runs = len(codes) - size + 1
    if runs < 1:
        return np.zeros(0, dtype=np.uint64)
    total = codes[:runs] * np.uint64(_WEIGHTS[0])
    for place in range(1, size):
        total += codes[place : place + runs] * np.uint64(_WEIGHTS[place])
    total ^= total >> np.uint64(29)
    return total


def _set(numbers: Shingles) -> Shingles:
    return np.unique(numbers)


def _bands(threes: Shingles) -> list[bytes]:
    """The MinHash of the shingles, cut into bands: two texts that share one are worth comparing."""
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(threes, [0, len(threes)], PERMUTATIONS, SEED)
    sketch = struct.pack(f"={PERMUTATIONS}I", *matrix.to_rows()[0])
    width = len(sketch) // BANDS
    return [sketch[band * width : (band + 1) * width] + _BAND_MARKS[band] for band in range(BANDS)]


def _common(one: Shingles, other: Shingles) -> int:
    """How many numbers two sorted arrays share."""
    if not len(one) or not len(other):
        return 0
    places = np.searchsorted(one, other)
    places[places == len(one)] = 0
    return int((one[places] == other).sum())
