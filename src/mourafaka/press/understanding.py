"""What the engine makes of an article's words: its language, its tags, the article it copies, its rubric.

The gazetteer and the lexicon are built once a process; cooperatives and the texts of the last fourteen days are read
again when they change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mourafaka.engine.press.copies import Copies
from mourafaka.engine.press.language import detect_language
from mourafaka.engine.press.places import gazetteer
from mourafaka.engine.press.scanning import fold_in_place
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


def tags_of(article: Article, lexicon: Topics) -> list[Found]:
    """What title and summary speak of, each thing once, by the first words that say so."""
    kept: dict[tuple[str, str], Found] = {}
    for part, text in (("title", article.title), ("excerpt", article.excerpt)):
        folded = fold_in_place(text)
        for tag in (*gazetteer().tags(folded, article.lang or None), *lexicon.tags(folded)):
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

    def refresh(self, at_hand: Sequence[Article]) -> None:
        """Forget what is older, read what is new or changed; those `at_hand` are not read again."""
        mine = {article.pk: article for article in at_hand}
        lately = Article.objects.filter(first_seen_at__gte=clock.now() - COPY_DAYS)
        current = dict(lately.values_list("pk", "content_hash"))
        current |= {key: article.content_hash for key, article in mine.items()}
        for gone in self.known.keys() - current.keys():
            self.texts.forget(str(gone))
            del self.known[gone]
        changed = {key for key, told in current.items() if self.known.get(key) != told}
        self.add(mine[key] for key in changed & mine.keys())
        others = sorted(changed - mine.keys())
        for start in range(0, len(others), 500):
            self.add(Article.objects.filter(pk__in=others[start : start + 500]))

    def add(self, articles: Iterable[Article]) -> None:
        articles = list(articles)
        self.texts.add_all((str(article.pk), _text(article)) for article in articles)
        self.known.update((article.pk, article.content_hash) for article in articles)

    def repeated_by(self, article: Article) -> list[int]:
        """The other articles whose text is also this one's."""
        if len(_text(article).split()) < NEAR_WORDS:
            return []
        return [int(match.key) for match in self.texts.copies_of(str(article.pk))]


window = Window(Copies(), {})


def find_originals(articles: Sequence[Article]) -> list[Article]:
    """Set `copy_of` of each article that repeats others to the earliest of them; of a chain of copies, its first.
    Returns those for which it is another than before."""
    window.refresh(articles)
    repeated = {article.pk: window.repeated_by(article) for article in articles}
    known = {article.pk: article for article in articles}
    missing = {key for keys in repeated.values() for key in keys} - known.keys()
    known |= Article.objects.select_related("copy_of").in_bulk(missing)
    found = []
    for article in sorted(articles, key=_age):
        others = (known[key] for key in repeated[article.pk] if key in known)
        earlier = [first for other in others if _age(first := other.copy_of or other) < _age(article)]
        original = min(earlier, key=_age, default=None)
        if original is not None and original.pk != article.copy_of_id:
            article.copy_of = original
            found.append(article)
    return found


def _age(article: Article) -> tuple[datetime, int]:
    return article.published_at, article.pk


def _text(article: Article) -> str:
    return f"{article.title}\n{article.excerpt}\n{article.body}"
