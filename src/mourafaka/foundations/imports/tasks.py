"""Long checks and imports, done by the worker."""

from __future__ import annotations

from django_tasks import task

from mourafaka.foundations.acts import door

from . import services
from .models import BatchState, ImportBatch

INLINE_BYTES = 60_000  # files of a few hundred rows at most are done while the person waits


@task()
def work(batch_id: int) -> None:
    """Do what the batch's state says is under way; a second run of the same task finds nothing to do."""
    batch = ImportBatch.objects.select_related("file", "created_by").get(pk=batch_id)
    with door("task"):
        if batch.state == BatchState.CHECKING:
            services.check(batch)
        elif batch.state == BatchState.IMPORTING:
            services.run_import(batch)


def do(batch: ImportBatch) -> None:
    """At once for a small file, by the worker for a large one."""
    if batch.file.size_bytes <= INLINE_BYTES:
        work.func(batch.pk)
    else:
        work.enqueue(batch.pk)
