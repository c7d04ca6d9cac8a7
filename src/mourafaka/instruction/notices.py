"""What instruction tells the cooperative and the staff; the legal ones are sent whatever was opted out."""

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.notices import Event

CORRECTIONS = "instruction.corrections"
LAPSED = "instruction.lapsed"
ADMITTED = "instruction.admitted"
MESSAGE = "instruction.message"
OPINION_ASKED = "instruction.opinion_asked"
OPINION_GIVEN = "instruction.opinion_given"
COOPERATIVE_WROTE = "instruction.cooperative_wrote"
COOPERATIVE_ANSWERED = "instruction.cooperative_answered"
_SAMPLE = {"number": "T2-09-0001", "due": "27/04/2020"}
EVENTS = (
    Event(
        CORRECTIONS,
        subject=_("Your application %(number)s: something to complete"),
        text=_("Please complete your application before the end of %(due)s:\n\n%(lines)s"),
        short=_("Mourafaka: complete your application %(number)s before %(due)s:"),
        personal=("lines",),
        legal=True,
        sample=_SAMPLE,
    ),
    Event(
        LAPSED,
        subject=_("Your application %(number)s: the time to answer has ended"),
        text=_(
            "We did not receive everything we asked for. Your application is now looked at as it is: "
            "we may ask you again, or declare it not admissible; you will be told which, and why."
        ),
        short=_("Mourafaka: time to complete %(number)s has ended."),
        legal=True,
        sample=_SAMPLE,
    ),
    Event(
        ADMITTED,
        subject=_("Your application %(number)s is admissible"),
        text=_(
            "Your application %(number)s is complete and meets the conditions. It now waits to be read; you have "
            "nothing to do."
        ),
        short=_("Mourafaka: application %(number)s is admissible. You have nothing to do."),
        sample=_SAMPLE,
    ),
    Event(
        MESSAGE,
        subject=_("A message about your application %(number)s"),
        text=_("We wrote to you about your application %(number)s. Sign in to read and answer."),
        short=_("Mourafaka: we wrote to you about %(number)s:"),
        sample=_SAMPLE,
    ),
    Event(
        OPINION_ASKED,
        subject=_("Your opinion is asked on %(number)s"),
        text=_("%(name)s asks your opinion on the application %(number)s before the end of %(due)s."),
        short=_("Mourafaka: your opinion on %(number)s before %(due)s:"),
        personal=("name",),
        sample=_SAMPLE,
    ),
    Event(
        OPINION_GIVEN,
        subject=_("An opinion was given on %(number)s"),
        text=_("%(name)s gave the opinion you asked for on the application %(number)s."),
        short=_("Mourafaka: an opinion was given on %(number)s:"),
        personal=("name",),
        sample=_SAMPLE,
    ),
    Event(
        COOPERATIVE_WROTE,
        subject=_("A message about %(number)s"),
        text=_("The cooperative wrote about its application %(number)s."),
        short=_("Mourafaka: the cooperative wrote about %(number)s:"),
        sample=_SAMPLE,
    ),
    Event(
        COOPERATIVE_ANSWERED,
        subject=_("%(number)s is completed"),
        text=_("The cooperative answered everything that was asked about %(number)s: its clock runs again."),
        short=_("Mourafaka: %(number)s is completed, its clock runs again:"),
        sample=_SAMPLE,
    ),
)
