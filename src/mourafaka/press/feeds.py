"""Lists of articles as RSS 2.0, Atom and JSON Feed 1.1, asked again only when something changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language

from mourafaka.press.models import Article

LENGTH = 50
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
WRITERS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


def answer(
    request: HttpRequest, kind: str, articles: Sequence[Article], *, title: str, page: str
) -> HttpResponse:
    """The feed of a list; 304 when the reader already has it. `page`: the path of the list for people."""
    if kind not in TYPES:
        raise Http404
    changed = max((article.first_seen_at for article in articles), default=None)
    etag = quote_etag(_fingerprint(kind, title, articles))
    unchanged = get_conditional_response(
        request, etag=etag, last_modified=int(changed.timestamp()) if changed else None
    )
    if unchanged is not None and unchanged.status_code == 304:
        return unchanged
    write = _json if kind == "json" else _xml
    response = HttpResponse(write(request, kind, articles, title, page), content_type=TYPES[kind])
    response["ETag"] = etag
    if changed:
        response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = "public, max-age=300"
    return response


def _fingerprint(kind: str, title: str, articles: Sequence[Article]) -> str:
    told = [kind, title, get_language() or "", *(f"{each.pk}:{each.content_hash}" for each in articles)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:32]


def _absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}"


def _xml(request: HttpRequest, kind: str, articles: Sequence[Article], title: str, page: str) -> str:
    feed = WRITERS[kind](
        title=title,
        link=_absolute(page),
        description=title,
        language=get_language(),
        feed_url=_absolute(request.get_full_path()),
    )
    for article in articles:
        feed.add_item(
            title=f"{article.title} ({article.publisher})",
            link=article.url,
            description=article.excerpt,
            author_name=article.author or article.publisher,
            pubdate=article.published_at,
            updateddate=article.published_at,
            unique_id=_absolute(reverse("press:article", args=[article.pk])),
            unique_id_is_permalink=True,
            categories=[article.language],
        )
    return feed.writeString("utf-8")


def _json(request: HttpRequest, kind: str, articles: Sequence[Article], title: str, page: str) -> str:
    told: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": _absolute(page),
        "feed_url": _absolute(request.get_full_path()),
        "language": get_language(),
        "items": [_item(article) for article in articles],
    }
    return json.dumps(told, ensure_ascii=False)


def _item(article: Article) -> dict[str, Any]:
    item = {
        "id": _absolute(reverse("press:article", args=[article.pk])),
        "url": _absolute(reverse("press:article", args=[article.pk])),
        "external_url": article.url,
        "title": article.title,
        "content_text": article.excerpt,
        "date_published": _written(article.published_at),
        "authors": [{"name": article.author or article.publisher}],
        "language": article.lang,
        "_source": {"name": article.publisher},
    }
    return {name: value for name, value in item.items() if value or name == "content_text"}


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
