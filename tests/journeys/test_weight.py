"""What a first visit weighs, as a phone receives it, and that nothing comes from elsewhere."""

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.factories.applying import call_of_today, whole_draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST_VISIT, APPLICATION, TIFINAGH = 100_000, 60_000, 15_000
FONT = (".woff2",)


def weigh(
    browser: Any, live_server: Any, settings: Any, path: str, language: str, client: Any = None
) -> tuple[Any, ...]:
    """A page opened by a device that never came: (bytes, other hosts, fonts). Pages count as they are; styles and
    scripts as WhiteNoise sends them, compressed."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    cookies = {"django_language": language}
    if client is not None:
        cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": n, "value": v, "url": live_server.url} for n, v in cookies.items()])
    page, received = context.new_page(), []
    page.on("requestfinished", lambda request: received.append(request))
    page.goto(live_server.url + path)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_load_state("networkidle")
    weights = {
        request.url: _weight(request.response()) for request in received if request.url.startswith("http")
    }
    language_read = page.evaluate("document.documentElement.lang")
    context.close()
    home = urlsplit(live_server.url).netloc
    elsewhere = [url for url in weights if urlsplit(url).netloc != home]
    fonts = {
        urlsplit(url).path.rsplit("/", 1)[1]: size for url, size in weights.items() if url.endswith(FONT)
    }
    return sum(weights.values()), elsewhere, fonts, language_read


def _weight(response: Any) -> int:
    body = response.body()
    kind = response.headers.get("content-type", "")
    return len(gzip.compress(body)) if "css" in kind or "javascript" in kind or "svg" in kind else len(body)


@pytest.mark.parametrize("language", ["fr", "ar", "zgh", "es", "en"])
def test_a_first_visit_is_light_and_from_here_alone(browser, live_server, settings, territory, language):
    settings.ALLOWED_HOSTS = ["*"]
    call = call_of_today()
    paths = ["/", "/public/calls/", f"/public/calls/{call.code}/"]

    seen = {path: weigh(browser, live_server, settings, path, language) for path in paths}

    assert {path: size for path, (size, *_rest) in seen.items() if size > FIRST_VISIT} == {}
    assert {path: elsewhere for path, (_size, elsewhere, *_rest) in seen.items() if elsewhere} == {}
    assert {read for *_rest, read in seen.values()} == {language}
    tifinagh = [fonts["tifinagh.woff2"] for _s, _e, fonts, _r in seen.values() if "tifinagh.woff2" in fonts]
    assert bool(tifinagh) == (language == "zgh") and all(size <= TIFINAGH for size in tifinagh)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_page_of_the_application_is_light_even_for_who_never_came(
    browser, live_server, settings, territory, users, client_as, language
):
    settings.ALLOWED_HOSTS = ["*"]
    user = users("cooperative")
    draft = whole_draft(user)
    client = client_as(user)
    paths = ["/apply/", f"/apply/{draft.call.code}/check/", f"/apply/drafts/{draft.code}/"]
    paths += [
        f"/apply/drafts/{draft.code}/{page}" for page in ("cooperative/1/", "declarations/1/", "check/")
    ]

    seen = {path: weigh(browser, live_server, settings, path, language, client)[0] for path in paths}

    assert {path: size for path, size in seen.items() if size > APPLICATION} == {}
