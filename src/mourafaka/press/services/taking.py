"""What sources announced becomes articles: canonical, in a language, with copies, tags and a story, findable.

Every step is idempotent: the same entry taken twice changes nothing. Every step is done for many articles at once: a
round of a thousand entries asks the database some dozens of questions.
"""

from __future__ import annotations

from collections.abc import Sequence

from mourafaka.foundations.acts import act
from mourafaka.foundations.writing import insert, write
from mourafaka.people.models import User
from mourafaka.press import index, understanding
from mourafaka.press.entries import Entry, Reading
from mourafaka.press.enums import TagState
from mourafaka.press.models import Article, Signal, SignalSeries, Source, Tag
from mourafaka.press.services import grouping
from mourafaka.press.services.keeping import keep


@act("press.entries.take", rule="press.fetch", secret=("entries",))
def take_entries(source: Source, *, actor: User, entries: Sequence[Entry]) -> list[Article]:
    """Keep what `source` announced; returns the articles that are new. Nothing of a source without licence."""
    return _taken([source], [entries])


@act("press.round.take", rule="press.fetch", secret=("entries",))
def take_round(
    like: None, *, actor: User, sources: Sequence[Source], entries: Sequence[Sequence[Entry]]
) -> list[Article]:
    """Keep what several sources announced in one round, `entries` in the order of `sources`; returns the articles
    that are new. All of it or nothing."""
    return _taken(sources, entries)


@act("press.signals.take", rule="press.fetch", secret=("signals",))
def take_signals(source: Source, *, actor: User, signals: Sequence[Reading]) -> list[Signal]:
    """Keep the figures an official source gave, one a series, source and day; the last one told stands."""
    return [
        Signal.objects.update_or_create(
            series=SignalSeries.objects.get_or_create(
                kind=reading.kind, subject=reading.subject, unit=reading.unit
            )[0],
            source=source,
            on=reading.on,
            defaults={"value": reading.value, "url": reading.url[:700]},
        )[0]
        for reading in signals
    ]


@act("press.articles.again", rule="press.fetch")
def understand_again(source: Source, *, actor: User) -> int:
    """Do every step after the parse again on the articles of a source; returns how many."""
    articles = list(source.articles.shown().select_related("copy_of").order_by("published_at", "pk"))
    _understand(articles)
    return len(articles)


def _taken(sources: Sequence[Source], entries: Sequence[Sequence[Entry]]) -> list[Article]:
    new, changed = keep(zip(sources, entries, strict=True))
    _understand([*new, *changed])
    return new


def _understand(articles: Sequence[Article]) -> None:
    """Every step after the parse, again or for the first time: tags, copies, stories, index."""
    if not articles:
        return
    _tag(articles)
    write(understanding.find_originals(articles), "copy_of")
    index.put_all(articles)
    grouping.place(articles)


def _tag(articles: Sequence[Article]) -> None:
    """Tags found anew; what a reader disputed or an editor decided stays as it is."""
    keys = [article.pk for article in articles]
    before = list(Tag.objects.filter(article__in=keys).values_list("article", "kind", "code", "state"))
    settled = {(key, kind, code) for key, kind, code, state in before if state != TagState.FOUND}
    if len(settled) < len(before):
        Tag.objects.filter(article__in=keys, state=TagState.FOUND).delete()
    lexicon = understanding.topics()
    insert(
        [
            Tag(article_id=article.pk, **vars(tag))
            for article in articles
            for tag in understanding.tags_of(article, lexicon)
            if (article.pk, tag.kind, tag.code) not in settled
        ]
    )
