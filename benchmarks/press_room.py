"""The press watch's room on a database of its own: feeds taken in beside `reader`, and the search of many articles.

Started by `benchmarks.press`. Ours fetches, parses and keeps, and besides reads language, tags, copies and stories,
writes the index and the journal; `reader` fetches, parses and keeps.
"""

from __future__ import annotations

import logging
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.press import _server
from benchmarks.report import record
from tests.press_corpus import headline, paragraph

QUICK = "--quick" in sys.argv
WARMING = 5
FEEDS = 20 if QUICK else 200
ARTICLES = 2_000 if QUICK else 60_000
QUERIES = ("coopérative", "huile argan", "prix safran Taroudannt", "تعاونية", "أسواق الأركان", "تعاونيات إقليم تيزنيت",
           "hospital beds", "cooperativas", "marchés", "sécheresse puits")  # fmt: skip


def set_up() -> None:
    os.environ.setdefault("SECRET_KEY", "bench")
    import django
    from django.conf import settings

    logging.disable(logging.WARNING)

    django.setup()
    settings.PRESS_REACHES_LOOPBACK = True
    settings.PRESS_PAUSE_SECONDS = 0
    settings.PRESS_EMBEDDER = "mourafaka.engine.press.embedding.NgramEmbedder"
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def taken_in() -> None:
    """The first feeds of each side are not counted: what is read once a process is read by then."""
    from mourafaka.press.harvest import harvest
    from mourafaka.press.models import Article
    from mourafaka.press.rounds import visit_all
    from mourafaka.press.services.keeping import keep

    with _server() as port:
        visit_all(_papers(port, 0, WARMING))
        theirs, entries = _by_reader([each.address for each in _papers(port, WARMING, WARMING + FEEDS)])
        kept_only = _papers(port, 2 * WARMING + FEEDS, FEEDS)
        harvests, fetched = _spent(lambda: harvest(kept_only, ()))
        _, kept = _spent(lambda: keep(zip(kept_only, [made.entries for made in harvests], strict=True)))
        Article.objects.filter(source__in=kept_only).delete()
        before = Article.objects.count()
        whole = _papers(port, 2 * (WARMING + FEEDS), FEEDS)
        visits, ours = _spent(lambda: visit_all(whole))
        assert {visit.outcome for visit in visits} == {"taken"}, [visit.code for visit in visits][:5]
    record(
        "press: feeds fetched, parsed and kept, against reader",
        theirs / (fetched + kept),
        "≥ 10 ×",
        f"{FEEDS / (fetched + kept):.0f} and {FEEDS / theirs:.1f} feeds/s of 20 items; ours "
        f"{fetched / FEEDS * 1000:.2f} ms a feed to fetch and parse, {kept / FEEDS * 1000:.2f} to keep, "
        "languages included",
    )
    record(
        "press: feeds taken in from fetch to index, against reader",
        theirs / ours,
        "≥ 10 ×",
        f"{FEEDS / ours:.0f} and {FEEDS / theirs:.1f} feeds/s of 20 items; {Article.objects.count() - before} articles "
        f"with language, tags, copies, stories, index and journal, {entries} entries kept by reader",
    )


def _papers(port: int, start: int, count: int) -> list[Any]:
    """Sources on hosts of their own, each with a feed of its own."""
    from mourafaka.press.models import Source

    return [
        Source.objects.create(
            code=f"s{n}",
            name=f"Journal {n}",
            home_url=f"https://paper{n}.example/",
            address=f"http://127.0.{n // 250}.{n % 250 + 1}:{port}/feed.xml?n={n}",
            enabled=True,
        )
        for n in range(start, start + count)
    ]


def _spent(task: Callable[[], Any]) -> tuple[Any, float]:
    """What a task answers, and its seconds of processor."""
    start = time.process_time()
    answer = task()
    return answer, time.process_time() - start


def _by_reader(urls: list[str]) -> tuple[float, int]:
    import feedparser_sgmllib

    # the feedparser inside reader asks for a module that Python 3 lacks; ours brings it under another name
    sys.modules.setdefault("sgmllib", feedparser_sgmllib)
    from reader import make_reader

    with tempfile.TemporaryDirectory() as folder:
        made = make_reader(str(Path(folder) / "reader.sqlite"))
        for url in urls[:WARMING]:
            made.add_feed(url)
        made.update_feeds()
        before = made.get_entry_counts().total
        for url in urls[WARMING:]:
            made.add_feed(url)
        _, taken = _spent(lambda: list(made.update_feeds_iter(new=True)))
        entries = made.get_entry_counts().total - before
        made.close()
    return taken, int(entries)


def searched() -> None:
    from django.db import connection, transaction

    from mourafaka.foundations import clock
    from mourafaka.press import index
    from mourafaka.press.models import Article, Source

    chance = random.Random(60)
    home = "https://many.example/"
    source = Source.objects.create(
        code="many", name="Beaucoup", home_url=home, address=f"{home}feed", enabled=True
    )
    now = clock.now()
    languages = ["fr", "ar", "es", "en"]
    for start in range(0, ARTICLES, 2000):
        with transaction.atomic():
            rows = []
            for n in range(start, start + 2000):
                lang = chance.choices(languages, [5, 4, 1, 1])[0]
                values: dict[str, Any] = {"title": headline(lang, chance)[:300], "language": lang}
                values["excerpt"] = paragraph(lang, chance, 3)[:280]
                moment = now - timedelta(minutes=n)
                told = {
                    "source": source,
                    "url": f"{home}{n}",
                    "publisher": "Beaucoup",
                    "content_hash": str(n),
                }
                rows.append(Article(published_at=moment, first_seen_at=moment, **told, **values))
            index.put_all(Article.objects.bulk_create(rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database in service has done by itself
    taken = [_timed(query) for _ in range(5) for query in QUERIES]
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    where, how = (
        ("", "of processor")
        if connection.vendor == "sqlite"
        else (" on PostgreSQL", "of processor, server's included")
    )
    record(
        f"press: p95 of a search of {ARTICLES} articles{where}, milliseconds",
        p95,
        "≤ 50 ms (not a ratio)",
        f"{connection.vendor}, {how}, median {p50:.1f} ms, {len(QUERIES)} queries of 1 to 3 words",
    )


def _timed(query: str) -> float:
    """Milliseconds of processor for a first page."""
    from django.contrib.auth.models import AnonymousUser

    from mourafaka.press.queries.river import Wanted
    from mourafaka.press.queries.search import articles_of, found

    start = _processor()
    articles_of(found(AnonymousUser(), Wanted(query=query))[:30])
    return (_processor() - start) * 1000


def _processor() -> float:
    """Seconds of processor of this process and, on PostgreSQL, of the one that answers it."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        served = Path(f"/proc/{cursor.fetchone()[0]}/schedstat").read_text()
    return time.process_time() + int(served.split()[0]) / 1e9


if __name__ == "__main__":
    set_up()
    if "--search" not in sys.argv:
        taken_in()
    searched()
