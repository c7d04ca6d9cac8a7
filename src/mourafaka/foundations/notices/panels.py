"""What notices show in the navigation and on the home page."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .models import Notice


def link(user: Any) -> dict[str, Any] | None:
    """The list, with how many are not read; nothing for whoever was never told anything."""
    if not getattr(user, "is_authenticated", False):
        return None
    told = Notice.objects.of(user).aggregate(all=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    unread = told["unread"]
    if not told["all"]:
        return None
    label = f"{_('Notices')} ({unread})" if unread else _("Notices")
    return {"label": label, "url": reverse("notices:index")}


def unread(user: Any) -> SafeString | None:
    notices = list(Notice.objects.of(user).unread()[:3])
    if not notices:
        return None
    return render_to_string("notices/panel.html", {"notices": notices})
