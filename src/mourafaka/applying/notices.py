"""What applicants are told."""

from django.utils.translation import gettext_lazy as _

from mourafaka.foundations.notices import Event

RECEIPT = "applying.receipt"
ENDING = "applying.ending"
INVITED = "applying.invited"
EVENTS = (
    Event(
        RECEIPT,
        subject=_("Application %(number)s received"),
        text=_(
            "Your application %(number)s was received on %(moment)s. Keep this number. Verification code of the"
            " receipt: %(code)s."
        ),
        short=_("Mourafaka: application %(number)s received. Code %(code)s"),
        sample={"number": "T2-09-0001", "moment": "27/04/2020", "code": "AAAA-BBBB-CCCC"},
    ),
    Event(
        ENDING,
        subject=_("Your draft %(code)s will be erased"),
        text=_(
            "Nobody opened your draft %(code)s for a long time. It is erased on %(day)s if nobody comes back."
        ),
        short=_("Mourafaka: draft %(code)s is erased on %(day)s unless you come back."),
        sample={"code": "B-7K3M-Q2WD", "day": "27/04/2020"},
    ),
    Event(
        INVITED,
        subject=_("You are invited to help with an application"),
        text=_(
            "Somebody who applies to the call %(call)s invites you to help with the draft %(code)s. Come with this"
            " phone number or e-mail: a code is sent to it, there is no password. If you do not know about it, do"
            " nothing."
        ),
        short=_("Mourafaka: you are invited to help with the draft %(code)s."),
        sample={"code": "B-7K3M-Q2WD", "call": "T2-09"},
    ),
)
