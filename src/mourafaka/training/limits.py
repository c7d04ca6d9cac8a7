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


def limited(page: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """At most 60 requests a minute from an address to a page; more are answered 429."""

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = f"training.{page}:{request.META.get('REMOTE_ADDR', '')}"
            cache.add(key, 0, SECONDS)
            try:
                asked = cache.incr(key)
            except ValueError:  # it expired between the two lines
                asked = 1
            if asked > REQUESTS:
                return render(request, "training/public/too_often.html", status=429)
            return view(request, *args, **kwargs)

        return answer

    return declare
