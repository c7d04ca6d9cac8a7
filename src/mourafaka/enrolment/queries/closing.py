"""What an accompaniment still misses before it can be completed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mourafaka.enrolment.models import Enrolment
from mourafaka.enrolment.sockets import closing
from mourafaka.foundations.formats import format_date


def missing_to_close(enrolment: Enrolment, on: date) -> list[Any]:
    """One sentence for each thing missing on a day; empty when it can be closed."""
    own = []
    if on < enrolment.service_ends_on:
        own.append(_("The service lasts until %(day)s.") % {"day": format_date(enrolment.service_ends_on)})
    return own + [sentence for told in closing.collect(enrolment) for sentence in told]
