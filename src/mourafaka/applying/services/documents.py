"""The documents of a draft: photographed page by page, or promised for a day with the reason."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Max, Sum

from mourafaka.applying.keeping import locked_draft, touched
from mourafaka.applying.models import Draft, DraftDocument
from mourafaka.foundations import clock, files
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.models import StoredFile
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

FILES_AT_MOST = 40
BYTES_AT_MOST = 40 * 1024 * 1024
DAYS_TO_BRING = 60


@act("applying.document.attach", rule="applying.attach_documents")
def attach_document(
    draft: Draft, *, actor: User, kind: str, file: StoredFile, key: UUID | None = None
) -> DraftDocument:
    """Add a page to a document. The same `key` sent again gives the page it gave before.

    Refuses `document_not_asked`, `draft_too_many_files`, `draft_too_heavy`. What was said of a document that
    cannot be given is taken back by its first page.
    """
    current = locked_draft(draft)
    known = current.documents.filter(key=key).first() if key else None
    if known is not None:
        return known
    _refuse_unless_asked(current, kind)
    _refuse_too_much(current, file)
    same = current.documents.filter(kind=kind)
    same.filter(file=None).delete()
    last = same.aggregate(last=Max("page"))["last"] or 0
    document = DraftDocument.objects.create(
        draft=current, kind_id=kind, file=file, page=last + 1, key=key, sent_by=actor
    )
    touched(current, actor)
    return document


@act("applying.document.remove", rule="applying.attach_documents_of")
def remove_document(document: DraftDocument, *, actor: User) -> Draft:
    """Take a page, or what was said of a document, off a draft; the file is erased."""
    current = locked_draft(document.draft)
    found = DraftDocument.objects.select_related("file").get(pk=document.pk, draft=current)
    found.delete()
    if found.file is not None:
        files.discard(found.file)
    return touched(current, actor)


@act("applying.document.excuse", rule="applying.attach_documents")
def excuse_document(draft: Draft, *, actor: User, kind: str, reason: str, by: date) -> DraftDocument:
    """Say why a document cannot be given now and by which day it will; lodged so, it becomes a correction due
    that day. Refuses a document already sent, no reason, a day that is not within the sixty to come."""
    current = locked_draft(draft)
    _refuse_unless_asked(current, kind)
    same = current.documents.filter(kind=kind)
    if same.filter(file__isnull=False).exists():
        raise Refused("excuse_of_a_document_sent")
    if not reason.strip():
        raise Refused("excuse_without_reason", field="reason")
    first, last = clock.today() + timedelta(days=1), clock.today() + timedelta(days=DAYS_TO_BRING)
    if not first <= by <= last:
        raise Refused("excuse_day_impossible", first=format_date(first), last=format_date(last), field="by")
    same.delete()
    document = DraftDocument.objects.create(
        draft=current, kind_id=kind, reason=" ".join(reason.split())[:300], by=by, sent_by=actor
    )
    touched(current, actor)
    return document


def _refuse_unless_asked(draft: Draft, kind: str) -> None:
    if not draft.call.documents.filter(kind=kind).exists():
        raise Refused("document_not_asked", kind=kind)


def _refuse_too_much(draft: Draft, file: StoredFile) -> None:
    sent = draft.documents.filter(file__isnull=False)
    if sent.count() >= FILES_AT_MOST:
        raise Refused("draft_too_many_files", most=FILES_AT_MOST, field="file")
    heavy = sent.aggregate(bytes=Sum("file__size_bytes"))["bytes"] or 0
    if heavy + file.size_bytes > BYTES_AT_MOST:
        raise Refused("draft_too_heavy", megabytes=BYTES_AT_MOST // 1024**2, field="file")
