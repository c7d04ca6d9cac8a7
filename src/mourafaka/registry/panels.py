"""What the registry shows on earlier rooms' pages."""

from __future__ import annotations

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.territory.models import Province
from mourafaka.territory.sockets import Panel

from .models import Cooperative


def of_province(province: Province, user: Any) -> Panel | None:
    if not rules.has_perm("registry.view_cooperative", user):
        return None
    count = Cooperative.objects.visible_to(user).in_territory([province.code]).count()
    context = {"count": count, "code": province.code}
    return Panel(_("Cooperatives"), "registry/province_panel.html", context)


def navigation(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("registry.view_cooperative", user):
        return None
    return {"label": _("Cooperatives"), "url": reverse("registry:list")}
