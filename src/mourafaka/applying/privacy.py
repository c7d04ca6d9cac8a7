"""What is kept while an application is being written, and what proves that it was lodged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from mourafaka.applying.enums import DraftState
from mourafaka.applying.models import Draft, DraftDocument
from mourafaka.foundations.privacy.accesses import shows, shows_nobody
from mourafaka.foundations.privacy.declared import belongs, ends, impersonal, personal, subject, treatment

treatment(
    "drafts",
    order=25,
    title=_("Applications being written"),
    purpose=_("Let a cooperative write its application over several days and on several devices."),
    basis=_("Steps taken at the cooperative's request before it applies"),
    recipients=_("Whoever writes the application, and those she invites"),
    kept=_("Sixty days after the last change, then erased"),
    months=2,
)
personal(
    "applying.Draft",
    "answers",
    "typed",
    "confirmed_paper",
    "late_reason",
    of="drafts",
    data=_("The answers, also as they were typed, and the paper signed when an agent typed them"),
)
personal(
    "applying.DraftDocument",
    "file",
    "reason",
    of="drafts",
    data=_("The documents photographed, or why one cannot be given"),
)
personal(
    "applying.Receipt",
    "manifest",
    of="applications",
    data=_("The receipt: names and fingerprints of the documents lodged"),
)
impersonal("applying.Draft", "code", "language")
impersonal("applying.Receipt", "number", "code", "language", "answers_sha256")

belongs("applying.Draft", "pk", "application__cooperative")
belongs("applying.DraftDocument", "draft", "draft__application__cooperative")
belongs("applying.Receipt", "application__cooperative")
subject(
    "applying.Draft",
    title=_("Draft"),
    find=lambda text: Draft.objects.filter(code__iexact=text).order_by("pk"),
    key="code",
)
shows(
    "applying.draft",
    "applying:tasks",
    "applying:page",
    "applying:check",
    "applying:document",
    "applying:file",
    "applying:piece",
    "applying:helpers",
    "applying:paper_to_sign",
    by="code",
)
shows("calls.application", "applying:follow", "applying:receipt", "applying:paper", by="number")
shows_nobody(
    "asked by a form, answered by another page",
    "applying:confirm",
    "applying:confirm_paper",
    "applying:submit",
    "applying:excuse",
    "applying:remove",
    "applying:end_help",
)


def _written_before(before: datetime) -> Any:
    """Lodged or ended; those still open end by themselves (`expire_drafts`)."""
    return Draft.objects.filter(saved_at__lt=before).exclude(state=DraftState.OPEN)


ends("drafts", "applying.Draft", _written_before)
ends(
    "drafts",
    "applying.DraftDocument",
    lambda before: DraftDocument.objects.filter(
        draft__in=_written_before(before).exclude(state=DraftState.SUBMITTED)
    ),
)
