"""The same text again: an agency's dispatch printed by several papers, whole, edited, or cut to its first half.

    copies = Copies()
    copies.add("a1", text)
    copies.match(other_text)      # [Copy(key="a1", jaccard=0.93, containment=0.99)]
    copies.add_all([("a2", …), ("a3", …)])      # many at once are sketched in one call
    copies.copies_of("a2")

A copy has a Jaccard likeness of 3-word shingles ≥ 0.5, or shares ≥ 0.8 of the 5-word shingles of the shorter text.
Candidates come from MinHash bands (rensa, 32 bands of 4) and, for texts cut short, from sampled shingles; both numbers
are then computed exactly, so that nothing is called a copy by chance.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise

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
TOGETHER = 500  # texts sketched in one call

Numbers = NDArray[np.uint64]
_WEIGHTS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xFF51AFD7ED558CCD],
    dtype=np.uint64,
)
_BAND_MARKS = (np.arange(1, BANDS + 1, dtype=np.uint64) * _WEIGHTS[4])[None, :]


@dataclass(frozen=True)
class Copy:
    key: str
    jaccard: float  # of 3-word shingles
    containment: float  # of 5-word shingles, in the shorter text


class _Kept:
    """A text as the numbers of its words, and what it is sought by; its sets of shingles are made when compared."""

    def __init__(self, codes: Numbers, bands: list[int], sample: list[int]) -> None:
        self.codes, self.bands, self.sample = codes, bands, sample
        self.words = codes.tobytes()
        self.is_long = len(codes) >= FEWEST_WORDS

    @cached_property
    def threes(self) -> Numbers:
        return np.unique(_runs(self.codes, 3))

    @cached_property
    def fives(self) -> Numbers:
        return np.unique(_runs(self.codes, 5))


class Copies:
    """The texts of a window of days; `forget` those that leave it."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._keys: dict[int, str] = {}
        self._kept: dict[int, _Kept] = {}
        self._equal: dict[bytes, set[int]] = defaultdict(set)
        self._bands = _Postings()
        self._sampled = _Postings()
        self._next = 0

    def __len__(self) -> int:
        return len(self._keys)

    def add(self, key: str, text: str) -> None:
        """Keep `text` under `key`, in the place of an earlier one."""
        self.add_all([(key, text)])

    def add_all(self, texts: Iterable[tuple[str, str]]) -> None:
        """Keep (key, text) pairs; much quicker than one by one."""
        for some in _parts(texts):
            for (key, _), kept in zip(some, _shingled([text for _, text in some]), strict=True):
                self._put(key, kept)

    def _put(self, key: str, kept: _Kept) -> None:
        self.forget(key)
        number, self._next = self._next, self._next + 1
        self._numbers[key], self._keys[number], self._kept[number] = number, key, kept
        self._equal[kept.words].add(number)
        if kept.is_long:
            self._bands.add(kept.bands, number)
            self._sampled.add(kept.sample, number)

    def forget(self, key: str) -> None:
        number = self._numbers.pop(key, None)
        if number is None:
            return
        kept = self._kept.pop(number)
        del self._keys[number]
        self._equal[kept.words].discard(number)
        if not self._equal[kept.words]:
            del self._equal[kept.words]
        if kept.is_long:
            self._bands.remove(kept.bands, number)
            self._sampled.remove(kept.sample, number)

    def match(self, text: str) -> list[Copy]:
        """The texts kept that `text` is a copy of, the likest first."""
        return self._alike(_shingled([text])[0])

    def copies_of(self, key: str) -> list[Copy]:
        """The other texts kept that the one kept under `key` is a copy of, the likest first."""
        return [copy for copy in self._alike(self._kept[self._numbers[key]]) if copy.key != key]

    def _alike(self, asked: _Kept) -> list[Copy]:
        if not len(asked.codes):
            return []
        found = [
            copy for number in self._candidates(asked) if (copy := self._compare(number, asked)) is not None
        ]
        return sorted(found, key=lambda copy: (-max(copy.jaccard, copy.containment), copy.key))

    def _candidates(self, asked: _Kept) -> set[int]:
        found = set(self._equal.get(asked.words, ()))
        if not asked.is_long:
            return found
        for band in asked.bands:
            found.update(self._bands[band])
        sample = asked.sample
        shared = Counter(number for shingle in sample for number in self._sampled[shingle])
        for number, count in shared.items():
            if count >= max(1, SHARED * min(len(sample), len(self._kept[number].sample))):
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


class _Postings:
    """Number of a term → the texts that have it. Most terms have one: it stands alone, without a list of its own."""

    def __init__(self) -> None:
        self._found: dict[int, int | list[int]] = {}

    def add(self, terms: Iterable[int], number: int) -> None:
        found = self._found
        for term in terms:
            known = found.setdefault(term, number)
            if known is number:
                continue
            if isinstance(known, list):
                known.append(number)
            elif known != number:
                found[term] = [known, number]

    def remove(self, terms: Iterable[int], number: int) -> None:
        for term in terms:
            left = [other for other in self[term] if other != number]
            if left:
                self._found[term] = left
            else:
                self._found.pop(term, None)

    def __getitem__(self, term: int) -> Sequence[int]:
        known = self._found.get(term, ())
        return (known,) if isinstance(known, int) else known


_codes: dict[str, int] = {}  # word as typed → its number
MOST_CODES = 500_000


def _shingled(texts: Sequence[str]) -> list[_Kept]:
    if len(_codes) > MOST_CODES:
        _codes.clear()
    known = _codes.get
    told = [[code for word in text.split() if (code := known(word) or _code(word))] for text in texts]
    lengths = np.array([len(codes) for codes in told])
    codes = np.fromiter(chain.from_iterable(told), dtype=np.uint64, count=int(lengths.sum()))
    bands = _bands(*_runs_of_each(codes, lengths, 3))
    samples = _samples(*_runs_of_each(codes, lengths, 5))
    parts = np.split(codes, np.cumsum(lengths)[:-1])
    return [_Kept(*row) for row in zip(parts, bands, samples, strict=True)]


def _parts(texts: Iterable[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    waiting = list(texts)
    for start in range(0, len(waiting), TOGETHER):
        yield waiting[start : start + TOGETHER]


def _code(word: str) -> int:
    """A number for a word however it is typed, the same in every process; 0 for a sign alone."""
    folded = "".join(fold_in_place(word).text.split())
    code = zlib.crc32(folded.encode()) + 1 if folded else 0
    _codes[word] = code
    return code


def _runs(codes: Numbers, size: int) -> Numbers:
    """The runs of `size` words in their order, as numbers of 64 bits."""
    runs = len(codes) - size + 1
    if runs < 1:
        return np.zeros(0, dtype=np.uint64)
    total: Numbers = codes[:runs] * _WEIGHTS[0]
    for place in range(1, size):
        total += codes[place : place + runs] * _WEIGHTS[place]
    total ^= total >> np.uint64(29)
    return total


def _runs_of_each(codes: Numbers, lengths: NDArray[np.int64], size: int) -> tuple[Numbers, NDArray[np.int64]]:
    """The runs of every text one after the other, none across two texts, and where those of each begin and end."""
    runs = _runs(codes, size)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(
        len(codes)
    )  # words from here to the end of the text
    counts = np.maximum(lengths - size + 1, 0)
    return runs[left[: len(runs)] >= size], np.concatenate(([0], np.cumsum(counts)))


def _bands(threes: Numbers, bounds: NDArray[np.int64]) -> list[list[int]]:
    """The MinHash of each text's shingles, cut into bands: two texts that share one are worth comparing."""
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(threes, bounds.tolist(), PERMUTATIONS, SEED)
    sketches = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, BANDS, PERMUTATIONS // BANDS)
    numbers = sketches @ _WEIGHTS[: PERMUTATIONS // BANDS] + _BAND_MARKS
    numbers ^= numbers >> np.uint64(29)
    rows: list[list[int]] = numbers.tolist()
    return rows


def _samples(fives: Numbers, bounds: NDArray[np.int64]) -> list[list[int]]:
    """One 5-word shingle in eight of each text: the same ones in every text that has them."""
    chosen = np.flatnonzero(fives & np.uint64(SAMPLED - 1) == 0)
    numbers, ends = fives[chosen].tolist(), np.searchsorted(chosen, bounds).tolist()
    return [list(dict.fromkeys(numbers[start:end])) for start, end in pairwise(ends)]


def _common(one: Numbers, other: Numbers) -> int:
    """How many numbers two sorted arrays share."""
    if not len(one) or not len(other):
        return 0
    places = one.searchsorted(other)
    return int(np.count_nonzero(one.take(places, mode="clip") == other))
