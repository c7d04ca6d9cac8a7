"""The site's settings, with what makes the tests strict: a page that repeats a query (N+1) raises."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mourafaka.settings import *  # noqa: F403
from mourafaka.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE


def no_repeated_query(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Pages that are read must not repeat a query; an act may lock the same row twice."""
    from zeal import zeal_context

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return get_response(request)
        with zeal_context():
            return get_response(request)

    return answer


INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["tests.settings.no_repeated_query", *MIDDLEWARE]
ZEAL_RAISE = True
PRESS_EMBEDDER = "mourafaka.engine.press.embedding.NgramEmbedder"
if DATABASES["default"]["ENGINE"] == "mourafaka.foundations.sqlite3":
    # In memory. pytest-django writes the worker's name behind that of any engine but Django's own: after a parameter
    # SQLite does not know, so that the name stays one.
    DATABASES["default"]["TEST"] = {"NAME": "file:tests?mode=memory&cache=shared&worker="}
