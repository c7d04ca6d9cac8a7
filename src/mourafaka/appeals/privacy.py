"""What is kept of an appeal; kept as long as the decision it contests."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.privacy.accesses import shows
from mourafaka.foundations.privacy.declared import belongs, impersonal, personal
from mourafaka.selection.privacy import of_call

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

belongs("appeals.Appeal", "application__cooperative")
belongs("appeals.AppealDocument", "appeal__application__cooperative")
belongs("appeals.Letter", "application__cooperative")
shows("calls.application", "appeals:*", by="number")
shows("appeals.document", "appeals:document", by="pk")
shows("appeals.letter", "appeals:letter", by="pk")
shows("selection.letter", "appeals:decision_letter", by="pk")
shows("appeals.appeal", "appeals:*", by="pk")

for _model, _way in (
    ("Appeal", "application"),
    ("AppealDocument", "appeal__application"),
    ("Letter", "application"),
):
    of_call(f"appeals.{_model}", f"{_way}__call")
