"""What the engine makes of an article's words: its language, its tags, the article it copies, its rubric.

The gazetteer and the lexicon are built once a process; cooperatives and the texts of the last fourteen days are read
again when they change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mourafaka.engine.press.copies import Copies
from mourafaka.engine.press.language import detect_language
from mourafaka.engine.press.places import gazetteer
from mourafaka.engine.press.signals import rubric
from mourafaka.engine.press.topics import Topics
from mourafaka.foundations import clock
from mourafaka.press.enums import TagKind
from mourafaka.press.models import Article
from mourafaka.registry.models import Cooperative

COPY_DAYS = timedelta(days=14)
NEAR_WORDS = 6  # a title and summary of fewer words are no proof of a copy


@dataclass(frozen=True)
class Found:
    """A tag as the table keeps it: the span lies in the title or in the summary."""

    kind: str
    code: str
    part: str
    starts: int
    ends: int
    evidence: str


def language_of(text: str, prior: str) -> str:
    return detect_language(text, prior or None)


def rubric_of(title: str) -> str:
    """exchange, weather or commodity for what a paper prints every day; empty for news."""
    found = rubric(title)
    return found.kind if found else ""


def tags_of(title: str, excerpt: str, language: str = "") -> list[Found]:
    """What the two texts speak of, each thing once, by the first words that say so."""
    kept: dict[tuple[str, str], Found] = {}
    for part, text in (("title", title), ("excerpt", excerpt)):
        for tag in (*gazetteer().tags(text, language or None), *topics().tags(text)):
            kept.setdefault(
                (tag.kind, tag.code),
                Found(tag.kind, tag.code, part, tag.start, tag.end, tag.text[:200]),
            )
    return [found for found in kept.values() if found.kind in TagKind.values]


_topics: list[tuple[tuple[int, int], Topics]] = []


def topics() -> Topics:
    """The lexicon with the cooperatives of the registry, built anew when there are others."""
    last = Cooperative.objects.order_by("-pk").values_list("pk", flat=True).first()
    state = (Cooperative.objects.count(), last or 0)
    if not _topics or _topics[0][0] != state:
        _topics[:] = [(state, Topics(cooperatives=list(_named())))]
    return _topics[0][1]


def _named() -> Iterator[tuple[str, str]]:
    for code, french, arabic in Cooperative.objects.values_list("code", "name_fr", "name_ar"):
        yield from ((code, name) for name in (french, arabic) if name)


@dataclass
class Window:
    """The texts seen in the last fourteen days, kept in this process and brought up to date before each batch."""

    texts: Copies
    known: dict[int, str]  # article → the fingerprint of what was kept of it

    def refresh(self) -> None:
        lately = Article.objects.filter(first_seen_at__gte=clock.now() - COPY_DAYS)
        current = dict(lately.values_list("pk", "content_hash"))
        for gone in self.known.keys() - current.keys():
            self.texts.forget(str(gone))
            del self.known[gone]
        changed = [pk for pk, told in current.items() if self.known.get(pk) != told]
        for start in range(0, len(changed), 500):
            for article in Article.objects.filter(pk__in=changed[start : start + 500]):
                self.add(article)

    def add(self, article: Article) -> None:
        self.texts.add(str(article.pk), _text(article))
        self.known[article.pk] = article.content_hash

    def original_of(self, article: Article) -> Article | None:
        """The earliest article that this one repeats; of a chain of copies, its first."""
        text = _text(article)
        if len(text.split()) < NEAR_WORDS:
            return None
        keys = [int(match.key) for match in self.texts.match(text) if match.key != str(article.pk)]
        others = Article.objects.filter(pk__in=keys).select_related("copy_of")
        firsts = {other.copy_of or other for other in others} - {article}
        earlier = [each for each in firsts if _age(each) < _age(article)]
        return min(earlier, key=_age, default=None)


window = Window(Copies(), {})


def _age(article: Article) -> tuple[datetime, int]:
    return article.published_at, article.pk


def _text(article: Article) -> str:
    return f"{article.title}\n{article.excerpt}\n{article.body}"
