"""One line of what awaits somebody, and a list of such lines whose figure leads to all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.urls import reverse

SHOWN = 6  # of each list on a home; its page has them all


@dataclass(frozen=True)
class Task:
    """One line and its one button."""

    title: str
    url: str
    button: str
    day: date | None = None
    text: str = ""
    state: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Todo:
    """A list of one kind: its first lines, and how many there are."""

    key: str
    title: str
    tasks: tuple[Task, ...]
    count: int
    nothing: str = ""  # what is said when there is nothing; without it the list is left out

    @property
    def url(self) -> str:
        """Where all of them stand."""
        return reverse("results:todo", args=[self.key])


Build = Callable[[Any, int | None], Todo]  # for somebody, so many lines; None is all of them


def listed(
    key: str, title: str, tasks: Iterable[Task], count: int, shown: int | None, nothing: str = ""
) -> Todo:
    return Todo(key, title, tuple(islice(tasks, shown)), count, nothing)


def first(found: Any, shown: int | None) -> tuple[list[Any], int]:
    """The first rows of a queryset and how many there are, in one query when they are few."""
    if shown is None:
        rows = list(found)
        return rows, len(rows)
    rows = list(found[: shown + 1])
    return rows[:shown], len(rows) if len(rows) <= shown else found.count()
