"""A newspaper's server on loopback, for real: feeds, redirects, slow, broken, huge and hostile answers.

async with newspaper() as paper:
    await fetcher.get(paper.url("/feed.xml"), FEED)
"""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from tests.press_corpus import headlines

RSS = "application/rss+xml"


def rss(lang: str = "fr", count: int = 20, seed: int = 1, base: str = "https://paper.example") -> bytes:
    """A feed of `count` made-up items, one an hour."""
    items = "".join(
        f"<item><title>{title.replace('&', '&amp;')}</title><link>{base}/{lang}/{seed}/{n}</link>"
        f"<guid isPermaLink='false'>{lang}-{seed}-{n}</guid><description>&lt;p&gt;{title} &amp;amp; suite.&lt;/p&gt;"
        f"</description><pubDate>Mon, 30 Nov 2026 {23 - n % 24:02}:00:00 +0100</pubDate></item>"
        for n, title in enumerate(headlines(lang, count, seed))
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Journal d'essai {seed}</title>"
        f"<link>{base}</link><language>{lang}</language><ttl>30</ttl>{items}</channel></rss>"
    ).encode()


@dataclass
class Newspaper:
    port: int
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # path and headers, in order
    at_once: int = 0  # requests being answered
    most_at_once: int = 0

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


async def _bomb(request: web.Request) -> web.StreamResponse:
    """30 MB of nothing in 30 kB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    body = packer.compress(b" " * 30_000_000) + packer.flush()
    return web.Response(body=body, headers={"Content-Encoding": "gzip", "Content-Type": RSS})


async def _endless(request: web.Request) -> web.StreamResponse:
    """More than the limit, its length not announced."""
    answer = web.StreamResponse(headers={"Content-Type": RSS})
    answer.enable_chunked_encoding()
    await answer.prepare(request)
    for _ in range(2000):
        await answer.write(b"<!-- padding -->" * 512)
    return answer


async def _slow(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": RSS})
    await answer.prepare(request)
    await answer.write(b"<rss>")
    await asyncio.sleep(60)
    return answer


def _says(status: int, **headers: str):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(
            status=status, headers={key.replace("_", "-"): value for key, value in headers.items()}
        )

    return answer


def _serves(body: bytes, content_type: str = RSS, **headers: str):
    async def answer(request: web.Request) -> web.Response:
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        if named.get("ETag") and request.headers.get("If-None-Match") == named["ETag"]:
            return web.Response(status=304, headers={"ETag": named["ETag"]})
        return web.Response(body=body, headers={"Content-Type": content_type, **named})

    return answer


def _answering(found):
    async def answer(request: web.Request) -> web.Response:
        return found(request)

    return answer


async def _to(request: web.Request) -> web.Response:
    """/to?u=ADDRESS&s=STATUS redirects there."""
    return web.Response(status=int(request.query.get("s", "302")), headers={"Location": request.query["u"]})


async def _hops(request: web.Request) -> web.Response:
    left = int(request.match_info["n"])
    target = "/feed.xml" if left == 0 else f"/hops/{left - 1}"
    return web.Response(status=301, headers={"Location": target})


BOMB = b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aa'><!ENTITY b '&a;&a;&a;'>]><rss><channel>&b;</channel></rss>"
XXE = b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel>&x;</channel></rss>"


LIST = b"""<html><body><nav><a href=/about>Qui sommes-nous</a></nav>
<div class=latest><h3><a href=/story/1>Un</a></h3><h3><a href=/missing>Absent</a></h3><h3><a href=/story/2>Deux</a></h3>
<h3><a href=/story/1#photos>Un encore</a></h3></div></body></html>"""


BULLETIN = """<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Office d'essai</title><item>
<title>Températures prévues pour jeudi : 40 °C à Zagora</title><link>https://meteo.example/1</link>
<description>Températures minimales et maximales : - Agadir : 14 - 27 - Tanger : 12 - 21</description>
<pubDate>Mon, 30 Nov 2026 06:00:00 +0100</pubDate></item></channel></rss>""".encode()


async def _story(request: web.Request) -> web.Response:
    """A page in the paper's own way: its title is no h1, and an advertisement stands inside its text."""
    number = int(request.match_info["n"])
    title, told = (headlines("fr", 12, seed=50 + number)[at] for at in (0, 1))
    photo = "photo.png" if number == 1 else "page.html"
    page = f"""<html lang=fr><head><title>Le site</title><meta property="og:image" content="/{photo}">
    <meta property="og:site_name" content="Un autre nom"></head><body><h1>Le nom du site</h1>
    <div class=headline>{title}</div><div class=when>Le 27 - 04 - 2020 \u00e0 10h30</div>
    <div class=text><p>{told}, dit le texte du papier.</p><p class=ad>Achetez ceci</p><p>La suite du texte.</p></div>
    <div class=river><p>{headlines("es", 1)[0]}</p></div></body></html>"""
    return web.Response(body=page.encode(), content_type="text/html", charset="utf-8")


def _sitemap(request: web.Request) -> web.Response:
    """A news sitemap: one article with its title, one with its address alone."""
    base = f"http://{request.host}"
    body = f"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
    xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>{base}/story/9</loc><news:news>
    <news:publication><news:name>Essai</news:name><news:language>fr</news:language></news:publication>
    <news:publication_date>2026-11-29T08:00:00+01:00</news:publication_date><news:title>Les coop\u00e9ratives d'essai
    </news:title></news:news></url><url><loc>{base}/story/2</loc><lastmod>2026-11-28</lastmod></url></urlset>"""
    return web.Response(body=body.encode(), content_type="application/xml", charset="utf-8")


def _sitemap_index(request: web.Request) -> web.Response:
    body = f"""<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
    <loc>http://{request.host}/news.xml</loc></sitemap></sitemapindex>"""
    return web.Response(body=body.encode(), content_type="application/xml")


def _photo(request: web.Request) -> web.Response:
    from tests.factories.press import picture

    return web.Response(body=picture(7), content_type="image/png")


def _application(paper: Newspaper) -> web.Application:
    @web.middleware
    async def counted(request: web.Request, handler):
        paper.asked.append((request.path, dict(request.headers)))
        paper.at_once += 1
        paper.most_at_once = max(paper.most_at_once, paper.at_once)
        try:
            return await handler(request)
        finally:
            paper.at_once -= 1

    app = web.Application(middlewares=[counted])
    plain = rss()
    routes = {
        "/robots.txt": _serves(b"User-agent: *\nDisallow: /private/\n", "text/plain"),
        "/feed.xml": _serves(
            plain, ETag='"v1"', Last_Modified="Mon, 30 Nov 2026 10:00:00 GMT", Cache_Control="max-age=900"
        ),
        "/bulletin.xml": _serves(BULLETIN),
        "/feed.gz": _serves(gzip.compress(plain), Content_Encoding="gzip"),
        "/feed.deflate": _serves(zlib.compress(plain)[2:-4], Content_Encoding="deflate"),
        "/feed.br": _serves(b"xx", Content_Encoding="br"),
        "/feed.badgz": _serves(b"not gzip at all", Content_Encoding="gzip"),
        "/private/feed.xml": _serves(plain),
        "/image-as-feed": _serves(b"\x89PNG", "image/png"),
        "/entities": _serves(BOMB),
        "/xxe": _serves(XXE),
        "/bomb": _bomb,
        "/endless": _endless,
        "/announced": _serves(b" " * 6_000_000),
        "/slow": _slow,
        "/busy": _says(503, Retry_After="120"),
        "/gone": _says(410),
        "/missing": _says(404),
        "/list.html": _serves(LIST, "text/html; charset=utf-8"),
        "/to": _to,
        "/loop": _says(302, Location="/loop2"),
        "/loop2": _says(302, Location="/loop"),
        "/page.html": _serves(
            b"<html><body><h1>Un titre</h1><p>Un texte.</p></body></html>", "text/html; charset=utf-8"
        ),
    }
    for path, handler in routes.items():
        app.router.add_get(path, handler)
    for path, found in {"/news.xml": _sitemap, "/sitemaps.xml": _sitemap_index, "/photo.png": _photo}.items():
        app.router.add_get(path, _answering(found))
    app.router.add_get("/hops/{n}", _hops)
    app.router.add_get("/story/{n}", _story)
    return app


@asynccontextmanager
async def newspaper() -> AsyncIterator[Newspaper]:
    """The server, on a free port of 127.0.0.1, until the block ends."""
    paper = Newspaper(0)
    runner = web.AppRunner(_application(paper), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    paper.port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    try:
        yield paper
    finally:
        await runner.cleanup()
