"""What people are told of appeals and of the letters of this room."""

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.notices import Event

LETTER = "appeals.letter"
RECEIVED = "appeals.received"
WAITING = "appeals.waiting"
GIVEN = "appeals.given"
_SAMPLE = {"number": "T2-09-0001", "due": "27/04/2020"}
EVENTS = (
    Event(
        LETTER,
        subject="%(subject)s",
        text="%(body)s",
        short=_("Mourafaka: a letter about your application %(number)s is here:"),
        personal=("subject", "body"),
        legal=True,
        sample=_SAMPLE,
    ),
    Event(
        RECEIVED,
        subject=_("Your appeal on %(number)s is received"),
        text=_(
            "We received your appeal on the application %(number)s on %(day)s. Somebody who took no part in the "
            "decision examines it. You get a reasoned answer before the end of %(due)s. Until then you may add "
            "documents on the page of your application."
        ),
        short=_("Mourafaka: appeal on %(number)s received. Answer before the end of %(due)s."),
        sample={**_SAMPLE, "day": "27/04/2020"},
    ),
    Event(
        WAITING,
        subject=_("An appeal on %(number)s waits for somebody to examine it"),
        text=_(
            "The cooperative contests what was decided on %(number)s. You took no part in it and may examine the "
            "appeal. The answer is due before the end of %(due)s."
        ),
        short=_("Mourafaka: appeal on %(number)s, answer due %(due)s."),
        sample=_SAMPLE,
    ),
    Event(
        GIVEN,
        subject=_("The appeal on %(number)s is given to you"),
        text=_("You examine the appeal on %(number)s. The answer is due before the end of %(due)s."),
        short=_("Mourafaka: you examine the appeal on %(number)s, answer due %(due)s."),
        sample=_SAMPLE,
    ),
)
