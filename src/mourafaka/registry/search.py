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
    """Cooperatives of `scope` in the same province whose name reads alike, the likeliest first.

    Comparing letter by letter is slow, so only names are compared that share half their words by sound, or
    their first letters: a province may hold thousands.
    """
    names = [name for name in (cooperative.name_fr, cooperative.name_ar) if name]
    rows = scope.filter(province_id=cooperative.province_id).exclude(pk=cooperative.pk)
    words = set(cooperative.search_sounds.split())
    closeness: dict[int, float] = {}
    for pk, name_fr, name_ar, key, sounds in rows.values_list(
        "pk", "name_fr", "name_ar", "name_key", "search_sounds"
    ):
        if _worth_comparing(words, cooperative.name_key, sounds, key):
            found = _closeness(names, [name for name in (name_fr, name_ar) if name])
            if found >= LIKELY:
                closeness[pk] = found
    if not closeness:
        return []
    others = scope.in_bulk(list(closeness))
    return sorted(others.values(), key=lambda other: (-closeness[other.pk], other.code))


def _worth_comparing(words: set[str], key: str, other_sounds: str, other_key: str) -> bool:
    shared = len(words.intersection(other_sounds.split()))
    return 2 * shared >= max(len(words), 1) or key[:4] == other_key[:4]


def _closeness(names: list[str], others: list[str]) -> float:
    return max((similarity(one, two) for one in names for two in others), default=0.0)
