"""Rules of the house that Django itself checks at start."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

# Earlier rooms first. A relation to an earlier room must leave no name behind there.
JOURNEY = [
    "foundations",
    "people",
    "territory",
    "registry",
    "calls",
    "applying",
    "instruction",
    "selection",
    "appeals",
    "enrolment",
    "diagnosis",
    "plans",
    "training",
    "coaching",
    "financing",
    "market",
    "results",
    "press",
    "portal",
    "field",
    "api",
    "cli",
]


def _relations() -> Iterator[Any]:
    for model in apps.get_models():
        if model._meta.app_label not in JOURNEY or model.__name__.startswith("Historical"):
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and getattr(field, "remote_field", None):
                yield field


@register
def no_back_door_by_foreign_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for field in _relations():
        here, there = field.model._meta.app_label, field.related_model._meta.app_label
        hidden = (field.remote_field.related_name or "").endswith("+")  # Django prefixes a many-to-many's own
        if here != there and there in JOURNEY and not hidden:
            errors.append(
                Error(f"{field} leads to an earlier room and needs related_name='+'", id="mourafaka.E001")
            )
    return errors
