"""What is kept of the exchange about an application; kept as long as the application itself."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.calls.privacy import of_served_applications
from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, impersonal, personal

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

belongs("instruction.Correction", "case__application__cooperative")
belongs("instruction.Message", "case__application__cooperative")
belongs("instruction.Opinion", "case__application__cooperative")
shows("calls.application", "instruction:*", by="number")
shows("instruction.opinion", "instruction:opinion", "instruction:opinion_file", by="pk")
shows("instruction.correction", "instruction:answer", "instruction:correction_file", by="pk")
shows("instruction.message", "instruction:message_file", by="pk")

for _model in ("instruction.Correction", "instruction.Message", "instruction.Opinion"):
    of_served_applications(_model, "case__application")
