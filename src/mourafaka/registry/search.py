"""Finding a cooperative whatever the script or spelling: folded columns, written once, searched with LIKE.

`search_text` holds the folded names, codes and numbers; `search_sounds` the consonants of the names in one
alphabet, so that “Argane” finds أركان. Both start and end with a space.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from mourafaka.engine.text import fold, fold_key, similarity, skeleton

if TYPE_CHECKING:
    from .models import Cooperative

LIKELY = 0.82  # from here on two names of one province are shown as a possible duplicate
WORDS_AT_MOST = 8


def columns(cooperative: Cooperative) -> tuple[str, str]:
    """(search_text, search_sounds) of a cooperative."""
    names = (cooperative.name_fr, cooperative.name_ar)
    numbers = (
        cooperative.code,
        cooperative.ice,
        cooperative.local_reg_no,
        cooperative.central_reg_no,
        cooperative.phone,
        cooperative.phone_display.replace(" ", ""),
    )
    text = " ".join(filter(None, map(fold, (*names, *numbers))))
    sounds = " ".join(filter(None, map(skeleton, names)))
    return f" {text} ", f" {sounds} "


def sort_key(name: str) -> str:
    """The name as lists are sorted by it: legal words and articles do not count."""
    words = fold(name).split()
    kept = [word for word in words if fold_key(f"{word} x") != "x"]  # beside another word, legal words vanish
    return " ".join(kept or words)[:60]


def conditions(text: str) -> list[Q]:
    """One condition per word: the word as written, or its sounds at the beginning of a word."""
    return [_condition(word) for word in fold(text).split()[:WORDS_AT_MOST]]


def _condition(word: str) -> Q:
    found = Q(search_text__contains=word)
    sounds = skeleton(word)
    if len(sounds) >= 3 and not any(c.isdigit() for c in word):
        found |= Q(search_sounds__contains=f" {sounds}")
    return found


def likely_duplicates(scope: QuerySet[Cooperative], cooperative: Cooperative) -> list[Cooperative]:
    """Cooperatives of `scope` in the same province whose name reads alike, the likeliest first."""
    names = [name for name in (cooperative.name_fr, cooperative.name_ar) if name]
    candidates = scope.filter(province_id=cooperative.province_id).exclude(pk=cooperative.pk)
    scored = [
        (closeness, other)
        for other in candidates.only("code", "name_fr", "name_ar", "province_id", "status", "ice")
        if (closeness := _closeness(names, other)) >= LIKELY
    ]
    return [other for _, other in sorted(scored, key=lambda pair: (-pair[0], pair[1].code))]


def _closeness(names: list[str], other: Cooperative) -> float:
    others = [name for name in (other.name_fr, other.name_ar) if name]
    return max((similarity(one, two) for one in names for two in others), default=0.0)
