"""Attachments: opened to be sure of what they are, photos freed of where they were taken."""

from __future__ import annotations

import hashlib
import io
import warnings
from datetime import date, datetime
from typing import Any

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from mourafaka.coaching.enums import EDITABLE, FileKind, ReportState
from mourafaka.coaching.models import ReportFile, VisitReport
from mourafaka.coaching.services.keeping import locked_report
from mourafaka.foundations import clock, files
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

BYTES_AT_MOST = 10 * 1024 * 1024
SIDE_AT_MOST = 2000  # pixels: enough to read a sheet, light enough for a village network


@act("coaching.report.attach", rule="coaching.write_report")
def attach_file(
    report: VisitReport, *, actor: User, kind: str, file: Any, taken_on: date | None = None
) -> ReportFile:
    """Attach a signed sheet, a photo or the record of a call (PDF, JPEG or PNG of at most 10 MB).

    The day of a photo is the one its camera wrote, else `taken_on`. Where a photo was taken is not kept. Sheets
    and records may still be attached after the report was submitted, until it is validated.
    """
    if kind not in FileKind.values:
        raise Refused("file_kind_unknown", kind=kind, field="kind")
    current = locked_report(report)
    if current.state == ReportState.VALIDATED:
        raise Refused("report_not_open", visit=current.visit, state=current.get_state_display())
    content = _read(file)
    stored, written_on = _kept(content, file.name, kind)
    day = written_on or taken_on
    if day is not None and day > clock.today():
        raise Refused("file_after_visit", taken_on=format_date(day), field="taken_on")
    return ReportFile.objects.create(
        report=current,
        kind=kind,
        file=stored,
        taken_on=day if kind == FileKind.PHOTO else None,
        fingerprint=hashlib.sha256(content).hexdigest(),
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


def _read(file: Any) -> bytes:
    if file.size > BYTES_AT_MOST:
        raise Refused("coaching_file_too_large", megabytes=BYTES_AT_MOST // 1024**2, field="file")
    return bytes(file.read())


def _kept(content: bytes, name: str, kind: str) -> tuple[StoredFile, date | None]:
    """The stored file and the day its camera wrote."""
    if content.startswith(b"%PDF-"):
        if kind == FileKind.PHOTO:
            raise Refused("photo_not_an_image", field="file")
        return files.store(content, name=name, content_type="application/pdf"), None
    picture, day = _picture(content)
    return files.store(picture, name=_named(name), content_type="image/jpeg"), day


def _picture(content: bytes) -> tuple[bytes, date | None]:
    """The image as a JPEG of our own making: no thumbnail, no position, nothing hidden behind it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
                day = _day_of(image)
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise Refused("coaching_file_unreadable", field="file") from error
    upright.thumbnail((SIDE_AT_MOST, SIDE_AT_MOST))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=82)
    return out.getvalue(), day


def _day_of(image: Image.Image) -> date | None:
    exif = image.getexif()
    text = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
        ExifTags.Base.DateTime
    )
    try:
        return datetime.strptime(str(text)[:10], "%Y:%m:%d").date()
    except ValueError:
        return None


def _named(name: str) -> str:
    return f"{name.rsplit('.', 1)[0][:190]}.jpg"
