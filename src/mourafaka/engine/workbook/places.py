"""Names of places as they are typed: in French or Arabic, with or without accents, articles and hyphens.

A name is certain when its key is that of one entry. It is also when its consonants, three at least, are those of
one entry in whatever alphabet, or a single letter of five or more differs, provided no other entry is within two
letters. Anything else is asked, with the entries that read alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mourafaka.engine.text import fold, fold_key, similarity, skeleton

ALIKE = 0.45
PROPOSED_AT_MOST = 5
LETTERS_FOR_A_SLIP = 5
CONSONANTS_FOR_A_SOUND = 3

_PLACE_WORDS = re.compile(
    r"^(?:(?:prefecture|province|region|wilaya|اقليم|عماله|جهه)\b(?: (?:de|d|du|des|l))*)+ "
)


@dataclass(frozen=True)
class Found:
    """`code` only when certain, and then `why`: name, sound or slip. `proposals` are names, the likeliest first."""

    code: str = ""
    why: str = ""
    proposals: tuple[str, ...] = ()


class Names:
    """The entries of one kind: code → its names, the official one first."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._names = names
        self._by_key: dict[str, set[str]] = defaultdict(set)
        self._by_sound: dict[str, set[str]] = defaultdict(set)
        self._found: dict[str, Found] = {}
        for code, texts in names.items():
            for text in (code, code.replace(".", ""), *texts):
                self._by_key[_key(text)].add(code)
            for text in texts:
                self._by_sound[_sound(text)].add(code)

    def name(self, code: str) -> str:
        return self._names[code][0]

    def recognise(self, text: str) -> Found:
        if text not in self._found:
            self._found[text] = self._certain(text) or Found(proposals=self._alike(text))
        return self._found[text]

    def choices(self) -> list[tuple[str, str]]:
        return [(code, names[0]) for code, names in self._names.items()]

    def _certain(self, text: str) -> Found | None:
        key = _key(text)
        named = self._by_key.get(key, set())
        if not key or len(named) == 1:
            return Found(next(iter(named)), "name") if named else Found()
        heard = self._heard(text)
        near = {} if named or len(key) < LETTERS_FOR_A_SLIP else self._apart(key)
        if len(heard) == 1 and not named and set(near) <= heard:
            return Found(next(iter(heard)), "sound")
        if list(near.values()) == [1] and (not heard or set(near) <= heard):
            return Found(next(iter(near)), "slip")
        meant = sorted(named | heard | set(near))
        return Found(proposals=tuple(map(self.name, meant))[:PROPOSED_AT_MOST]) if meant else None

    def _heard(self, text: str) -> set[str]:
        sound = _sound(text)
        return self._by_sound.get(sound, set()) if len(sound) >= CONSONANTS_FOR_A_SOUND else set()

    def _apart(self, key: str) -> dict[str, int]:
        """The entries within two letters of the key."""
        near: dict[str, int] = {}
        for known, codes in self._by_key.items():
            letters = 3 if known[:1].isdigit() else letters_apart(key, known, 2)
            for code in codes if letters <= 2 else ():
                near[code] = min(letters, near.get(code, 3))
        return near

    def _alike(self, text: str) -> tuple[str, ...]:
        part = _key(text)
        scores = {}
        for code, names in self._names.items():
            contained = any(len(part) >= 4 and part in fold_key(name) for name in names)
            scores[code] = max(0.75 * contained, *(similarity(_bare(text), name) for name in names))
        ranked = sorted((code for code in scores if scores[code] >= ALIKE), key=lambda c: (-scores[c], c))
        return tuple(self.name(code) for code in ranked[:PROPOSED_AT_MOST])


def letters_apart(a: str, b: str, most: int) -> int:
    """How many letters are missing, added, wrong or swapped with their neighbour; `most` + 1 when more."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        new = [i]
        for j, other in enumerate(b, start=1):
            cost = min(row[j] + 1, new[j - 1] + 1, row[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            new.append(cost)
        if min(new) > most:
            return most + 1
        before, row = row, new
    return min(row[-1], most + 1)


def closest(key: str, known: Iterable[str]) -> str:
    """The one key a single letter away, when there is one and `key` is long enough to tell; else empty."""
    if len(key) < LETTERS_FOR_A_SLIP:
        return ""
    near = [other for other in known if letters_apart(key, other, 1) <= 1]
    return near[0] if len(near) == 1 else ""


def _bare(text: str) -> str:
    return _PLACE_WORDS.sub("", fold(text))


def _key(text: str) -> str:
    return fold_key(_bare(text))


def _sound(text: str) -> str:
    return skeleton(_PLACE_WORDS.sub("", fold(text))).replace(" ", "")
