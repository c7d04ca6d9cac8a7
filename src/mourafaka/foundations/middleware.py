"""The web door: closed by default, one act_id per form, refusals in words."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

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
        with door("web", act_id=act_id):
            return self.get_response(request)


def _act_id(request: HttpRequest) -> uuid.UUID | None:
    if request.method != "POST" or request.content_type not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return None
    try:
        return uuid.UUID(request.POST.get("act_id", ""))
    except ValueError:
        return None


class RefusedMiddleware:
    """A refusal that no view has put beside its form becomes a page with the same sentence (409)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError):  # the database is away or too busy: nothing was kept
            logger.error("The database did not answer", exc_info=exception)
            return HttpResponse(render_to_string("503.html"), status=503)
        if not isinstance(exception, Refused):
            return None
        status = 403 if exception.code == "not_allowed" else 409
        return render(request, "refused.html", {"refused": exception}, status=status)
