"""What is kept while an application is being written, and what proves that it was lodged."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal, treatment

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
impersonal("applying.DraftDocument", "state")
impersonal("applying.Receipt", "number", "code", "language", "answers_sha256")
