"""The document kinds that come with the room, brought to the packaged state after each migration."""

from __future__ import annotations

from typing import Any

from mourafaka.calls.models import DocumentKind
from mourafaka.calls.rules_data import document_kinds


def load_document_kinds(**kwargs: Any) -> None:
    """Machine work, not an act: adds and updates, never removes."""
    DocumentKind.objects.bulk_create(
        [DocumentKind(position=position, **kind) for position, kind in enumerate(document_kinds())],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["label_fr", "label_ar", "label_en", "mandatory_by_default", "position"],
    )
