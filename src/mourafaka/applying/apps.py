from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplyingConfig(AppConfig):
    name = "mourafaka.applying"
    label = "applying"
    verbose_name = _("Applying")

    def ready(self) -> None:
        from mourafaka.applying import notices, panels, rules  # noqa: F401
        from mourafaka.applying.refusals import SENTENCES
        from mourafaka.calls import sockets as calls
        from mourafaka.foundations import refusals, sockets
        from mourafaka.foundations.notices import register

        refusals.register(SENTENCES)
        for event in notices.EVENTS:
            register(event)
        sockets.navigation.plug("applying", panels.link, order=42)
        calls.visibility.plug("applying", _lodged_by_her, order=10)
        calls.panels.plug("applying", panels.twins, order=10)


def _lodged_by_her(seen: Any, user: Any) -> Any:
    """Who lodged an application sees it, also when the cooperative was registered before with another contact."""
    from django.db.models import Q

    from mourafaka.applying.models import Draft

    lodged = Draft.objects.filter(owner=user, application__isnull=False).values("application")
    return seen | Q(pk__in=lodged)
