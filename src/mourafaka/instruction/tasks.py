"""Acts over many cases, done by the worker."""

from __future__ import annotations

from django_tasks import task

from mourafaka.foundations.acts import door
from mourafaka.instruction.enums import BatchState
from mourafaka.instruction.models import Batch
from mourafaka.instruction.services import carry_on

ROWS_INLINE = 25  # as many are done while the person waits


@task()
def work(batch_id: int) -> None:
    """Step by step until the end, so that the page can show how far it is."""
    batch = Batch.objects.select_related("started_by").get(pk=batch_id)
    with door("task"):
        while batch.state == BatchState.RUNNING:
            batch = carry_on(batch, actor=batch.started_by)


def do(batch: Batch) -> None:
    """At once for a few rows, by the worker for many."""
    if len(batch.rows) <= ROWS_INLINE:
        work.func(batch.pk)
    else:
        work.enqueue(batch.pk)
