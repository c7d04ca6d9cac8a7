from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplyingConfig(AppConfig):
    name = "mourafaka.applying"
    label = "applying"
    verbose_name = _("Applying")

    def ready(self) -> None:
        from mourafaka.applying import (  # noqa: F401
            consents,
            forgetting,
            headquarters,
            invariants,
            notices,
            panels,
            rules,
        )
        from mourafaka.applying import sockets as own
        from mourafaka.applying.refusals import SENTENCES
        from mourafaka.calls import sockets as calls
        from mourafaka.foundations import refusals, sockets
        from mourafaka.foundations.notices import register
        from mourafaka.foundations.privacy import sockets as privacy

        refusals.register(SENTENCES)
        for event in notices.EVENTS:
            register(event)
        sockets.navigation.plug("applying", panels.link, order=42)
        calls.lending.plug("applying", _lodged_by)
        calls.panels.plug("applying", panels.twins, order=10)
        own.submitted.plug("consent", consents.lodged, order=5)
        privacy.also_hers.plug("applying", forgetting.her_drafts, order=10)
        privacy.known_as.plug("applying", forgetting.names_in_drafts, order=10)
        privacy.obstacles.plug("applying", forgetting.obstacle, order=20)
        privacy.forgetting.plug("applying", forgetting.end_draft, order=40)
        privacy.own_records.plug("applying", forgetting.own_records, order=30)
        calls.call_links.plug("applying", headquarters.late_link, order=20)
        calls.panels.plug("applying lodged", panels.lodged, order=11)


def _lodged_by(user: Any) -> Any:
    """Who lodged an application sees it, also when the cooperative was registered before with another contact."""
    from django.db.models import Q

    from mourafaka.applying.models import Draft

    lodged = Draft.objects.filter(owner=user, application__isnull=False).values("application")
    return Q(pk__in=lodged)
