"""Who saw or took away whose record: one line for each page that shows a person's record, written once it is answered.

A room says in its `privacy.py` which of its pages show a record, and by which part of their address
(`shows`), and which tables it lets people take away (`exports`). Nothing is written in the views.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from mourafaka.foundations import clock
from mourafaka.foundations.journal import GENESIS
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.middleware import no_room
from mourafaka.foundations.privacy.models import Access, AccessHead, Way
from mourafaka.foundations.writing import insert, write

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shown:
    kind: str
    by: str  # the part of the address that names the record; empty: the keys of the rows taken away


_pages: dict[str, list[Shown]] = {}
_without: dict[str, str] = {}


def shows(kind: str, *pages: str, by: str) -> None:
    """These pages show one record of this kind, named by this part of their address. "room:*" says it of every
    page of the room that has this part in its address."""
    for page in pages:
        _pages.setdefault(page, []).append(Shown(kind, by))


def exports(kind: str, *pages: str) -> None:
    """These downloads are tables whose first column names a record of this kind."""
    for page in pages:
        _pages[page] = [Shown(kind, "")]


def shows_nobody(reason: str, *pages: str) -> None:
    """These pages have the address of a record and show nothing personal of it."""
    for page in pages:
        _without[page] = reason


def shown_by(page: str, parts: Iterable[str]) -> Shown | None:
    """Which record a page shows, from its name and the parts of its address; None when it shows nobody's."""
    if page in _without:
        return None
    for name in (page, f"{page.rpartition(':')[0]}:*"):
        for shown in _pages.get(name, ()):
            if not shown.by or shown.by in parts:
                return shown
    return None


def exempted(page: str) -> str:
    """Why a page that has a record's address shows nobody; empty when nothing says so."""
    return _without.get(page) or _without.get(f"{page.rpartition(':')[0]}:*", "")


def record(*, by: Any, how: str, kind: str, keys: Iterable[str], page: str) -> None:
    """Add a line for each record, chained to the one before."""
    with transaction.atomic():
        head = _locked_head()
        previous, lines, now = head.hash, [], clock.now()
        for key in keys:
            line = Access(at=now, by=by, how=how, kind=kind, key=key[:60], page=page, previous_hash=previous)
            line.hash = previous = line.digest()
            lines.append(line)
        head.hash = previous
        insert(lines)
        write([head], "hash")


_head = Locked(AccessHead)


def _locked_head() -> AccessHead:
    try:
        return _head.of_key(1)
    except AccessHead.DoesNotExist:
        AccessHead.objects.get_or_create(pk=1, defaults={"hash": GENESIS})
        return _head.of_key(1)


def broken() -> list[int]:
    """Lines that do not follow the one before. The oldest one kept follows lines that were removed in their time."""
    found, previous = [], ""
    for line in Access.objects.order_by("pk").iterator(2000):
        if line.digest() != line.hash or (previous and line.previous_hash != previous):
            found.append(line.pk)
        previous = line.hash
    head = AccessHead.objects.filter(pk=1).first()
    if head is not None and previous and head.hash != previous:
        found.append(0)
    return found


class AccessMiddleware:
    """Write who saw what before the answer leaves; a page whose access cannot be written is not shown.

    Except when the disk is full: people still read their records, the access is told to the log of the server, and
    nothing is taken away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or response.status_code != 200:
            return response
        shown = shown_by(match.view_name, match.kwargs)
        person = _person(request) if shown is not None else None
        if shown is None or person is None:
            return response
        keys = [str(match.kwargs[shown.by])] if shown.by else getattr(response, "keys_taken", [])
        how = Way.SEEN if shown.by else Way.EXPORTED
        try:
            record(by=person, how=how, kind=shown.kind, keys=keys, page=match.view_name)
        except DatabaseError as error:
            if how == Way.SEEN and no_room(error):
                logger.error(
                    "No room to keep an access: %s saw %s %s on %s",
                    *(person.pk, shown.kind, keys[0], match.view_name),
                )
                return response
            logger.exception("The access could not be written")
            return HttpResponse(render_to_string("503.html"), status=503)
        return response


def _person(request: HttpRequest) -> Any:
    """Whoever is signed in, or holds the key of the API."""
    for user in (getattr(request, "auth", None), getattr(request, "user", None)):
        if getattr(user, "is_authenticated", False):
            return user
    return None
