"""The site's settings, with what makes the tests strict: a page that repeats a query (N+1) raises."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from mourafaka.settings import *  # noqa: F403
from mourafaka.settings import INSTALLED_APPS, MIDDLEWARE


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
