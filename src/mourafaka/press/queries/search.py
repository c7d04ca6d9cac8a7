"""Words in the index, within what a reader asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.contrib.auth.models import AnonymousUser

from mourafaka.press import index
from mourafaka.press.models import Article, SavedSearch
from mourafaka.press.queries.river import Wanted, river


def found(user: Any, wanted: Wanted) -> list[int]:
    """Ids of the articles asked for that hold the words, the likeliest first."""
    ranked = index.find(wanted.query)
    within = index.among(river(user, replace(wanted, query="")), ranked).order_by()
    allowed = set(within.values_list("pk", flat=True))
    return [key for key in ranked if key in allowed]


def articles_of(keys: Iterable[int]) -> list[Article]:
    """The articles of these ids, in this order."""
    keys = list(keys)
    records = Article.objects.for_lists().in_bulk(keys)
    return [records[key] for key in keys if key in records]


def by_date(user: Any, wanted: Wanted) -> Any:
    """The articles asked for, the latest first; those with the words when there are some."""
    seen = river(user, replace(wanted, query=""))
    return index.among(seen, index.find(wanted.query)) if wanted.query else seen


def latest(user: Any, wanted: Wanted, most: int) -> list[Article]:
    return list(by_date(user, wanted)[:most])


def wanted_of(search: SavedSearch) -> Wanted:
    return Wanted(
        territory=search.territory_code,
        sector=search.sector,
        language=search.language,
        query=search.query,
    )


def latest_since(wanted: Wanted, since: Any, most: int) -> list[Article]:
    """What anybody may read of it that was first seen after a moment."""
    return list(river(AnonymousUser(), wanted).filter(first_seen_at__gt=since)[:most])
