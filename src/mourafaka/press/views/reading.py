"""What everybody reads: the river, stories, articles, sources, places, sectors, figures."""

from __future__ import annotations

from typing import Any

import rules
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mourafaka.foundations.policies import public
from mourafaka.foundations.visitors import kept_page
from mourafaka.press import feeds
from mourafaka.press.forms import RiverForm
from mourafaka.press.models import Article, SavedSearch, Source, Story
from mourafaka.press.queries import coverage as covered
from mourafaka.press.queries import river as reading
from mourafaka.press.queries import search as searching
from mourafaka.press.queries import signals as figures
from mourafaka.press.queries.river import PAGE, Wanted


@public
@require_safe
def river(request: HttpRequest) -> HttpResponse:
    form = RiverForm(request.GET)
    wanted = form.wanted()
    found = searching.found(request.user, wanted) if wanted.query else reading.river(request.user, wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    articles = searching.articles_of(page) if wanted.query else list(page.object_list)
    context = {
        "form": form,
        "page": page,
        "articles": articles,
        "wanted": wanted,
        "stories": [] if request.GET else list(reading.stories(request.user)[:5]),
        "may_edit": rules.has_perm("press.edit_stories", request.user),
        "feed_query": request.GET.urlencode(),
    }
    told = [
        (each.pk, each.content_hash, each.image and (each.image.pk, each.image.state)) for each in articles
    ]
    version = repr([told, [(each.pk, each.title, each.papers) for each in context["stories"]]])
    return kept_page(request, version, lambda: render(request, "press/river.html", context))


@public
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Article.objects.visible_to(request.user).select_related("source", "story", "copy_of")
    found = get_object_or_404(seen.select_related("illustration__image__thumbnail"), pk=pk)
    if found.source.licence == "none" and not rules.has_perm("press.edit_stories", request.user):
        raise Http404
    context = {"shown": reading.article_page(found, request.user)}
    return render(request, "press/article.html", {**context, **_may(request)})


@public
@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    page = Paginator(reading.stories(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "press/stories.html", {"page": page})


@public
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    articles = list(reading.story_articles(found, request.user))
    if not articles and not rules.has_perm("press.edit_stories", request.user):
        raise Http404
    context = {"story": found, "articles": articles, **_may(request)}
    return render(request, "press/story.html", context)


@public
@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    found = list(reading.sources(request.user))
    return render(request, "press/sources.html", {"sources": found, **_may(request)})


@public
@require_safe
def source(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Source.objects.visible_to(request.user), code=code)
    page = _page(request, Wanted(source=code))
    return render(request, "press/source.html", {"source": found, "page": page, **_may(request)})


@public
@require_safe
def territory(request: HttpRequest, code: str) -> HttpResponse:
    place = reading.territory_named(code)
    if place is None:
        raise Http404
    page = _page(request, Wanted(territory=code))
    context = {"name": place.name, "code": code, "page": page, "of": "territory"}
    return render(request, "press/subject.html", context)


@public
@require_safe
def sector(request: HttpRequest, code: str) -> HttpResponse:
    found = reading.sector_named(code)
    if found is None:
        raise Http404
    page = _page(request, Wanted(sector=code))
    context = {"name": found.label, "code": code, "page": page, "of": "sector"}
    return render(request, "press/subject.html", context)


@public
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    found = covered.coverage()
    return render(request, "press/coverage.html", {"coverage": found, "map": covered.as_map(found)})


@public
@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    return render(request, "press/signals.html", {"groups": figures.groups()})


# Feeds


@public
@require_safe
def feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The river's feed, under the same filters as its page."""
    wanted = RiverForm(request.GET).wanted()
    return _feed(request, kind, wanted, _("Press watch"), "/press/")


@public
@require_safe
def source_feed(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    found = get_object_or_404(Source.objects.visible_to(request.user), code=code)
    return _feed(request, kind, Wanted(source=code), found.name, f"/press/sources/{code}/")


@public
@require_safe
def story_feed(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    found = get_object_or_404(Story.objects.visible_to(request.user), pk=pk)
    articles = list(reading.story_articles(found, request.user)[: feeds.LENGTH])
    return feeds.answer(request, kind, articles, title=found.title, page=f"/press/stories/{pk}/")


@public
@require_safe
def stories_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The latest article of each event that several papers tell."""
    told = [story.pk for story in reading.stories(request.user)[: feeds.LENGTH]]
    articles = reading.river(request.user, Wanted()).filter(story__in=told)
    latest = reading.one_a_story(articles, feeds.LENGTH)
    return feeds.answer(request, kind, latest, title=_("Stories"), page="/press/stories/")


@public
@require_safe
def territory_feed(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    place = reading.territory_named(code)
    if place is None:
        raise Http404
    return _feed(request, kind, Wanted(territory=code), place.name, f"/press/territory/{code}/")


@public
@require_safe
def sector_feed(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    found = reading.sector_named(code)
    if found is None:
        raise Http404
    return _feed(request, kind, Wanted(sector=code), found.label, f"/press/sectors/{code}/")


@public
@require_safe
def search_feed(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """The feed of a saved search: its address is a key that its owner gives to whom they want."""
    found = get_object_or_404(SavedSearch, key=key)
    return _feed(request, kind, searching.wanted_of(found), found.title, "/press/")


def _feed(request: HttpRequest, kind: str, wanted: Wanted, title: str, page: str) -> HttpResponse:
    articles = searching.latest(request.user, wanted, feeds.LENGTH)
    return feeds.answer(request, kind, articles, title=title, page=page)


def _page(request: HttpRequest, wanted: Wanted) -> Any:
    return Paginator(reading.river(request.user, wanted), PAGE).get_page(request.GET.get("page"))


def _may(request: HttpRequest) -> dict[str, bool]:
    return {
        "may_edit": rules.has_perm("press.edit_stories", request.user),
        "may_manage": rules.has_perm("press.manage_sources", request.user),
    }
