"""The text an applicant agrees to: recorded for her draft when she accepts it, and for her application when it is
lodged, in the version and the language she read."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from mourafaka.applying.models import Draft
from mourafaka.foundations.privacy.consents import (
    APPLICATION,
    ConsentText,
    consent_text,
    consents_of,
    give_consent,
)


def shown(draft: Draft) -> ConsentText:
    """The last version, in the language the page is read in."""
    return consent_text(APPLICATION, get_language() or draft.language)


def agree(draft: Draft, actor: Any) -> None:
    give_consent(draft, text=shown(draft), actor=actor)


def lodged(application: Any, draft: Draft, actor: Any) -> None:
    """What she agreed to while writing goes with the application."""
    given = consents_of(draft)
    read = consent_text(APPLICATION, given[0].language, given[0].version) if given else shown(draft)
    give_consent(application, text=read, actor=given[0].given_by if given else actor)
