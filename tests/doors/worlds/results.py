"""A workbook that headquarters imported: a row of the own province, and one far away with a canary in its name."""

from __future__ import annotations

from typing import Any

from mourafaka.foundations import clock, files
from mourafaka.results.models import ImportedProgress, WorkbookImport
from tests.doors.access_world import FOREIGN
from tests.engine.workbooks import clean_sheets, written


def build(world: Any, users: Any) -> None:
    stored = files.store(written(clean_sheets(2)), name="today.xlsx", content_type="application/octet-stream")
    batch = WorkbookImport.objects.create(
        file=stored,
        sha256=stored.sha256,
        state="imported",
        sent_by=users("manager"),
        sent_at=clock.now(),
        imported_at=clock.now(),
    )
    for position, target in enumerate(("own", "foreign"), start=1):
        cooperative = getattr(world, target).cooperative
        ImportedProgress.objects.create(
            batch=batch,
            position=position,
            source_id=str(position),
            name=FOREIGN if target == "foreign" else "PLAIN",
            cooperative=cooperative,
            province=cooperative.province,
            members=9,
            modules=[True] * 4,
            sessions=[True] * 12,
            modules_attended=4,
            sessions_held=12,
        )
    world.rooms["results", "workbook"] = batch


def value(world: Any, page: str, key: str, target: str) -> Any:
    batch = world.rooms["results", "workbook"]
    told = {"pk": batch.pk, "kind": "csv", "key": "week", "code": world.call.cohort.code}
    return told.get(key)
