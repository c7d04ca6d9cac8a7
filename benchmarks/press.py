"""The press watch beside what others would use: both sides of each ratio in one run, on made-up pages and feeds.

Extraction against newspaper4k and readability-lxml, feeds against feedparser, polls that bring nothing new against
httpx, copies against datasketch, Arabic words against PostgreSQL's own Arabic, feeds taken in against `reader`, and
the search of 60,000 articles. Seconds are of this process's processor, so that a busy machine changes little.
"""

from __future__ import annotations

import asyncio
import importlib.util
import logging
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.report import record
from tests.press_corpus import headlines, newspaper_page, page, paragraph

QUICK = "--quick" in sys.argv
ROOT = Path(__file__).resolve().parent.parent
HOSTS = 32
NOW = datetime(2026, 11, 30, 23, tzinfo=UTC)


def seconds(task: Callable[[], object], rounds: int = 3) -> float:
    """The least processor seconds of a few rounds."""
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        task()
        taken.append(time.process_time() - start)
    return min(taken)


# ---- Extraction ----------------------------------------------------------------------------------------------------


def grams(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return {tuple(words[n : n + 4]) for n in range(max(1, len(words) - 3))}


def f1(read: Sequence[str], told: Sequence[str]) -> float:
    """Mean F1 of 4-word shingles, as the article-extraction-benchmark counts."""
    marks = []
    for one, other in zip(read, told, strict=True):
        a, b = grams(one), grams(other)
        both = len(a & b)
        marks.append(2 * both / (len(a) + len(b)) if both else 0.0)
    return sum(marks) / len(marks)


def extraction() -> None:
    from newspaper import Article
    from readability import Document
    from trafilatura import extract

    from mourafaka.engine.press.articles import read_article

    count = 12 if QUICK else 60
    pages = [(lang, *newspaper_page(lang, n)) for n in range(count) for lang in [("fr", "fr", "ar")[n % 3]]]
    told = [text for _, _, text in pages]

    def ours() -> list[str]:
        return ["\n".join(found.paragraphs) if (found := read_article(html)) else "" for _, html, _ in pages]

    def text_only() -> list[str]:
        return [
            extract(html, fast=True, include_comments=False, include_tables=False) or ""
            for _, html, _ in pages
        ]

    def newspaper() -> list[str]:
        texts = []
        for lang, html, _ in pages:
            article = Article("http://paper.example/1", language=lang)
            article.download(input_html=html)
            article.parse()
            texts.append(article.text)
        return texts

    def readability() -> list[str]:
        from lxml import html as lxml_html

        return [lxml_html.fromstring(Document(html).summary()).text_content() for _, html, _ in pages]

    sides = {"ours": ours, "text": text_only, "newspaper4k": newspaper, "readability": readability}
    taken = {name: seconds(side, 1 if QUICK else 3) for name, side in sides.items()}
    marks = {name: f1(side(), told) for name, side in sides.items()}
    detail = ", ".join(f"{name} F1 {marks[name]:.3f} at {count / taken[name]:.0f} pages/s" for name in sides)
    record(
        "press: a page read whole, against newspaper4k",
        taken["newspaper4k"] / taken["ours"],
        "≥ 4 ×, F1 at least its own + .01",
        f"{count} made-up fr and ar pages: {detail}",
    )
    record(
        "press: a page's text, against newspaper4k",
        taken["newspaper4k"] / taken["text"],
        "≥ 6 ×",
        "the same run",
    )
    record(
        "press: a page read whole, against readability-lxml",
        taken["readability"] / taken["ours"],
        "> 1 ×",
        "idem",
    )


# ---- Feeds ---------------------------------------------------------------------------------------------------------


def feeds() -> None:
    import feedparser

    from mourafaka.press.fetching.feeds import read_feed
    from tests.press_server import rss

    bodies = [rss(lang, 40, seed) for seed in range(4 if QUICK else 20) for lang in ("fr", "ar")]
    ours = seconds(lambda: [read_feed(body, url="https://paper.example", now=NOW) for body in bodies])
    other = seconds(lambda: [feedparser.parse(body) for body in bodies], 1)
    record(
        "press: feeds parsed, against feedparser",
        other / ours,
        "≥ 20 ×",
        f"{len(bodies) / ours:.0f} and {len(bodies) / other:.0f} feeds/s of 40 items, ours cleaned to plain entries",
    )


def polls() -> None:
    """Visits that bring nothing new (304) to 32 loopback hosts of a server in a process of its own."""
    if importlib.util.find_spec("httpx") is None:
        record("press: polls with nothing new, against httpx", None, "≥ 8 ×", "httpx is not installed")
        return
    import httpx

    from mourafaka.press.fetching import FEED, Fetcher, Policy
    from mourafaka.press.fetching.guard import Allowance

    count = 200 if QUICK else 1500
    with _server() as port:
        urls = [f"http://127.0.0.{n % HOSTS + 1}:{port}/feed.xml" for n in range(count)]

        async def ours() -> None:
            policy = Policy(pause=timedelta(0), allowance=Allowance(loopback=True), obey_robots=False)
            async with Fetcher(policy) as fetcher:
                answers = await asyncio.gather(*(fetcher.get(url, FEED, etag='"v1"') for url in urls))
            assert all(answer.unchanged for answer in answers)

        async def other() -> None:
            turns = asyncio.Semaphore(HOSTS)
            limits = httpx.Limits(max_connections=HOSTS, max_keepalive_connections=HOSTS)
            async with httpx.AsyncClient(trust_env=False, limits=limits) as client:

                async def one(url: str) -> int:
                    async with turns:
                        return (await client.get(url, headers={"If-None-Match": '"v1"'})).status_code

                assert set(await asyncio.gather(*map(one, urls))) == {304}

        mine, theirs = seconds(lambda: asyncio.run(ours())), seconds(lambda: asyncio.run(other()))
    record(
        "press: polls with nothing new, against httpx",
        theirs / mine,
        "≥ 8 ×",
        f"{count / mine:.0f} and {count / theirs:.0f} polls/s of processor, 32 at once, ours guarded",
    )


class _server:
    """A bare aiohttp server on every loopback address, in another process."""

    CODE = (
        "import sys\nfrom aiohttp import web\nfrom benchmarks.press_feeds import rss\n"
        "made = {}\n"
        "def body(n):\n"
        "    if n not in made: made[n] = rss(n)\n"
        "    return made[n]\n"
        "async def feed(request):\n"
        "    if request.headers.get('If-None-Match') == '\"v1\"': return web.Response(status=304)\n"
        "    n = int(request.query.get('n', '0'))\n"
        "    return web.Response(body=body(n), headers={'Content-Type': 'application/rss+xml', 'ETag': '\"v1\"'})\n"
        "async def robots(request): return web.Response(text='')\n"
        "async def started(app): print(app['port'].result(), flush=True)\n"
        "import asyncio\n"
        "async def main():\n"
        "    app = web.Application()\n"
        "    app.router.add_get('/feed.xml', feed); app.router.add_get('/robots.txt', robots)\n"
        "    runner = web.AppRunner(app, access_log=None); await runner.setup()\n"
        "    site = web.TCPSite(runner, '0.0.0.0', 0); await site.start()\n"
        "    print(site._server.sockets[0].getsockname()[1], flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )

    def __enter__(self) -> int:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.CODE], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()


# ---- Copies --------------------------------------------------------------------------------------------------------


def copies() -> None:
    from datasketch import MinHash, MinHashLSH

    from mourafaka.engine.press.copies import Copies

    chance = random.Random(5)
    texts = [
        " ".join([paragraph("fr", chance, 2), *(f"mot{chance.randrange(9000)}" for _ in range(250))])
        for _ in range(300 if QUICK else 4000)
    ]

    def ours() -> None:
        kept = Copies()
        kept.add_all((str(n), text) for n, text in enumerate(texts))

    def other() -> None:
        index = MinHashLSH(threshold=0.5, num_perm=128)
        for n, text in enumerate(texts):
            words = text.casefold().split()
            sketch = MinHash(num_perm=128)
            sketch.update_batch(
                {" ".join(run).encode() for run in zip(words, words[1:], words[2:], strict=False)}
            )
            index.insert(str(n), sketch)

    mine, theirs = seconds(ours, 1), seconds(other, 1)
    record(
        "press: texts indexed for copies, against datasketch",
        theirs / mine,
        "≥ 4 ×",
        f"{len(texts) / mine:.0f} and {len(texts) / theirs:.0f} texts/s of 270 words; ours also keeps the shingles "
        "for the exact check and finds halves",
    )


# ---- Words ---------------------------------------------------------------------------------------------------------


def arabic() -> None:
    """Pairs of Arabic forms that a search brings together, ours and PostgreSQL's configuration `arabic`."""
    done = subprocess.run(
        [sys.executable, "tools/with_postgresql.py", sys.executable, "-m", "benchmarks.press", "--arabic"],
        cwd=ROOT,
    )
    if done.returncode == 69:
        record(
            "press: Arabic forms brought together, against PostgreSQL's Arabic",
            None,
            "≥ 1.8 ×",
            "not installed",
        )


def arabic_on_postgresql() -> None:
    import psycopg

    from tests.engine.press.morphology import AR_APART, AR_SAME
    from tests.engine.press.test_analyser import meets

    sql = "SELECT to_tsvector('arabic', %s) @@ plainto_tsquery('arabic', %s)"
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:

        def theirs(one: str, other: str) -> bool:
            row = connection.execute(sql, [other, one]).fetchone()
            return bool(row and row[0])

        found = sum(theirs(a, b) and theirs(b, a) for a, b in AR_SAME)
        over = sum(theirs(a, b) or theirs(b, a) for a, b in AR_APART)
    ours = sum(meets(a, b, "ar") and meets(b, a, "ar") for a, b in AR_SAME)
    mine_over = sum(meets(a, b, "ar") or meets(b, a, "ar") for a, b in AR_APART)
    record(
        "press: Arabic forms brought together, against PostgreSQL's Arabic",
        ours / max(found, 1),
        "≥ 1.8 ×",
        f"{ours} and {found} of {len(AR_SAME)} pairs of our own, {mine_over} and {over} of {len(AR_APART)} confused",
    )


def reading() -> None:
    """What one stored page costs, and the speed of languages and places: figures of this machine, no ratio."""
    from mourafaka.engine.press.language import detect_language
    from mourafaka.engine.press.pages import read_page
    from mourafaka.engine.press.places import gazetteer

    stored = [page(lang, seed).text() for lang in ("fr", "ar") for seed in range(5)]
    titles = [title for lang in ("fr", "ar", "es", "en") for title in headlines(lang, 500, 8)]
    chance = random.Random(2)
    text = "\n".join(paragraph(lang, chance, 40) for lang in ("fr", "ar"))
    a_page = seconds(lambda: [read_page(each) for each in stored]) / len(stored)
    known = seconds(lambda: [detect_language(title) for title in titles])
    tagged = seconds(lambda: gazetteer().tags(text))
    right = sum(
        detect_language(title) == lang
        for lang in ("fr", "ar", "es", "en")
        for title in headlines(lang, 500, 8)
    )
    record(
        "press: milliseconds of processor for a stored page of 48 headlines",
        a_page * 1000,
        "≤ 10 ms (not a ratio)",
        f"{len(titles) / known:.0f} titles/s, {100 * right / len(titles):.2f} % of {len(titles)} made-up ones in their "
        f"language; places at {len(text) / tagged / 1e6:.2f} Mchar/s",
    )


# ---- The room: feeds taken in, search ------------------------------------------------------------------------------


def room() -> None:
    """In a process with a database of its own: SQLite in a temporary folder, then PostgreSQL for the search."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "MOURAFAKA_DATA": folder, "DJANGO_SETTINGS_MODULE": "mourafaka.settings"}
        environment["OPENBLAS_NUM_THREADS"] = (
            "1"  # threads that wait for one another count as work of the processor
        )
        flags = ["--quick"] if QUICK else []
        subprocess.run(
            [sys.executable, "-m", "benchmarks.press_room", *flags], cwd=ROOT, env=environment, check=True
        )
        again = [sys.executable, "-m", "benchmarks.press_room", "--search", *flags]
        subprocess.run([sys.executable, "tools/with_postgresql.py", *again], cwd=ROOT, env=environment)


def main() -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    if "--arabic" in sys.argv:
        arabic_on_postgresql()
        return
    parts = {part.__name__: part for part in (extraction, feeds, polls, copies, arabic, reading, room)}  # type: dict[str, Callable[[], Any]]
    asked = [word for word in sys.argv[1:] if word in parts]
    for name in asked or parts:
        parts[name]()


if __name__ == "__main__":
    main()
