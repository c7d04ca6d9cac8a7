"""Kinds and lives of what the press watch keeps, as tables."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mourafaka.engine.flows import Flow


class Language(models.TextChoices):
    """What an article may be written in; what nothing decides stays undecided."""

    FR = "fr", "Français"
    AR = "ar", "العربية"
    ES = "es", "Español"
    EN = "en", "English"
    UNDECIDED = "und", _("Undecided")


class SourceKind(models.TextChoices):
    FEED = "feed", _("Feed (RSS, Atom or JSON)")
    SITEMAP = "sitemap", _("News sitemap")
    PAGE = "page", _("Page of links")


class Licence(models.TextChoices):
    """How much of an article may be shown."""

    NONE = "none", _("Nothing")
    LINK = "link", _("Title and link")
    EXCERPT = "excerpt", _("Title, link and up to 280 characters of its own summary")
    FULL = "full", _("Full text, with written permission or an open licence")


class Visit(models.TextChoices):
    """How a visit to a source ended."""

    TAKEN = "taken", _("Read")
    UNCHANGED = "unchanged", _("Nothing new")
    FAILED = "failed", _("Failed")


VISIT_TONES = {Visit.TAKEN: "done", Visit.UNCHANGED: "info", Visit.FAILED: "refused"}


class ArticleState(models.TextChoices):
    SHOWN = "shown", _("Shown")
    WITHDRAWN = "withdrawn", _("Withdrawn")


ARTICLE_FLOW = Flow(
    "article",
    initial=ArticleState.SHOWN,
    transitions={
        "withdraw": ((ArticleState.SHOWN,), ArticleState.WITHDRAWN),
        "restore": ((ArticleState.WITHDRAWN,), ArticleState.SHOWN),
    },
    terminal=(),
)


class TagKind(models.TextChoices):
    REGION = "region", _("Region")
    PROVINCE = "province", _("Province")
    COMMUNE = "commune", _("Commune")
    SECTOR = "sector", _("Sector")
    VALUE_CHAIN = "value_chain", _("Value chain")
    PROGRAMME = "programme", _("Programme")
    COOPERATIVE = "cooperative", _("Cooperative")


PLACES = (TagKind.REGION, TagKind.PROVINCE, TagKind.COMMUNE)


class TagState(models.TextChoices):
    FOUND = "found", _("Found by the machine")
    DISPUTED = "disputed", _("Disputed by a reader")
    KEPT = "kept", _("Kept by an editor")
    REMOVED = "removed", _("Removed by an editor")


TAG_FLOW = Flow(
    "tag",
    initial=TagState.FOUND,
    transitions={
        "dispute": ((TagState.FOUND,), TagState.DISPUTED),
        "keep": ((TagState.FOUND, TagState.DISPUTED), TagState.KEPT),
        "remove": ((TagState.FOUND, TagState.DISPUTED, TagState.KEPT), TagState.REMOVED),
    },
    terminal=(TagState.REMOVED,),
)


class ImageState(models.TextChoices):
    """Blocking hides, it never deletes; only a moderator keeps or removes."""

    VISIBLE = "visible", _("Visible")
    QUEUED = "queued", _("Reported, to be looked at")
    BLOCKED = "blocked", _("Blocked automatically")
    KEPT = "kept", _("Kept by a moderator")
    REMOVED = "removed", _("Removed by a moderator")


_I = ImageState
IMAGE_FLOW = Flow(
    "image",
    initial=_I.VISIBLE,
    transitions={
        "queue": ((_I.VISIBLE, _I.QUEUED, _I.KEPT), _I.QUEUED),
        "block": ((_I.VISIBLE, _I.QUEUED), _I.BLOCKED),
        "keep": ((_I.VISIBLE, _I.QUEUED, _I.BLOCKED, _I.KEPT, _I.REMOVED), _I.KEPT),
        "remove": ((_I.VISIBLE, _I.QUEUED, _I.BLOCKED, _I.KEPT), _I.REMOVED),
    },
    terminal=(),
)
IMAGE_TONES = {
    _I.VISIBLE: "done",
    _I.QUEUED: "due",
    _I.BLOCKED: "refused",
    _I.KEPT: "done",
    _I.REMOVED: "refused",
}
HIDDEN_IMAGES = (_I.BLOCKED, _I.REMOVED)


class Reason(models.TextChoices):
    """Why an image is reported."""

    OFFENSIVE = "offensive", _("It is offensive or hateful")
    VIOLENCE = "violence", _("It shows violence")
    PRIVACY = "privacy", _("It shows a child, or somebody's private life")
    WRONG_PERSON = "wrong_person", _("It shows the wrong person or the wrong place")
    RIGHTS = "rights", _("It is used without its author's permission")
    BROKEN = "broken", _("It cannot be seen")


class Outcome(models.TextChoices):
    """What a moderator made of a report."""

    WAITING = "waiting", _("Waiting")
    AGREED = "agreed", _("Confirmed")
    REJECTED = "rejected", _("Not confirmed")


class Decided(models.TextChoices):
    """What a line of the decision log tells."""

    REPORTED = "reported", _("Reported")
    QUEUED = "queued", _("Put in the queue")
    BLOCKED = "blocked", _("Blocked automatically")
    KEPT = "kept", _("Kept by a moderator")
    REMOVED = "removed", _("Removed by a moderator")
    PINNED = "pinned", _("Protected from automatic blocking")
    APPEALED = "appealed", _("Appealed")
    INHERITED = "inherited", _("Same image as one already decided")
    REVIEWED = "reviewed", _("Judged a second time, blind")


class Verdict(models.TextChoices):
    """What a second moderator makes of an image, without knowing what the first one did."""

    KEEP = "keep", _("It may be shown")
    REMOVE = "remove", _("It must not be shown")


class RequestState(models.TextChoices):
    """An appeal or a takedown request: answered by a person, once."""

    OPEN = "open", _("To be answered")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")


REQUEST_FLOW = Flow(
    "request",
    initial=RequestState.OPEN,
    transitions={
        "grant": ((RequestState.OPEN,), RequestState.GRANTED),
        "refuse": ((RequestState.OPEN,), RequestState.REFUSED),
    },
    terminal=(RequestState.GRANTED, RequestState.REFUSED),
)
REQUEST_TONES = {
    RequestState.OPEN: "due",
    RequestState.GRANTED: "done",
    RequestState.REFUSED: "refused",
}


class Frequency(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


# The kinds of market signals, in the order of the page, by the codes of `engine.press.signals`.
SIGNAL_KINDS = {
    "exchange": _("Exchange rates"),
    "commodity": _("Prices of goods"),
    "weather": _("Weather"),
}
UNITS = {
    "°C min": _("°C, lowest"),
    "°C max": _("°C, highest"),
    "mm": _("mm of rain"),
}  # the others say themselves
# What market signals speak of, by the codes of `engine.press.signals`.
SUBJECTS = {
    "EUR": _("Euro"),
    "USD": _("US dollar"),
    "GBP": _("Pound sterling"),
    "CHF": _("Swiss franc"),
    "SAR": _("Saudi riyal"),
    "CAD": _("Canadian dollar"),
    "JPY": _("Yen"),
    "phosphate": _("Phosphate"),
    "brent": _("Oil (Brent)"),
    "wheat": _("Wheat"),
    "maize": _("Maize"),
    "gold": _("Gold"),
    "olive_oil": _("Olive oil"),
    "diesel": _("Diesel"),
    "petrol": _("Petrol"),
    "argan_oil": _("Argan oil"),
    "dates": _("Dates"),
    "saffron": _("Saffron"),
    "honey": _("Honey"),
}
EXCERPT_CHARACTERS = 280
RAW_DAYS = 30  # raw pages are purged after this
TAKEDOWN_HOURS = 48
APPEAL_HOURS = 72
