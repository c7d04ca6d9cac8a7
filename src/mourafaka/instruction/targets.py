"""What a correction may be about: the documents the call asks for and the sections of the dossier."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst

from mourafaka.calls.models import Application, ApplicationDocument
from mourafaka.calls.services import SECTION_FIELDS
from mourafaka.foundations.refusals import Refused

NOT_ASKED = frozenset({"language", "commits_to_attend", "consents_to_processing"})
SECTIONS = tuple(name for name in SECTION_FIELDS if name not in NOT_ASKED)


def targets_of(application: Application) -> dict[str, str]:
    """Target → its name in the active language, in the order of the dossier."""
    documents = ApplicationDocument.objects.filter(application=application).select_related("kind")
    named = {f"documents:{row.kind_id}": row.kind.label for row in documents}
    return named | {f"sections:{name}": section_label(name) for name in SECTIONS}


def section_label(name: str) -> str:
    return capfirst(str(Application._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def section_value(name: str, text: str) -> Any:
    """What was typed, as the section keeps it; refuses what cannot be read."""
    from mourafaka.calls.forms import ApplicationForm

    field = ApplicationForm.base_fields[name]
    try:
        return field.clean(text)
    except ValidationError as fault:
        raise Refused("answer_value_refused", field="answer", value=text, reason=fault.messages[0]) from fault
