"""The press watch, read: open to everybody, as its pages are."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from mourafaka.api.answers import Page, Paging, Problem
from mourafaka.api.auth import Request
from mourafaka.api.paths import Id
from mourafaka.press.enums import Language
from mourafaka.press.models import Article, Signal, Source, Story
from mourafaka.press.queries import river as reading
from mourafaka.press.queries import search as searching

router = Router(tags=["press"])
READING = {404: Problem, 422: Problem}


class TagLine(Schema):
    """What an article speaks of, and the words that say so."""

    kind: str
    code: str
    evidence: str


class ArticleLine(Schema):
    """`url` is the paper's own page; `language` is und when nothing decides."""

    id: int
    title: str
    url: str
    publisher: str
    author: str
    published_at: datetime
    language: str
    excerpt: str
    source: str
    story: int | None

    @classmethod
    def of(cls, article: Article) -> ArticleLine:
        return cls(**_facts(article))


class ArticleFile(ArticleLine):
    tags: list[TagLine]
    copy_of: int | None


class StoryLine(Schema):
    id: int
    title: str
    language: str
    first_at: datetime
    last_at: datetime
    papers: int
    articles: int
    pinned: bool

    @classmethod
    def of(cls, story: Any) -> StoryLine:
        return cls(
            id=story.pk,
            title=story.title,
            language=story.language,
            first_at=story.first_at,
            last_at=story.last_at,
            papers=story.papers,
            articles=story.articles_count,
            pinned=story.pinned,
        )


class SourceLine(Schema):
    code: str
    name: str
    home_url: str
    language: str
    licence: str
    official: bool

    @classmethod
    def of(cls, source: Source) -> SourceLine:
        names = ("code", "name", "home_url", "language", "licence", "official")
        return cls(**{name: getattr(source, name) for name in names})


class SignalLine(Schema):
    """One value of a series: `value` is a decimal string in `unit`."""

    kind: str
    subject: str
    unit: str
    on: date
    value: str
    source: str

    @classmethod
    def of(cls, signal: Signal) -> SignalLine:
        series = signal.series
        return cls(
            kind=series.kind,
            subject=series.subject,
            unit=series.unit,
            on=signal.on,
            value=str(signal.value),
            source=signal.source.code,
        )


class ArticleFilters(Schema):
    q: str = Field("", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    territory: str = Field("", max_length=8, pattern=r"^[0-9.]*$")
    sector: str = Field("", max_length=32, pattern=r"^[A-Za-z0-9_-]*$")
    language: Language | None = None
    source: str = Field("", max_length=40, pattern=r"^[A-Za-z0-9_-]*$")


def _facts(article: Article) -> dict[str, Any]:
    names = ("title", "url", "publisher", "author", "published_at", "language", "excerpt")
    told = {name: getattr(article, name) for name in names}
    return {**told, "id": article.pk, "source": article.source.code, "story": article.story_id}


@router.get(
    "/press/articles", response={200: Page[ArticleLine], **READING}, auth=None, url_name="press_articles"
)
def list_articles(request: Request, filters: Query[ArticleFilters], paging: Query[Paging]) -> Any:
    """The river, the latest first, copies left out; `q` keeps the articles that hold every word."""
    wanted = reading.Wanted(
        territory=filters.territory,
        sector=filters.sector,
        language=filters.language.value if filters.language else "",
        source=filters.source,
        query=filters.q,
    )
    return paging.cut(searching.by_date(AnonymousUser(), wanted), ArticleLine.of)


@router.get(
    "/press/articles/{pk}", response={200: ArticleFile, **READING}, auth=None, url_name="press_article"
)
def read_article(request: Request, pk: Id) -> Any:
    """One article with its tags."""
    article = get_object_or_404(Article.objects.shown().for_lists(), pk=pk)
    tags = [TagLine(kind=t.kind, code=t.code, evidence=t.evidence) for t in article.tags.standing()]
    return ArticleFile(**_facts(article), tags=tags, copy_of=article.copy_of_id)


@router.get("/press/stories", response={200: Page[StoryLine], **READING}, auth=None, url_name="press_stories")
def list_stories(request: Request, paging: Query[Paging]) -> Any:
    """Events told by at least two papers, those pinned first."""
    return paging.cut(reading.stories(AnonymousUser()), StoryLine.of)


@router.get(
    "/press/stories/{pk}/articles",
    response={200: Page[ArticleLine], **READING},
    auth=None,
    url_name="press_story",
)
def list_story(request: Request, pk: Id, paging: Query[Paging]) -> Any:
    """The articles of one story, the latest first."""
    story = get_object_or_404(Story.objects.visible_to(AnonymousUser()), pk=pk)
    return paging.cut(reading.story_articles(story, AnonymousUser()), ArticleLine.of)


@router.get(
    "/press/sources", response={200: Page[SourceLine], **READING}, auth=None, url_name="press_sources"
)
def list_sources(request: Request, paging: Query[Paging]) -> Any:
    """The papers and official sites that are followed."""
    return paging.cut(Source.objects.enabled().order_by("name", "pk"), SourceLine.of)


@router.get(
    "/press/signals", response={200: Page[SignalLine], **READING}, auth=None, url_name="press_signals"
)
def list_signals(request: Request, paging: Query[Paging]) -> Any:
    """Rates, prices and the weather of places (`subject`: their code), the latest first."""
    found = Signal.objects.select_related("series", "source").order_by("-on", "series", "source")
    return paging.cut(found, SignalLine.of)
