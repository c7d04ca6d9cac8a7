"""What the selection tells people: the decision, in the words of its letter."""

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.notices import Event

DECISION = "selection.decision"
EVENTS = (
    Event(
        DECISION,
        subject="%(subject)s",
        text="%(body)s",
        short=_("Mourafaka: the decision on your application %(number)s is here:"),
        personal=("subject", "body"),
        legal=True,
        sample={"number": "T2-09-0001"},
    ),
)
