"""The product with one guard taken away, for the controls: a battery that finds nothing wrong here proves nothing.

Each name is a WSGI application: gunicorn quality.controls:acknowledged_early
"""

from __future__ import annotations

import io
import re
import threading
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from mourafaka.wsgi import application as product

LATER = 0.3  # seconds between the answer and the work
SUBMIT = re.compile(r"^/apply/drafts/[\w-]+/submit/$")


def acknowledged_early(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Says “received” before anything is durable."""
    if not SUBMIT.match(environ["PATH_INFO"]):
        return product(environ, start_response)
    body = environ["wsgi.input"].read()
    later = {**environ, "wsgi.input": io.BytesIO(body)}

    def work() -> None:
        time.sleep(LATER)
        product(later, lambda *_: None)

    threading.Thread(target=work).start()
    start_response("302 Found", [("Location", "/apply/applications/unknown/")])
    return [b""]


def without_locks(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Nobody waits for anybody: `select_for_update` locks nothing."""
    from django.db.models import QuerySet

    QuerySet.select_for_update = lambda self, **_: self  # type: ignore[method-assign]
    return product(environ, start_response)


def without_keys(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The key of the form is forgotten, and a draft that was lodged looks as if it were not."""
    from mourafaka.applying.enums import DraftState
    from mourafaka.applying.models import Draft
    from mourafaka.foundations import middleware

    middleware._act_id = lambda request: None  # type: ignore[assignment]
    Draft.objects.filter(state=DraftState.SUBMITTED).update(state=DraftState.OPEN)
    return product(environ, start_response)


def with_a_slow_clock(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The clock of the server is a minute late: it takes what comes after the closing."""
    from django.utils import timezone

    if not hasattr(timezone, "true_now"):
        timezone.true_now = timezone.now  # type: ignore[attr-defined]
        timezone.now = lambda: timezone.true_now() - timedelta(minutes=1)  # type: ignore[attr-defined,assignment]
    return product(environ, start_response)


def deferred(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """SQLite's own way of beginning: read first, ask for the lock at the first write, give up at once."""
    from django.db import connection

    if connection.connection is None:
        connection.settings_dict["OPTIONS"] |= {"transaction_mode": "DEFERRED"}
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    return product(environ, start_response)
