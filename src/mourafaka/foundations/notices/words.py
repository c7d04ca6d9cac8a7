"""The events of this sub-app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .codes import EVENT
from .events import Event, register


def register_words() -> None:
    register(
        Event(
            EVENT,
            subject=_("Your code"),
            text=_(
                "Your Mourafaka code is %(code)s. It is valid for %(minutes)s minutes. Give it to nobody."
            ),
            short=_("Mourafaka: code %(code)s, valid for %(minutes)s min. Give it to nobody."),
            sample={"code": "123456", "minutes": 10},
        )
    )
