"""How a page takes a form: the act's refusal stands beside the field it is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mourafaka.foundations.refusals import Refused


def tried(form: BaseForm, act: Callable[[], Any]) -> Any:
    """The act's result; None when the form is not filled, or with the refusal said beside its field.

    What the actor may not do is no mistake in a form: `not_allowed` goes on up.
    """
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refused:
        if refused.code == "not_allowed":
            raise
        say(form, refused)
        return None


def say(form: BaseForm, refused: Refused) -> None:
    """The refusal beside the field it is about, or above the form; a refusal for several reasons says each."""
    field = refused.facts.get("field")
    for sentence in refused.facts.get("each", [str(refused)]):
        form.add_error(field if field in form.fields else None, sentence)


def form_page(request: HttpRequest, form: BaseForm, *, template: str, **context: Any) -> HttpResponse:
    """A page of `template` with one form; 422 when what was sent is wrong."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


def done(request: HttpRequest, said: Any, where: str, *args: Any) -> HttpResponse:
    messages.success(request, said)
    return redirect(where, *args)
