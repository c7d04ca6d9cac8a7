"""The web door: closed by default, one act_id per form, refusals in words."""

from __future__ import annotations

import errno
import hashlib
import logging
import uuid
from collections.abc import Callable
from contextlib import nullcontext

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from mourafaka.foundations import clock
from mourafaka.foundations.acts import door
from mourafaka.foundations.policies import ClosedByDefault as ClosedByDefaultMiddleware
from mourafaka.foundations.refusals import Refused

__all__ = ["ClosedByDefaultMiddleware", "DoorMiddleware", "RefusedMiddleware"]

logger = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


class DoorMiddleware:
    """Acts done while answering this request came through the web; a form sent twice acts once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            act_id = _act_id(request)
        except RequestDataTooBig:
            return HttpResponse(render_to_string("413.html"), status=413)
        with door("web", act_id=act_id), clock.answering() if act_id else nullcontext():
            return self.get_response(request)


def _act_id(request: HttpRequest) -> uuid.UUID | None:
    """The key of the form and of what was written in it: the same form sent again acts once; corrected and sent
    again, as after “back”, it is another act."""
    if request.method != "POST" or request.content_type not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return None
    try:
        key = uuid.UUID(request.POST.get("act_id", ""))
    except ValueError:
        return None
    return uuid.uuid5(key, _content(request))


def _content(request: HttpRequest) -> str:
    written = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    sent = hashlib.sha256(repr(written).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            sent.update(f"{name}:{file.name}:{file.size}".encode())
            for chunk in file.chunks():
                sent.update(chunk)
            file.seek(0)
    return sent.hexdigest()


class RefusedMiddleware:
    """A refusal that no view has put beside its form becomes a page with the same sentence (409)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if no_room(exception):
            logger.error("The disk is full", exc_info=exception)
            return HttpResponse(render_to_string("507.html"), status=507)
        if isinstance(exception, OperationalError):  # the database is away or too busy: nothing was kept
            logger.error("The database did not answer", exc_info=exception)
            return HttpResponse(render_to_string("503.html"), status=503)
        if not isinstance(exception, Refused):
            return None
        status = 403 if exception.code == "not_allowed" else 409
        return render(request, "refused.html", {"refused": exception}, status=status)


def no_room(exception: BaseException) -> bool:
    """Whether the disk of the data or of the database is full: nothing was kept, later it may be."""
    if isinstance(exception, OSError):
        return exception.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    text = str(exception)
    return isinstance(exception, OperationalError) and ("is full" in text or "No space left" in text)
