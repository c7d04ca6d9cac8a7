"""A refusal is a value with a reason, worded once per language and the same at every door."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_sentences: dict[str, str | Promise] = {}


def register(sentences: Mapping[str, str | Promise]) -> None:
    """Word a room's refusals: reason code → msgid with %(fact)s places. Codes are unique in the house."""
    for code, sentence in sentences.items():
        if code in _sentences and _sentences[code] is not sentence:
            raise ValueError(f"refusal {code!r} is worded twice")
        _sentences[code] = sentence


def worded(code: str) -> bool:
    return code in _sentences


class Refused(Exception):
    """An act declines: `code` names the reason, `facts` fill its sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts

    def __str__(self) -> str:
        sentence = _sentences.get(self.code)
        if sentence is None:
            return self.code
        return (
            gettext(str(sentence)) % self.facts
            if not isinstance(sentence, Promise)
            else sentence % self.facts
        )


SENTENCES: dict[str, str | Promise] = {
    "not_allowed": _("You are not allowed to do this."),
    "already_done": _("This was already done; nothing was done twice."),
    "changed_meanwhile": _("%(what)s was changed by somebody else in the meantime. Nothing was overwritten."),
    "unknown_step": _("“%(verb)s” is not possible in the state “%(state)s”."),
    "file_erased": _("The content of this file was erased, as the law asks; only its fingerprint remains."),
    "upload_empty": _("This file is empty. Choose it again, or take the photo again."),
    "upload_too_large": _(
        "This file is larger than %(megabytes)s MB. Send a smaller one, or a photo of each page."
    ),
    "upload_not_taken": _("Send a PDF, or a photo in JPEG, PNG or WebP: this file is something else."),
    "upload_not_of_these": _("Send a PDF, JPEG, PNG, WebP or XLSX file."),
    "upload_unreadable": _("This file is damaged or incomplete: it cannot be opened. Send it again."),
    "upload_encrypted": _(
        "This PDF is protected by a password. Send it without one, or a photo of each page."
    ),
    "upload_too_many_pixels": _(
        "This image is too large to be opened. Take the photo again in a smaller size."
    ),
    "upload_infected": _("The antivirus found something dangerous in this file. It was not kept."),
    "upload_not_an_image": _("Send a photo (JPEG, PNG or WebP)."),
    "upload_out_of_step": _("Part of this file is missing. It is sent again from where it stopped."),
    "file_pending": _("This file waits for the antivirus. Try again in a few minutes."),
    "file_blocked": _("The antivirus found something dangerous in this file. It cannot be opened."),
    "message_not_held": _("This message is no longer waiting: its state is “%(state)s”."),
}
