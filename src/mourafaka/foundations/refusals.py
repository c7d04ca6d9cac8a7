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
    "message_not_held": _("This message is no longer waiting: its state is “%(state)s”."),
}
