"""What the pages share: fetching what is visible, acting, answering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import rules
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from mourafaka.foundations.refusals import Refused
from mourafaka.training.models import Session


def session_of(request: HttpRequest, number: str) -> Session:
    return get_object_or_404(Session.objects.visible_to(request.user).for_lists(), number=number)


def may(request: HttpRequest, subject: Any, **permissions: str) -> dict[str, bool]:
    """`may(request, session, may_plan="training.plan")` for a template."""
    return {name: rules.has_perm(rule, request.user, subject) for name, rule in permissions.items()}


def acted(request: HttpRequest, deed: Callable[[], Any], said: Any, *where: Any) -> HttpResponse:
    """Do it, say so or why not, and go back to the page."""
    try:
        deed()
        messages.success(request, str(said))
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        messages.error(request, str(refused))
    page, *args = where
    return redirect(page, *args)


def refused_on(form: Any, refused: Refused) -> None:
    """The sentence beside the field it is about, or above the form."""
    if refused.code == "not_allowed":
        raise refused
    field = refused.facts.get("field")
    field = "day_1" if field == "days" else field
    form.add_error(field if field in form.fields else None, str(refused))


def pdf(file: Any) -> HttpResponse:
    response = HttpResponse(file.read(), content_type=file.content_type)
    response["Content-Disposition"] = f'inline; filename="{file.name}"'
    return response


def printed(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
