"""What the documents of the coaching say around their own words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _


def letterhead(cohort: Any, foot: str, at_right: list[str]) -> dict[str, Any]:
    """In the active language."""
    synthetic = _("Synthetic data: nothing here describes a real cooperative.")
    return {
        "name": "Mourafaka",
        "tifinagh": "ⵎⵓⵔⴰⴼⴰⵇⴰ",
        "line": _("Programme for new cooperatives"),
        "at-right": at_right,
        "foot": foot,
        "page": _("Page"),
        "synthetic": synthetic if cohort.synthetic else "",
    }
