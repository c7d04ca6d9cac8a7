"""The machine's part in stories: it places what is new, and never what an editor placed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string

from mourafaka.engine.press.embedding import Embedder, Vectors
from mourafaka.engine.press.stories import SPAN, Item, group
from mourafaka.foundations.writing import write
from mourafaka.press.enums import PLACES
from mourafaka.press.models import Article, ArticleVector, Story, Tag


class _Row(NamedTuple):
    """What grouping reads of an article of the window."""

    pk: int
    title: str
    language: str
    published_at: datetime
    story: int | None

    @property
    def key(self) -> str:
        return f"a{self.pk}"


def embedder() -> Embedder:
    made: Embedder = import_string(settings.PRESS_EMBEDDER)()
    return made


def place(articles: Collection[Article]) -> None:
    """Give each new article the story of its event, if another article tells it; copies follow their original."""
    new = [each for each in articles if each.story_id is None and not each.story_fixed and not each.rubric]
    originals = [article for article in new if article.copy_of_id is None]
    if originals:
        _group(originals)
    _follow([article for article in new if article.copy_of_id is not None])


def _group(new: Sequence[Article]) -> None:
    moments = [article.published_at for article in new]
    window = Article.objects.shown().originals().filter(rubric="")
    window = window.filter(published_at__range=(min(moments) - SPAN, max(moments) + SPAN)).order_by()
    rows = [_Row(*row) for row in window.values_list("pk", "title", "language", "published_at", "story")]
    rows.sort(key=lambda row: (row.published_at, row.pk))
    regions = _regions(window)
    items = [Item(row.key, row.title, row.published_at, regions.get(row.pk, frozenset())) for row in rows]
    fresh = {article.pk for article in new}
    placed = {row.key: f"s{row.story}" if row.story else row.key for row in rows if row.pk not in fresh}
    chosen = embedder()
    answer = group(items, chosen.centred(_vectors(chosen, rows)), link=chosen.link, placed=placed)
    _settle(new, _members(answer, {row.key: row for row in rows}))


def _members(answer: dict[str, str], rows: dict[str, _Row]) -> dict[str, list[_Row]]:
    """The articles of each story, those placed before first."""
    found: dict[str, list[_Row]] = {}
    for key, name in answer.items():
        found.setdefault(name, []).append(rows[key])
    return found


def _settle(new: Sequence[Article], members: dict[str, list[_Row]]) -> None:
    """Write what was found: new articles in the stories that were there, and the stories that begin with them."""
    fresh = {article.pk: article for article in new}
    told = {name: rows for name, rows in members.items() if any(row.pk in fresh for row in rows)}
    before = Story.objects.in_bulk([int(name[1:]) for name in told if name.startswith("s")])
    begun = {name: _begun(rows) for name, rows in told.items() if not name.startswith("s") and len(rows) > 1}
    Story.objects.bulk_create(begun.values())
    stories = {f"s{pk}": story for pk, story in before.items()} | begun
    joining = [
        (fresh.get(row.pk) or Article(pk=row.pk, published_at=row.published_at), story)
        for name, story in stories.items()
        for row in told[name]
        if row.story is None
    ]
    _put(joining)


def _begun(rows: Sequence[_Row]) -> Story:
    lead = rows[0]
    moments = [row.published_at for row in rows]
    return Story(title=lead.title, language=lead.language, first_at=min(moments), last_at=max(moments))


def _follow(copies: Sequence[Article]) -> None:
    """Copies go where their original is."""
    originals = Article.objects.filter(pk__in={each.copy_of_id for each in copies}, story__isnull=False)
    told = {article.pk: article.story for article in originals.select_related("story").defer("body")}
    _put((each, story) for each in copies if (story := told.get(each.copy_of_id or 0)) is not None)


def _put(joining: Iterable[tuple[Article, Any]]) -> None:
    """Put articles in stories; a story's span grows with them."""
    articles: list[Article] = []
    stories: dict[int, Story] = {}
    for article, story in joining:
        article.story = story = stories.setdefault(story.pk, story)
        articles.append(article)
        story.first_at = min(story.first_at, article.published_at)
        story.last_at = max(story.last_at, article.published_at)
    write(articles, "story")
    write(list(stories.values()), "first_at", "last_at")


def _regions(window: Any) -> dict[int, frozenset[str]]:
    """The regions each article names: two that name different ones are never one story."""
    found: dict[int, set[str]] = {}
    tags = Tag.objects.standing().filter(article__in=window.values("pk"), kind__in=PLACES).order_by()
    for article, code in tags.values_list("article", "code"):
        found.setdefault(article, set()).add(code[:2])
    return {article: frozenset(codes) for article, codes in found.items()}


def _vectors(chosen: Embedder, rows: Sequence[_Row]) -> Vectors:
    """One vector an article, by its title; of a slow embedder, what was computed once is kept."""
    if not chosen.slow:
        quick: Vectors = chosen.embed([row.title for row in rows])
        return quick
    kept = ArticleVector.objects.filter(article__in=[row.pk for row in rows], embedder=chosen.name)
    made = {each.article_id: each for each in kept}
    stale = [row for row in rows if row.pk not in made or made[row.pk].told != row.title]
    for row, vector in zip(stale, chosen.embed([row.title for row in stale]), strict=True):
        content = vector.astype(np.float16).tobytes()
        made[row.pk] = ArticleVector(article_id=row.pk, embedder=chosen.name, told=row.title, vector=content)
    ArticleVector.objects.filter(article__in=[row.pk for row in stale]).delete()
    ArticleVector.objects.bulk_create([made[row.pk] for row in stale])
    return np.stack([np.frombuffer(made[row.pk].vector, dtype=np.float16).astype(np.float32) for row in rows])
