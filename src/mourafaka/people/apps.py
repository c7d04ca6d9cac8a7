from __future__ import annotations

from typing import Any

import rules
from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext


class PeopleConfig(AppConfig):
    name = "mourafaka.people"
    label = "people"

    def ready(self) -> None:
        from mourafaka.foundations import refusals, sockets
        from mourafaka.foundations.privacy import sockets as privacy
        from mourafaka.people import forgetting
        from mourafaka.people import rules as _rules  # noqa: F401
        from mourafaka.people.refusals import SENTENCES

        refusals.register(SENTENCES)
        sockets.navigation.plug("people", _navigation, order=90)
        privacy.obstacles.plug("people", forgetting.obstacle, order=10)
        privacy.forgetting.plug("people", forgetting.forget, order=20)
        privacy.own_records.plug("people", lambda user: [("people.user", str(user.pk))], order=10)


def _navigation(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("people.view_accounts", user):
        return None
    return {"label": gettext("Accounts"), "url": reverse("people:accounts")}
