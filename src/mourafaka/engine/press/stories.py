"""Stories: the items of a few days that tell the same event, in any language.

    placed = group(items, vectors, link=0.45, placed=before, decided=Decisions(apart={("a", "b")}))

Items come in the order of their publication; each joins the open story whose items are on average most like it, when
that mean reaches `link` and nothing forbids it, else it opens a story of its own. A story is open while its last item
is at most 2 days and its first at most 7 days old. Two items that number different editions, or name different
entities and no common one, are never one story. What was placed before stays where it is: the machine only places
what is new, and what editors decided (together, apart, pinned to a story) it never undoes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from mourafaka.engine.press.embedding import Array, Vectors, alike

GAP = timedelta(days=2)
SPAN = timedelta(days=7)
TOGETHER = 64  # items whose likeness is computed at once


@dataclass(frozen=True)
class Item:
    """`text` is what tells the event: title, or title and lede. `entities`: codes that must not disagree, such as
    places; leave it empty when nothing was found."""

    key: str
    text: str
    published_at: datetime
    entities: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Decisions:
    """What editors said. Pairs are of item keys, in any order; `pinned` maps an item to its story."""

    together: frozenset[tuple[str, str]] = frozenset()
    apart: frozenset[tuple[str, str]] = frozenset()
    pinned: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Story:
    name: str
    members: list[int]
    first: datetime
    last: datetime

    def is_open(self, moment: datetime) -> bool:
        return moment - self.last <= GAP and moment - self.first <= SPAN


def group(
    items: Sequence[Item],
    vectors: Vectors,
    *,
    link: float,
    placed: Mapping[str, str] | None = None,
    decided: Decisions | None = None,
) -> dict[str, str]:
    """Item key → story. A new story bears the key of its first item.

    `vectors`: one row of length 1 per item, in the order of `items`. `placed`: where earlier runs put items; what is
    pinned wins over it. The answer does not depend on the order of `items` beyond their moments and keys.
    """
    decided = decided or Decisions()
    known = {**(placed or {}), **decided.pinned}
    order = sorted(range(len(items)), key=lambda n: (items[n].published_at, items[n].key))
    stories = _Stories(items, link, _forbidden(decided))
    for n in order:
        if items[n].key in known:
            stories.put(n, known[items[n].key])
    tied = _tied(items, decided)
    waiting = [n for n in order if items[n].key not in known]
    for start in range(0, len(waiting), TOGETHER):
        some = waiting[start : start + TOGETHER]
        for n, like in zip(some, alike(vectors, some), strict=True):
            key = items[n].key
            name = next((stories.answer[other] for other in tied[key] if other in stories.answer), None)
            stories.put(n, name or stories.best(n, like) or stories.free_name(key))
    return stories.answer


def vetoed(one: str, other: str) -> bool:
    """Whether two texts number different things: the 41st and the 42nd edition, the 21st and the 22nd of May."""
    return any(a and b and not a & b for a, b in zip(_numbered(one), _numbered(other), strict=False))


@lru_cache(maxsize=50_000)
def _numbered(text: str) -> tuple[frozenset[str], ...]:
    """The numbers that a text bears, by what they number; nothing when there is none."""
    if not _MAY_BE_NUMBERED.search(text):
        return ()
    western = _western(text)
    return tuple(frozenset(map(_number, pattern.findall(western))) for pattern in _NUMBERED)


class _Stories:
    """The stories as they grow: `answer` tells where each item is."""

    def __init__(self, items: Sequence[Item], link: float, forbidden: Mapping[str, frozenset[str]]) -> None:
        self.answer: dict[str, str] = {}
        self._items, self._link, self._forbidden = items, link, forbidden
        self._numbers: dict[str, int] = {}
        self._stories: list[_Story] = []
        self._place = np.full(len(items), -1)  # item → its story's number
        self._counts = np.zeros(len(items))  # story's number → its items

    def put(self, n: int, name: str) -> None:
        item = self._items[n]
        number = self._numbers.setdefault(name, len(self._stories))
        if number == len(self._stories):
            self._stories.append(_Story(name, [], item.published_at, item.published_at))
        story = self._stories[number]
        story.members.append(n)
        story.first, story.last = min(story.first, item.published_at), max(story.last, item.published_at)
        self.answer[item.key], self._place[n] = name, number
        self._counts[number] += 1

    def best(self, n: int, like: Array) -> str | None:
        """The open story most like item n on average, `like` being its likeness to every item."""
        moment, count = self._items[n].published_at, len(self._stories)
        if not count:
            return None
        means = np.bincount(self._place + 1, like, minlength=count + 1)[1:] / self._counts[:count]
        near = np.flatnonzero(means >= self._link)
        for number in near[np.argsort(-means[near], kind="stable")].tolist():
            story: _Story = self._stories[number]
            if story.is_open(moment) and not self._refused(n, story):
                return story.name
        return None

    def _refused(self, n: int, story: _Story) -> bool:
        item = self._items[n]
        return any(_refused(item, self._items[member], self._forbidden) for member in story.members)

    def free_name(self, key: str) -> str:
        while key in self._numbers:
            key += "'"
        return key


def _refused(item: Item, member: Item, forbidden: Mapping[str, frozenset[str]]) -> bool:
    if member.key in forbidden.get(item.key, frozenset()):
        return True
    if item.entities and member.entities and not item.entities & member.entities:
        return True
    return vetoed(item.text, member.text)


def _tied(items: Sequence[Item], decided: Decisions) -> dict[str, list[str]]:
    """Item → all those that editors put with it, directly or through others."""
    parents = {item.key: item.key for item in items}

    def root(key: str) -> str:
        while parents[key] != key:
            parents[key] = parents[parents[key]]
            key = parents[key]
        return key

    for a, b in sorted(decided.together):
        if a in parents and b in parents:
            parents[root(a)] = root(b)
    families: dict[str, list[str]] = {}
    for key in parents:
        families.setdefault(root(key), []).append(key)
    return {
        key: [other for other in family if other != key] for family in families.values() for key in family
    }


def _forbidden(decided: Decisions) -> dict[str, frozenset[str]]:
    """Item → those that may not be with it, and those that editors put with these."""
    found: dict[str, set[str]] = {}
    for a, b in decided.apart:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return {key: frozenset(others) for key, others in found.items()}


_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_NUMBERED = (
    re.compile(
        r"\b(\d{1,3})\s*(?:er|ère|e|è|ème|eme|ième|nd|nde|st|rd|th|ª|º)\b", re.IGNORECASE
    ),  # 41e, 41ème
    re.compile(rf"\b(\d{{1,2}})\s+(?:{_MONTHS})\b", re.IGNORECASE),
    re.compile(r"(?:الدورة|النسخة|الجولة)\s+(?:ال)?(\d{1,3}|\w+)"),
    re.compile(r"\b(?:J|journée|round|jornada|tour)\s?(\d{1,2})\b", re.IGNORECASE),
)


_MAY_BE_NUMBERED = re.compile(r"\d|الدورة|النسخة|الجولة")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def _western(text: str) -> str:
    return _OTHER_DIGIT.sub(lambda found: str(unicodedata.digit(found[0])), text)


def _number(text: str) -> str:
    return text.removeprefix("ال")
