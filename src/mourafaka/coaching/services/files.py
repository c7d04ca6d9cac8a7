"""Attachments of visit reports."""

from __future__ import annotations

from datetime import date
from typing import Any

from mourafaka.coaching.enums import EDITABLE, FileKind, ReportState
from mourafaka.coaching.models import ReportFile, VisitReport
from mourafaka.coaching.services.keeping import locked_report
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.received import uploads
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import inserted
from mourafaka.people.models import User


@act("coaching.report.attach", rule="coaching.write_report")
def attach_file(
    report: VisitReport, *, actor: User, kind: str, file: Any, taken_on: date | None = None
) -> ReportFile:
    """Attach a signed sheet, a photo or the record of a call (PDF or photo of at most 10 MB).

    The day of a photo is the one its camera wrote, else `taken_on`. Where a photo was taken is not kept. Sheets
    and records may still be attached after the report was submitted, until it is validated.
    """
    if kind not in FileKind.values:
        raise Refused("file_kind_unknown", kind=kind, field="kind")
    current = locked_report(report)
    if current.state == ReportState.VALIDATED:
        raise Refused("report_not_open", visit=current.visit, state=current.get_state_display())
    ready = _cleaned(file, kind)
    day = ready.taken_on or taken_on
    if day is not None and day > clock.today():
        raise Refused("file_after_visit", taken_on=format_date(day), field="taken_on")
    return inserted(
        ReportFile(
            report=current,
            kind=kind,
            file=uploads.store(ready),
            taken_on=day if kind == FileKind.PHOTO else None,
            fingerprint=ready.received_sha256,
        )
    )


@act("coaching.report.detach", rule="coaching.write_report")
def remove_file(report: VisitReport, *, actor: User, attached: ReportFile) -> ReportFile:
    """Take an attachment off a report still being written; the file itself is kept."""
    current = locked_report(report)
    if current.state not in EDITABLE:
        raise Refused("report_not_open", visit=current.visit, state=current.get_state_display())
    found = ReportFile.objects.select_for_update().get(pk=attached.pk, report=current)
    found.removed = True
    found.save(update_fields=["removed"])
    return found


def _cleaned(file: Any, kind: str) -> uploads.Cleaned:
    ready = uploads.cleaned(file)
    if kind == FileKind.PHOTO and ready.content_type != "image/jpeg":
        raise Refused("upload_not_an_image", field="file")
    return ready
