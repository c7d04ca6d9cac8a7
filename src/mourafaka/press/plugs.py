"""What the press watch plugs into earlier rooms."""

from __future__ import annotations

from typing import Any

import rules
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mourafaka.foundations import sockets
from mourafaka.registry import sockets as registry
from mourafaka.territory import sockets as territory

SHOWN = 5  # articles of a panel


def press_link(user: Any) -> dict[str, Any]:
    return {"label": _("Press watch"), "url": reverse("press:river")}


def desk_link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("press.edit_stories", user):
        return None
    return {"label": _("Desk of the editors"), "url": reverse("press:desk")}


def of_province(province: Any, user: Any) -> territory.Panel | None:
    """The latest articles that speak of a province; None when none does."""
    from mourafaka.press.queries.river import Wanted, river

    articles = list(river(user, Wanted(territory=province.code))[:SHOWN])
    if not articles:
        return None
    more = reverse("press:territory", args=[province.code])
    return territory.Panel(_("Press watch"), "press/panel.html", {"articles": articles, "more": more})


def of_cooperative(cooperative: Any, user: Any) -> territory.Panel | None:
    """The latest articles that name a cooperative; None when none does."""
    from mourafaka.press.enums import TagKind
    from mourafaka.press.queries.river import Wanted, river

    found = river(user, Wanted()).tagged([TagKind.COOPERATIVE], cooperative.code)
    articles = list(found[:SHOWN])
    return territory.Panel(_("Press watch"), "press/panel.html", {"articles": articles}) if articles else None


def headlines(request: HttpRequest) -> SafeString | None:
    """The latest news, on the public home: one headline a story, no daily rubric."""
    from mourafaka.press.queries.river import Wanted, one_a_story, river

    articles = one_a_story(river(request.user, Wanted()).news()[:30], 3)
    return render_to_string("press/home.html", {"articles": articles}) if articles else None


def plug_all() -> None:
    sockets.navigation.plug("press", press_link, order=72)
    sockets.navigation.plug("press desk", desk_link, order=73)
    sockets.public_home.plug("press", headlines, order=60)
    registry.panels.plug("press", of_cooperative, order=90)
    territory.panels.plug("press", of_province, order=90)
