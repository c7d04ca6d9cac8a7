"""How the pages of this room take a form, and who stands behind a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from mourafaka.foundations.refusals import Refused
from mourafaka.people.services import machine


def posted(request: HttpRequest) -> Any:
    """What was sent, even when nothing was filled in; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def tried(form: BaseForm, act: Callable[[], Any]) -> Any:
    """The act's result; None when the form is not filled, or with the refusal said beside its field."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        field = refused.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refused))
        return None


def form_page(request: HttpRequest, form: BaseForm, **context: Any) -> HttpResponse:
    """A page with one form: `title`, `lead`, `submit`, `kicker`."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "press/form.html", {"form": form, **context}, status=status)


def done(request: HttpRequest, said: Any, where: str, *args: Any) -> HttpResponse:
    messages.success(request, said)
    return redirect(where, *args)


def asked(form: BaseForm) -> dict[str, Any]:
    """What a reader asks, with the language in which they read and will be answered."""
    return {**form.cleaned_data, "language": "ar" if get_language() == "ar" else "fr"}


def reader(request: HttpRequest) -> Any:
    """Who acts for a reader: their account, or the installation for somebody without one."""
    return request.user if request.user.is_authenticated else machine()
