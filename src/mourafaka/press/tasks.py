"""The worker's part: visit a source, visit those whose time has come, send the digests, purge."""

from __future__ import annotations

from django_tasks import task

from mourafaka.foundations import clock
from mourafaka.foundations.acts import door
from mourafaka.people.services import machine
from mourafaka.press import rounds
from mourafaka.press.enums import Licence, SourceKind
from mourafaka.press.models import Source
from mourafaka.press.services import purge_raw_pages, send_digests

AT_ONCE = 50  # feeds of one round


@task()
def visit_source(source_id: int) -> None:
    """One visit: whatever goes wrong is a line of the source's health page, and disturbs nothing else."""
    with door("task"):
        rounds.visit_all(list(Source.objects.enabled().filter(pk=source_id, synthetic=False)))


@task()
def visit_sources(keys: list[int]) -> None:
    """One round: all asked at once, what they bring kept and grouped together."""
    with door("task"):
        rounds.visit_all(list(Source.objects.enabled().filter(pk__in=keys, synthetic=False)))


@task()
def visit_due() -> None:
    """Tasks for the sources whose time has come: feeds many at a time; one whose pages are asked for, each after a
    pause, holds up nobody else."""
    due = Source.objects.due(clock.now())
    quick = due.filter(kind=SourceKind.FEED, with_images=False).exclude(licence=Licence.FULL)
    feeds = list(quick.values_list("pk", flat=True))
    for start in range(0, len(feeds), AT_ONCE):
        visit_sources.enqueue(feeds[start : start + AT_ONCE])
    for key in due.exclude(pk__in=feeds).values_list("pk", flat=True):
        visit_source.enqueue(key)


@task()
def nightly() -> None:
    with door("task"):
        send_digests(None, actor=machine())
        purge_raw_pages(None, actor=machine())
