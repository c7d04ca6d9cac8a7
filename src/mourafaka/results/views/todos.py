"""One list of what awaits a person, whole: what a figure of the home leads to."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mourafaka.foundations.policies import policy
from mourafaka.results.queries.homes import todo_of

PER_PAGE = 50


@policy("results.view_todos")
def todo(request: HttpRequest, key: str) -> HttpResponse:
    found = todo_of(request.user, key)
    if found is None:
        raise Http404
    page = Paginator(found.tasks, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "results/home/todo.html", {"todo": found, "page": page})
