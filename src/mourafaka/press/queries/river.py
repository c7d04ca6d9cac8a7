"""What the public pages read: the river, a story, an article, a source, a place, a sector."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q

from mourafaka.foundations import clock
from mourafaka.press.enums import PLACES, Language, TagKind
from mourafaka.press.models import Article, Source, Story, Tag
from mourafaka.territory.models import Commune, Province, Region, Sector, ValueChain

PAGE = 40
SECTORS = (TagKind.SECTOR, TagKind.VALUE_CHAIN)


@dataclass(frozen=True)
class Wanted:
    """What a reader asks the river for; each empty value asks for nothing."""

    territory: str = ""
    sector: str = ""
    language: str = ""
    source: str = ""
    query: str = ""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()


def river(user: Any, wanted: Wanted) -> Any:
    """Articles, the latest first, without the copies of one already there."""
    found = Article.objects.visible_to(user).shown().originals()
    if wanted.territory:
        found = found.tagged(PLACES, wanted.territory)
    if wanted.sector:
        chains = ValueChain.objects.filter(sector=wanted.sector).values_list("code", flat=True)
        found = found.tagged(SECTORS, wanted.sector, *chains)
    if wanted.language:
        found = found.filter(language=wanted.language)
    if wanted.source:
        found = found.filter(source__code=wanted.source)
    return found.for_lists().latest_first()


def one_a_story(articles: Iterable[Article], most: int) -> list[Article]:
    """The first article of each story, and those of none, at most so many."""
    told: set[int] = set()
    kept = []
    for article in articles:
        if article.story_id is None or article.story_id not in told:
            told |= {article.story_id} if article.story_id is not None else set()
            kept.append(article)
    return kept[:most]


@dataclass(frozen=True)
class Named:
    """A tag in words, with the page of what it names."""

    tag: Tag
    name: str
    territory: str = ""
    sector: str = ""


def names_of(tags: Iterable[Tag]) -> list[Named]:
    """Tags with the names of what they stand for, in the active language: one query a kind."""
    by_kind: dict[str, set[str]] = {}
    tags = list(tags)
    for tag in tags:
        by_kind.setdefault(tag.kind, set()).add(tag.code)
    names: dict[tuple[str, str], str] = {}
    for kind, model in _MODELS.items():
        codes = by_kind.get(kind, set())
        if codes:
            names |= {(kind, each.pk): str(each) for each in model._default_manager.filter(pk__in=codes)}
    names |= _cooperative_names(by_kind.get(TagKind.COOPERATIVE, set()))
    return [
        Named(
            tag,
            names.get((tag.kind, tag.code), tag.evidence),
            territory=tag.code if tag.kind in (TagKind.REGION, TagKind.PROVINCE) else "",
            sector=tag.code if tag.kind in SECTORS else "",
        )
        for tag in tags
    ]


_MODELS: dict[str, Any] = {
    TagKind.REGION: Region,
    TagKind.PROVINCE: Province,
    TagKind.COMMUNE: Commune,
    TagKind.SECTOR: Sector,
    TagKind.VALUE_CHAIN: ValueChain,
}


def _cooperative_names(codes: set[str]) -> dict[tuple[str, str], str]:
    from mourafaka.registry.models import Cooperative

    if not codes:
        return {}
    found = Cooperative.objects.filter(code__in=codes)
    return {(TagKind.COOPERATIVE.value, each.code): str(each) for each in found}


def territory_named(code: str) -> Region | Province | None:
    """The region (09) or province (09.541) of a code."""
    model: Any = Province if "." in code else Region
    found = model.objects.filter(code=code)
    return found.current().first() if model is Region else found.first()


def sector_named(code: str) -> Sector | ValueChain | None:
    return Sector.objects.filter(code=code).first() or ValueChain.objects.filter(code=code).first()


@dataclass(frozen=True)
class ArticlePage:
    article: Article
    tags: list[Named]
    copies: list[Article]
    others: list[Article]
    paragraphs: list[str] = field(default_factory=list)


def article_page(article: Article, user: Any) -> ArticlePage:
    seen = Article.objects.visible_to(user).shown().for_lists()
    others = seen.filter(story__isnull=False, story=article.story_id).exclude(pk=article.pk).originals()
    return ArticlePage(
        article=article,
        tags=names_of(article.tags.standing()),
        copies=list(seen.filter(copy_of=article).latest_first()[:20]),
        others=list(others.latest_first()[:20]),
        paragraphs=[line for line in article.body.splitlines() if line.strip()],
    )


def stories(user: Any) -> Any:
    """Stories told by at least two papers, or pinned; those pinned first, then the latest."""
    return Story.objects.visible_to(user).with_counts().told()


def story_articles(story: Story, user: Any) -> Any:
    return Article.objects.visible_to(user).shown().filter(story=story).for_lists().latest_first()


def sources(user: Any) -> Any:
    month = clock.now() - timedelta(days=30)
    recent = Q(articles__first_seen_at__gte=month, articles__state="shown")
    return (
        Source.objects.visible_to(user)
        .annotate(recent=Count("articles", filter=recent))
        .order_by("name", "pk")
    )


def languages() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Language.choices]
