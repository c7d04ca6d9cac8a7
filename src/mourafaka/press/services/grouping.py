"""The machine's part in stories: it places what is new, and never what an editor placed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from mourafaka.engine.press.embedding import Embedder
from mourafaka.engine.press.stories import SPAN, Item, group
from mourafaka.press.enums import PLACES, TagState
from mourafaka.press.models import Article, ArticleVector, Story, Tag


def embedder() -> Embedder:
    made: Embedder = import_string(settings.PRESS_EMBEDDER)()
    return made


def place(articles: Collection[Article]) -> None:
    """Give each new article the story of its event, if another article tells it; copies follow their original."""
    new = {a.pk: a for a in articles if a.story_id is None and not a.story_fixed and not a.rubric}
    originals = [article for article in new.values() if article.copy_of_id is None]
    if originals:
        _group(originals)
    for article in new.values():
        if article.copy_of_id is not None and article.copy_of is not None:
            told = Article.objects.filter(pk=article.copy_of_id).values_list("story", flat=True).first()
            if told is not None:
                _put([article], Story.objects.get(pk=told))


def _group(new: list[Article]) -> None:
    moments = [article.published_at for article in new]
    window = Article.objects.shown().originals().filter(rubric="")
    window = window.filter(published_at__range=(min(moments) - SPAN, max(moments) + SPAN))
    articles = {_key(article): article for article in window.defer("body").order_by("published_at", "pk")}
    chosen = embedder()
    regions = _regions(articles.values())
    items = [
        Item(key, _told(article), article.published_at, regions.get(article.pk, frozenset()))
        for key, article in articles.items()
    ]
    fresh = {_key(article) for article in new}
    placed = {
        key: f"s{article.story_id}" if article.story_id else key
        for key, article in articles.items()
        if key not in fresh
    }
    vectors = chosen.centred(_vectors(chosen, list(articles.values())))
    answer = group(items, vectors, link=chosen.link, placed=placed)
    for name in {answer[key] for key in fresh if key in answer}:
        members = [articles[key] for key, story in answer.items() if story == name]
        if name.startswith("s"):
            _put([each for each in members if _key(each) in fresh], Story.objects.get(pk=int(name[1:])))
        elif len(members) > 1:
            lead = members[0]
            moment = lead.published_at
            made = Story.objects.create(
                title=lead.title, language=lead.language, first_at=moment, last_at=moment
            )
            _put(members, made)


def _put(articles: Iterable[Article], story: Story) -> None:
    for article in articles:
        article.story = story
        article.save(update_fields=["story"])
        story.first_at = min(story.first_at, article.published_at)
        story.last_at = max(story.last_at, article.published_at)
    story.save(update_fields=["first_at", "last_at"])


def _key(article: Article) -> str:
    return f"a{article.pk}"


def _told(article: Article) -> str:
    return article.title


def _regions(articles: Iterable[Article]) -> dict[int, frozenset[str]]:
    """The regions each article names: two that name different ones are never one story."""
    found: dict[int, set[str]] = {}
    tags = Tag.objects.filter(article__in=[article.pk for article in articles], kind__in=PLACES)
    for article, code in tags.exclude(state=TagState.REMOVED).values_list("article", "code"):
        found.setdefault(article, set()).add(code[:2])
    return {article: frozenset(codes) for article, codes in found.items()}


def _vectors(chosen: Embedder, articles: list[Article]) -> np.ndarray:
    """One row an article; what was computed once is kept."""
    kept = ArticleVector.objects.filter(
        article__in=[article.pk for article in articles], embedder=chosen.name
    )
    rows = {each.article_id: each for each in kept}
    stale = [a for a in articles if a.pk not in rows or rows[a.pk].told != _told(a)]
    for article, vector in zip(stale, chosen.embed([_told(each) for each in stale]), strict=True):
        rows[article.pk] = ArticleVector(
            article=article,
            embedder=chosen.name,
            told=_told(article),
            vector=vector.astype(np.float16).tobytes(),
        )
    if chosen.name != "ngrams":  # quicker made anew than read
        ArticleVector.objects.filter(article__in=[article.pk for article in stale]).delete()
        ArticleVector.objects.bulk_create([rows[article.pk] for article in stale])
    return np.stack([np.frombuffer(rows[a.pk].vector, dtype=np.float16).astype(np.float32) for a in articles])
