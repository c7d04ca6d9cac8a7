"""The form page of this room (`title`, `lead`, `submit`, `kicker`), and who stands behind a request."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import get_language

from mourafaka.foundations import taking
from mourafaka.people.services import machine

form_page = partial(taking.form_page, template="press/form.html")


def posted(request: HttpRequest) -> Any:
    """What was sent, even when nothing was filled in; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def asked(form: BaseForm) -> dict[str, Any]:
    """What a reader asks, with the language in which they read and will be answered."""
    return {**form.cleaned_data, "language": "ar" if get_language() == "ar" else "fr"}


def reader(request: HttpRequest) -> Any:
    """Who acts for a reader: their account, or the installation for somebody without one."""
    return request.user if request.user.is_authenticated else machine()
