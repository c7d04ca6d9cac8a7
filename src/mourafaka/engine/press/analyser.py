"""The words of a text as both databases index and search them: one analyser, so that SQLite and PostgreSQL agree.

    index_terms("L'huile d'argan des coopératives", "fr")  → ["huil", "argan", "cooper"]
    query_terms("coopérative")                             → [{"cooper", "cooperat", "cooperativ"}]

Latin words: folded, elision taken off, Snowball of the text's language. Arabic words: folded, article and suffixes
taken off (light10, Larkey et al. 2007), broken plurals brought to their singular by a list of the field's words, and
a glued preposition (ب ل ك ف) indexed both ways. A query does not say its language: each word gives all its stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from mourafaka.engine.text import fold

_SNOWBALL = {"fr": "french", "es": "spanish", "en": "english"}
_ELISION = re.compile(r"\b(?:l|d|c|j|m|n|s|t|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ´`](?=\w)", re.IGNORECASE)
_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")  # folded: ة is ه, ى is ي
_PREPOSITIONS = "بلكف"
_FEWEST = 3  # letters that an Arabic stem keeps

_STOP = {
    "fr": "a au aux avec ce ces cette dans de des du elle en est et il ils la le les leur leurs mais ne nous on ont ou "
    "par pas plus pour qu que qui sa se ses si son sont sur un une vous y",
    "es": "a al como con de del el en es esta este ha la las lo los mas no para pero por que se sin su sus un una y",
    "en": "a an and are as at be by for from has have in is it its of on or that the this to was were will with",
    "ar": "في من على الى عن مع ان هذا هذه ذلك التي الذي الذين بعد قبل كما او ثم قد لا ما هو هي كان كانت بين عند "
    "خلال حول وفي ومن وعلى الا",
}
STOP = frozenset(word for words in _STOP.values() for word in fold(words).split())
MOST_QUERY_WORDS = 12


def index_terms(text: str, lang: str | None = None) -> list[str]:
    """The terms of `text` in its order, `lang` being fr, es, en, ar or anything else (words are then only folded)."""
    return [term for word in _words(text) for term in _indexed(word, lang or "")]


def index_text(text: str, lang: str | None = None) -> str:
    """`index_terms` as one text, for a tsvector of the configuration `simple` or an FTS5 column."""
    return " ".join(index_terms(text, lang))


def query_terms(text: str) -> list[frozenset[str]]:
    """What a query asks: for each of its words, the terms of which one must be there. At most 12 words."""
    words = list(dict.fromkeys(_words(text, keep_stop=False))) or list(
        dict.fromkeys(_words(text, keep_stop=True))
    )
    return [_asked(word) for word in words[:MOST_QUERY_WORDS]]


def _words(text: str, *, keep_stop: bool = False) -> Iterator[str]:
    for word in fold(_ELISION.sub(" ", text)[:1_000_000]).split() if len(text) < 2000 else _long(text):
        if keep_stop or word not in STOP:
            yield word


def _long(text: str) -> list[str]:
    """The folded words of a long text, line by line: what folding remembers is not for whole articles."""
    return [word for line in text.splitlines() for word in fold.__wrapped__(_ELISION.sub(" ", line)).split()]


@lru_cache(maxsize=200_000)
def _indexed(word: str, lang: str) -> tuple[str, ...]:
    if _is_arabic(word):
        stem = arabic_stem(word)
        bare = _without_preposition(word)
        return (stem,) if bare is None or (other := arabic_stem(bare)) == stem else (stem, other)
    return (_latin_stem(word, lang),)


@lru_cache(maxsize=20_000)
def _asked(word: str) -> frozenset[str]:
    if _is_arabic(word):
        bare = _without_preposition(word)
        # a query's own preposition is taken off only where the rest is a word of the field
        return frozenset((arabic_stem(word), *([arabic_stem(bare)] if bare in _singulars() else [])))
    return frozenset((word, *(_latin_stem(word, lang) for lang in _SNOWBALL)))


def _latin_stem(word: str, lang: str) -> str:
    word = _singulars().get(word, word)
    if lang not in _SNOWBALL or any(c.isdigit() for c in word):
        return word
    return str(_stemmer(lang).stemWord(word))


def arabic_stem(word: str) -> str:
    """The light stem of a folded Arabic word; the singular of a broken plural that the list knows."""
    plain = _bare(word)
    for form in (word, plain):
        if form in _singulars():
            return _without_suffix(_bare(_singulars()[form]))
    return _without_suffix(plain)


def _bare(word: str) -> str:
    """Without و and the article."""
    if word.startswith("و") and len(word) - 1 >= _FEWEST and not word.startswith(("وال", "ولل")):
        rest = word[1:]
        word = rest if rest in _singulars() or len(rest) > _FEWEST else word
    for article in _ARTICLES:
        if word.startswith(article) and len(word) - len(article) >= 2:
            return word[len(article) :]
    return word


def _without_suffix(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _FEWEST:
            word = word[: -len(suffix)]
    return word


def _without_preposition(word: str) -> str | None:
    if word[0] in _PREPOSITIONS and len(word) > _FEWEST and not word.startswith(_ARTICLES):
        return word[1:]
    return None


def _is_arabic(word: str) -> bool:
    return "\u0600" <= word[0] <= "\u077f"


@cache
def _stemmer(lang: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(_SNOWBALL[lang])


@cache
def _singulars() -> dict[str, str]:
    """Folded form → the form under which it is indexed: broken plurals, and a few abbreviations."""
    text = (resources.files(__package__) / "data" / "plurals.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        head, _, forms = line.partition("#")[0].partition(":")
        for form in filter(None, map(fold, forms.split("،" if "،" in forms else ","))):
            found[form] = fold(head)
    return found
