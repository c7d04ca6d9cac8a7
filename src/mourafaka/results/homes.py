"""What awaits a person on the home page, by role: one plug a role, each a list of lists."""

from __future__ import annotations

from typing import Any

import rules
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.foundations import sockets

COCKPITS_SHOWN = 2


def todos(user: Any) -> SafeString | None:
    """Everything that waits for this person, whatever their roles."""
    from mourafaka.results.queries.homes import todos_of

    found = todos_of(user)
    return render_to_string("results/home/todos.html", {"todos": found}) if found else None


def cockpits(user: Any) -> SafeString | None:
    """The cohorts at a glance, for who steers or audits."""
    from mourafaka.results.queries import cockpit

    if not rules.has_perm("results.view_cockpit", user):
        return None
    cohorts = cockpit.cohorts_seen_by(user)[:COCKPITS_SHOWN]
    seen = [cockpit.cockpit(user, cohort) for cohort in cohorts]
    return render_to_string("results/home/cockpits.html", {"cockpits": seen}) if seen else None


def navigation(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("results.view_cockpit", user):
        return None
    return {"label": _("Cockpit"), "url": reverse("results:cohorts")}


def plug_homes() -> None:
    sockets.home.plug("todos", todos, order=40)
    sockets.home.plug("cockpits", cockpits, order=50)
    sockets.navigation.plug("cockpit", navigation, order=57)
