"""What several acts share: records locked, checked and written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from mourafaka.calls.models import Application, Call
from mourafaka.foundations.constraints import refusing
from mourafaka.foundations.locks import Locked
from mourafaka.foundations.refusals import Refused

_locked_call = Locked(Call)
locked = Locked(Application, "call", "cooperative__province", "cooperative__sector")


def locked_call(call: Call, version: int | None = None) -> Call:
    current = _locked_call(call)
    if version is not None and current.version != version:
        raise Refused("changed_meanwhile", what=current.code)
    return current


def reason_given(text: str) -> str:
    if not text.strip():
        raise Refused("reason_missing", field="reason")
    return text.strip()


def saved(record: Any) -> Any:
    """Checked field by field, then written; the first fault becomes a refusal that names its field."""
    relations = [field.name for field in record._meta.concrete_fields if field.is_relation]
    try:
        record.clean_fields(exclude=relations)
        record.validate_unique(exclude=relations)
    except ValidationError as errors:
        name, messages = next(iter(errors.message_dict.items()))
        raise Refused("calls_value_refused", reason=messages[0], field=name) from errors
    with refusing(type(record), "calls_value_refused"):
        record.save()
    return record


def refuse_unknown(values: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise Refused("application_fields_unknown", fields=", ".join(unknown))
