"""Why a visit to a source failed, in words: one line of its health page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SENTENCES = {
    "": gettext_lazy("Read without trouble."),
    "nothing_announced": gettext_lazy("It answered, and announced nothing."),
    "address_refused": gettext_lazy("Its address, or one it leads to, is not on the public Internet."),
    "scheme_refused": gettext_lazy("Its address begins with neither http nor https."),
    "port_refused": gettext_lazy("Its address names another port than 80 or 443."),
    "unreachable": gettext_lazy("It could not be reached."),
    "too_slow": gettext_lazy("It took too long to answer."),
    "too_large": gettext_lazy("Its answer is too large."),
    "encoding_refused": gettext_lazy("Its answer is compressed wrongly."),
    "wrong_type": gettext_lazy("Its answer is of another type than a feed or a page."),
    "doctype_refused": gettext_lazy("Its XML declares a DOCTYPE, which is not read."),
    "not_readable": gettext_lazy("Its answer is neither a feed nor a sitemap."),
    "too_many_redirects": gettext_lazy("It leads from address to address without end."),
    "redirect_loop": gettext_lazy("Its redirects go round in a circle."),
    "robots_refused": gettext_lazy("Its robots.txt does not let us read it, or could not be read."),
    "http_status": gettext_lazy("It answered with the error %(status)s."),
    "gone": gettext_lazy("It says that it is gone for good: it is no longer followed."),
    "stumbled": gettext_lazy("What it sent could not be read or kept (%(detail)s)."),
}


def sentence(code: str, facts: Mapping[str, Any]) -> str:
    """The words of a problem; an unknown one says its code and what was told with it."""
    if code in SENTENCES:
        try:
            return str(SENTENCES[code]) % facts
        except (KeyError, TypeError, ValueError):
            return str(SENTENCES[code])
    detail = str(facts.get("detail", ""))
    return _("Problem “%(code)s”: %(detail)s") % {"code": code, "detail": detail}
