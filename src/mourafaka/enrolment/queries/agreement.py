"""The words of the agreement, in the active language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mourafaka.enrolment.models import Enrolment


def agreement_data(enrolment: Enrolment, at: datetime) -> dict[str, Any]:
    return {}
