"""What the territory shows on earlier rooms' pages."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _


def navigation(user: Any) -> dict[str, Any] | None:
    if not user.is_authenticated:
        return None
    return {"label": _("Territory"), "url": reverse("territory:index")}
