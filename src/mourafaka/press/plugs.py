"""What the press watch plugs into earlier rooms."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.foundations import sockets


def press_link(user: Any) -> dict[str, Any]:
    return {"label": _("Press watch"), "url": reverse("press:river")}


def plug_all() -> None:
    sockets.navigation.plug("press", press_link, order=72)
