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

import numpy as np

from mourafaka.engine.press.embedding import Vectors

GAP = timedelta(days=2)
SPAN = timedelta(days=7)


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
    total: Vectors
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
    stories: dict[str, _Story] = {}
    answer: dict[str, str] = {}

    def put(n: int, name: str) -> None:
        item = items[n]
        answer[item.key] = name
        story = stories.get(name)
        if story is None:
            moment = item.published_at
            stories[name] = _Story(name, [n], vectors[n].copy(), moment, moment)
            return
        story.members.append(n)
        story.total = story.total + vectors[n]
        story.first, story.last = min(story.first, item.published_at), max(story.last, item.published_at)

    for n in order:
        if items[n].key in known:
            put(n, known[items[n].key])
    tied = _tied(items, decided)
    forbidden = _forbidden(decided)
    for n in order:
        key = items[n].key
        if key in answer:
            continue
        name = next((answer[other] for other in tied.get(key, ()) if other in answer), None)
        put(n, name or _best(n, items, vectors, stories, forbidden, link) or _new(key, stories))
    return answer


def vetoed(one: str, other: str) -> bool:
    """Whether two texts number different things: the 41st and the 42nd edition, the 21st and the 22nd of May."""
    for pattern in _NUMBERED:
        a, b = (frozenset(map(_number, pattern.findall(_western(text)))) for text in (one, other))
        if a and b and not a & b:
            return True
    return False


def _best(
    n: int,
    items: Sequence[Item],
    vectors: Vectors,
    stories: Mapping[str, _Story],
    forbidden: Mapping[str, frozenset[str]],
    link: float,
) -> str | None:
    item = items[n]
    open_ = [story for story in stories.values() if story.is_open(item.published_at)]
    if not open_:
        return None
    totals = np.stack([story.total for story in open_])
    means = (totals @ vectors[n]) / np.array([len(story.members) for story in open_])
    for place in np.argsort(-means, kind="stable"):
        if means[place] < link:
            return None
        members = [items[m] for m in open_[place].members]
        if not any(_refused(item, member, forbidden) for member in members):
            return str(open_[place].name)
    return None


def _refused(item: Item, member: Item, forbidden: Mapping[str, frozenset[str]]) -> bool:
    if member.key in forbidden.get(item.key, frozenset()):
        return True
    if item.entities and member.entities and not item.entities & member.entities:
        return True
    return vetoed(item.text, member.text)


def _new(key: str, stories: Mapping[str, _Story]) -> str:
    name = key
    while name in stories:
        name += "'"
    return name


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


def _western(text: str) -> str:
    return "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in text)


def _number(text: str) -> str:
    return text.removeprefix("ال")
