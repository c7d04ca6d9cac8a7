"""How a page of this room takes a form: the act's refusal stands beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mourafaka.foundations.refusals import Refused


def tried(form: BaseForm, act: Callable[[], Any]) -> Any:
    """The act's result, or None with its refusal said beside its field."""
    try:
        return act()
    except Refused as refused:
        field = refused.facts.get("field")
        form.add_error(field if field in form.fields else None, str(refused))
        return None


def form_page(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
