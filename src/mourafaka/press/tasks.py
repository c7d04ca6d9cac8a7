"""The worker's part: visit a source, visit those whose time has come, send the digests, purge."""

from __future__ import annotations

from django_tasks import task

from mourafaka.foundations import clock
from mourafaka.foundations.acts import door
from mourafaka.people.services import machine
from mourafaka.press import rounds
from mourafaka.press.models import Source
from mourafaka.press.services import purge_raw_pages, send_digests


@task()
def visit_source(source_id: int) -> None:
    """One visit: whatever goes wrong is a line of the source's health page, and disturbs nothing else."""
    with door("task"):
        rounds.visit_all(list(Source.objects.enabled().filter(pk=source_id, synthetic=False)))


@task()
def visit_due() -> None:
    """A task for each source whose time has come."""
    for key in Source.objects.due(clock.now()).values_list("pk", flat=True):
        visit_source.enqueue(key)


@task()
def nightly() -> None:
    with door("task"):
        send_digests(None, actor=machine())
        purge_raw_pages(None, actor=machine())
