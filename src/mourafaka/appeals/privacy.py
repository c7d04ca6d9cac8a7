"""What is kept of an appeal; kept as long as the decision it contests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.declared import impersonal, personal

personal(
    "appeals.Appeal",
    "text",
    "reason",
    "outcome",
    of="choice",
    data=_("What a cooperative contests, and the reasoned answer"),
)
personal("appeals.AppealDocument", "file", of="choice", data=_("Documents that came with an appeal"))
personal(
    "appeals.Letter",
    "file",
    "reasons",
    of="choice",
    data=_("Letters of non-admissibility and answers to appeals"),
)
impersonal("appeals.Letter", "language")
