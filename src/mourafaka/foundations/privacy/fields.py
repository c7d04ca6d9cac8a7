"""What the foundations themselves keep: the journal of acts, messages, imported files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import ACTS, impersonal, personal, treatment

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
impersonal("foundations.StoredFile", "content_type", "path", "sha256")
personal(
    "foundations.OutboxMessage",
    "recipient",
    "subject",
    "body",
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
