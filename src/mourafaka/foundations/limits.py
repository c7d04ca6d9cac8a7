"""How often a visitor may ask a public page, so that codes are not guessed by trying."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# A room full of participants shares one address: the limit is for machines, not for people.
REQUESTS, SECONDS = 60, 60


def limited(
    page: str, *, requests: int = REQUESTS, seconds: int = SECONDS, wrong_only: bool = False
) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """At most so many requests from an address to a page in so many seconds, counted by each process of the
    server; more are answered 429. `wrong_only`: only those that found nothing (404) are counted."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = f"limited.{page}:{request.META.get('REMOTE_ADDR', '')}"
            if cache.get(key, 0) >= requests:
                return render(request, "too_often.html", status=429)
            response = view(request, *args, **kwargs)
            if not wrong_only or response.status_code == 404:
                cache.add(key, 0, seconds)
                try:
                    cache.incr(key)
                except ValueError:  # it expired between the two lines
                    cache.set(key, 1, seconds)
            return response

        return answer

    return declare
