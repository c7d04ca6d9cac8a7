"""The documents a call asks for, and what a draft has of each."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from mourafaka.applying.models import Draft, DraftDocument
from mourafaka.calls.models import CallDocument, DocumentKind
from mourafaka.foundations import clock


@dataclass(frozen=True)
class Asked:
    """One document: `number` is its page of the section."""

    number: int
    kind: DocumentKind
    mandatory: bool
    pages: tuple[DraftDocument, ...]
    excuse: DraftDocument | None

    @property
    def promised(self) -> bool:
        """Said to come on a day that is still to come."""
        return self.excuse is not None and self.excuse.by is not None and self.excuse.by > clock.today()

    @property
    def state(self) -> str:
        if self.pages:
            return "done"
        if self.promised:
            return "promised"
        return "due" if self.mandatory else "empty"

    @property
    def words(self) -> str:
        return {
            "done": _("Document sent"),
            "promised": _("Promised"),
            "due": _("To send"),
            "empty": _("Not sent"),
        }[self.state]

    @property
    def tone(self) -> str:
        return {"done": "done", "promised": "info", "due": "due", "empty": "draft"}[self.state]


def asked(draft: Draft) -> list[Asked]:
    rows = list(DraftDocument.objects.filter(draft=draft).select_related("file", "kind", "draft"))
    lines = CallDocument.objects.filter(call=draft.call_id).select_related("kind")
    return [
        Asked(
            number,
            line.kind,
            line.mandatory,
            tuple(row for row in rows if row.kind_id == line.kind_id and row.file_id),
            next((row for row in rows if row.kind_id == line.kind_id and not row.file_id), None),
        )
        for number, line in enumerate(lines.order_by("kind__position", "kind"), start=1)
    ]


def promised(draft: Draft) -> list[DraftDocument]:
    """What was said of the documents that come later, in the order of the days."""
    rows = DraftDocument.objects.filter(draft=draft, file=None, by__isnull=False).select_related("kind")
    return sorted(rows, key=lambda row: (row.by, row.pk))
