"""The index of articles behind one interface: FTS5 on SQLite, tsvector `simple` on PostgreSQL.

Both hold what one analyser of ours made of the words, so that they find the same articles. The table is a raw one,
made by a migration: neither engine's has a model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mourafaka.engine.press import analyser
from mourafaka.press.models import Article

NEWEST = 5_000  # ranked among so many of the latest matches

_REMOVE = {
    "sqlite": "DELETE FROM press_index WHERE rowid = %s",
    "postgresql": "DELETE FROM press_index WHERE article_id = %s",
}
_PUT = {
    "sqlite": "INSERT INTO press_index (rowid, title, body) VALUES (%s, %s, %s)",
    "postgresql": "INSERT INTO press_index (article_id, vector) VALUES (%s, "
    "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B')) "
    "ON CONFLICT (article_id) DO UPDATE SET vector = EXCLUDED.vector",
}
# Many ids as one parameter: neither a statement of thousands of them, nor a match that the planner may run again.
_AMONG = {"sqlite": "SELECT value FROM json_each(%s)", "postgresql": "SELECT unnest(%s::bigint[])"}
# bm25 is the better the lower; ts_rank the higher.
_FIND = {
    "sqlite": "SELECT id FROM (SELECT rowid AS id, bm25(press_index, 4.0, 1.0) AS score FROM press_index "
    "WHERE press_index MATCH %s ORDER BY rowid DESC LIMIT %s) ORDER BY score, id DESC",
    "postgresql": "SELECT id FROM (SELECT article_id AS id, ts_rank(vector, query) AS score FROM press_index, "
    "to_tsquery('simple', %s) query WHERE vector @@ query ORDER BY article_id DESC LIMIT %s) found "
    "ORDER BY score DESC, id DESC",
}


def put(article: Article) -> None:
    """Make an article findable, or findable anew."""
    put_all([article])


def put_all(articles: Sequence[Article]) -> None:
    words = analyser.index_text
    rows = [
        (each.pk, words(each.title, each.language), words(f"{each.excerpt} {each.body}", each.language))
        for each in articles
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_REMOVE[connection.vendor], [row[:1] for row in rows])
        cursor.executemany(_PUT[connection.vendor], rows)


def remove(article: Article) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_REMOVE[connection.vendor], [article.pk])


def find(text: str) -> list[int]:
    """Ids of the articles that hold every word of `text`, the likeliest first; none for no word."""
    expression = _expression(text)
    if not expression:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIND[connection.vendor], [expression, NEWEST])
        return [row[0] for row in cursor.fetchall()]


def among(articles: QuerySet[Article], keys: Sequence[int]) -> QuerySet[Article]:
    """Those of `articles` that have one of these ids."""
    if not keys:
        return articles.none()
    told = json.dumps(keys) if connection.vendor == "sqlite" else list(keys)
    # the least id spares a reading of the whole table: matches are the latest ones
    return articles.filter(pk__gte=min(keys), pk__in=RawSQL(_AMONG[connection.vendor], [told]))  # noqa: S611


def _expression(text: str) -> str:
    """Every word, each in the forms the analyser gives it in one language or another."""
    both, either = (" AND ", " OR ") if connection.vendor == "sqlite" else (" & ", " | ")
    quote = '"{}"' if connection.vendor == "sqlite" else "'{}'"
    groups = [[quote.format(form) for form in forms] for forms in analyser.query_terms(text)]
    return both.join(f"({either.join(forms)})" for forms in groups if forms)
