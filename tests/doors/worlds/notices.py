"""Notices in the access matrix: one legal notice about each application, and one of the list of each person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import resolve

from mourafaka.foundations.clock import now
from mourafaka.foundations.journal import reference
from mourafaka.foundations.models import Channel
from mourafaka.foundations.notices import links
from mourafaka.foundations.notices.models import Notice
from mourafaka.selection.models import Letter


def build(world: Any, users: Callable[..., Any]) -> None:
    for target in ("own", "foreign", "conflicted"):
        application = getattr(world, target)
        world.rooms["notices", target] = _notice(application, target)


def person(world: Any, role: str, user: Any) -> None:
    """The notice of the own application is in the list of whoever comes."""
    notice = world.rooms["notices", "own"]
    notice.user = user
    notice.save(update_fields=["user"])


def _notice(application: Any, target: str) -> Notice:
    return Notice.objects.create(
        event="notices.code",
        language="fr",
        about=reference(application),
        subject=application.project_title,
        text=application.market,
        short=application.market,
        legal=True,
        dedup_key=target,
        told_at=now(),
    )


def value(world: Any, page: str, key: str, target: str) -> Any:
    notice = world.rooms["notices", target]
    if page == "notices:open":
        return links.OPEN.sign(str(notice.pk))
    if page == "notices:stop":
        return resolve_stop()
    if page == "notices:proof":
        return Letter.objects.get(application=getattr(world, target)).message_id
    return notice.pk


def resolve_stop() -> str:
    path = links.stop_url("synthetic@example.org", Channel.EMAIL)
    return str(resolve(path[path.index("/notices/") :]).kwargs["token"])
