"""What is kept of the exchange about an application; kept as long as the application itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal

personal(
    "instruction.Correction",
    "asked",
    "before",
    "answer",
    "file",
    of="applications",
    data=_("What was asked of the cooperative to complete, and what it answered"),
)
personal(
    "instruction.Message",
    "text",
    "file",
    of="applications",
    data=_("Messages between the cooperative and the staff"),
)
personal(
    "instruction.Opinion",
    "question",
    "answer",
    of="applications",
    data=_("Opinions asked about the application"),
)
impersonal("instruction.Batch", "options", "rows")
impersonal("instruction.Correction", "target")
impersonal("instruction.Team", "name")
