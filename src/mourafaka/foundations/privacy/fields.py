"""What the foundations themselves keep: the journal of acts, messages, imported files."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.models import JournalEntry, OutboxMessage, WithheldValue
from mourafaka.foundations.notices.events import EVENTS
from mourafaka.foundations.notices.models import Code, Notice, WrongTry
from mourafaka.foundations.privacy.declared import ACTS, belongs, ends, impersonal, personal, treatment
from mourafaka.foundations.privacy.models import Access, DataRequest

treatment(
    ACTS,
    order=90,
    title=_("Who did what"),
    purpose=_("Explain every decision, let it be contested and recomputed, and protect the data."),
    basis=_("Legal duty to account for public decisions and money"),
    recipients=_("Managers, auditors, and the person concerned"),
    kept=_("Ten years after the cohort is closed"),
    months=120,
)
treatment(
    "messages",
    order=70,
    title=_("Messages sent"),
    purpose=_("Convene, inform and notify decisions, and prove that it was done."),
    basis=_("Mission of public service"),
    recipients=_("The person written to and the programme's staff"),
    kept=_("Twelve months after sending; legal notifications as long as the decision they tell"),
    months=12,
)
treatment(
    "imports",
    order=80,
    title=_("Files imported by the staff"),
    purpose=_("Take over existing lists, and correct what was misread."),
    basis=_("Mission of public service"),
    recipients=_("The staff member who imports and the managers"),
    kept=_("Twelve months after the import"),
    months=12,
)

personal(
    "foundations.JournalEntry",
    "actor",
    "subject",
    "facts",
    "seals",
    "result",
    of=ACTS,
    data=_("The account that acted, when, on which record, with which values; secret values are left out."),
)
impersonal("foundations.JournalEntry", "verb", "door", "previous_hash", "hash")
impersonal("foundations.JournalHead", "hash")
personal(
    "foundations.StoredFile",
    "name",
    of=ACTS,
    data=_("The names of files, and their fingerprints"),
)
impersonal("foundations.StoredFile", "content_type", "path", "sha256", "scan")
personal(
    "foundations.OutboxMessage",
    "recipient",
    "subject",
    "body",
    "html",
    "attachment",
    "last_error",
    "unsubscribe_url",
    of="messages",
    data=_("The address or number written to, the text and the document attached"),
)
impersonal("foundations.OutboxMessage", "event", "language", "about", "dedup_key")
personal(
    "imports.ImportBatch",
    "file",
    "sample",
    "answers",
    "questions",
    of="imports",
    data=_("The file as it was received, and what was answered about it"),
)
personal("imports.ImportRow", "cells", "errors", "result", of="imports", data=_("Each row of the file"))
impersonal("imports.ImportBatch", "spec_name", "headers", "encoding", "mapping", "options", "fault")

personal(
    "foundations.WithheldValue",
    "value",
    of=ACTS,
    data=_("What was said in an act, kept beside the journal so that it can be erased"),
)
impersonal("foundations.WithheldValue", "commitment", "salt")
impersonal("foundations.Erasure", "about")

treatment(
    "access",
    order=85,
    title=_("Who saw whose record"),
    purpose=_("Tell people who saw their data, and answer what they ask about them."),
    basis=_("Law 09-08, articles 7 to 9 and 23"),
    recipients=_("The person concerned and the auditors"),
    kept=_("Twelve months"),
    months=12,
)
personal(
    "privacy.Access",
    "by",
    "key",
    of="access",
    data=_("Which account saw or took away which record, and when"),
)
impersonal("privacy.Access", "kind", "page", "previous_hash", "hash")
impersonal("privacy.AccessHead", "hash")
impersonal("privacy.Consent", "about", "text", "language", "sha256")
personal(
    "privacy.DataRequest",
    "words",
    "answer",
    of="access",
    data=_("What a person asks about their data, and the answer"),
)
belongs("privacy.DataRequest", "person")
belongs("notices.Notice", "user")


def _told_before(moment: datetime) -> Any:
    last = JournalEntry.objects.filter(at__lt=moment).order_by("-sequence").values("sequence")[:1]
    return WithheldValue.objects.filter(erasure=None, sequence__lte=last)


def _legal() -> list[str]:
    """Legal notifications are kept as long as the decision they tell; letters have no event."""
    return ["", *(name for name, event in EVENTS.items() if event.legal)]


ends(ACTS, "foundations.WithheldValue", _told_before, how="values")
ends(
    "messages",
    "foundations.OutboxMessage",
    lambda before: OutboxMessage.objects.filter(queued_at__lt=before).exclude(event__in=_legal()),
)
ends("messages", "notices.Notice", lambda before: Notice.objects.filter(told_at__lt=before, legal=False))
ends("messages", "notices.Code", lambda before: Code.objects.filter(asked_at__lt=before), how="remove")
ends("messages", "notices.WrongTry", lambda before: WrongTry.objects.filter(at__lt=before), how="remove")
ends("access", "privacy.Access", lambda before: Access.objects.filter(at__lt=before), how="remove")
ends("access", "privacy.DataRequest", lambda before: DataRequest.objects.filter(answered_at__lt=before))


def _imported_before(moment: datetime) -> Any:
    from mourafaka.foundations.imports.models import ImportBatch

    return ImportBatch.objects.filter(created_at__lt=moment)


def _rows_imported_before(moment: datetime) -> Any:
    from mourafaka.foundations.imports.models import ImportRow

    return ImportRow.objects.filter(batch__created_at__lt=moment)


ends("imports", "imports.ImportBatch", _imported_before)
ends("imports", "imports.ImportRow", _rows_imported_before)
