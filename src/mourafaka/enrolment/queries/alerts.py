"""What needs a person on the enrolments somebody sees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import rules as permissions
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mourafaka.enrolment.enums import ALERT_THRESHOLDS, AlertCode, Phase
from mourafaka.enrolment.models import AlertRule, CoachAssignment, Enrolment
from mourafaka.enrolment.sockets import Alert, alerts
from mourafaka.foundations import clock

SETTLED_BY_RUNNERS = (AlertCode.AGREEMENT_UNSIGNED, AlertCode.NO_COACH)


def thresholds() -> dict[str, int]:
    """From when on each alert is raised: what a manager decided, else the usual."""
    return {str(code): days for code, days in ALERT_THRESHOLDS.items()} | dict(
        AlertRule.objects.values_list("code", "threshold")
    )


def threshold(code: str) -> int:
    return thresholds()[code]


def alerts_on(enrolments: QuerySet[Enrolment], on: date) -> list[Alert]:
    """Every alert of these enrolments on a day, the oldest first. A suspended one calls for nobody."""
    waiting = enrolments.under_way().filter(suspended_on=None)  # type: ignore[attr-defined]
    raised = [alert for told in alerts.collect(waiting, on) for alert in told]
    return sorted(raised, key=lambda alert: (alert.since, alert.enrolment_id, alert.code))


def alerts_of(user: Any, on: date | None = None) -> list[Alert]:
    """What needs a person on the enrolments this user sees."""
    return alerts_on(Enrolment.objects.visible_to(user), on or clock.today())


@dataclass(frozen=True)
class AlertLine:
    """An alert with the enrolment it is about, and for how many days it has waited."""

    alert: Alert
    enrolment: Enrolment
    days: int
    settled_at: str

    @property
    def url(self) -> str:
        return self.settled_at or reverse("enrolment:enrolment", args=[self.enrolment.number])


def alert_lines(raised: Iterable[Alert], user: Any) -> list[AlertLine]:
    """Alerts of today on what this user sees, each with the page where this user settles or reads it."""
    on, raised = clock.today(), list(raised)
    runs = permissions.has_perm("enrolment.sign_agreement", user)
    about = Enrolment.objects.for_lists().in_bulk({alert.enrolment_id for alert in raised})
    return [
        AlertLine(
            alert,
            about[alert.enrolment_id],
            (on - alert.since).days,
            alert.url if runs or alert.code not in SETTLED_BY_RUNNERS else "",
        )
        for alert in raised
        if alert.enrolment_id in about
    ]


# --- The room's own ---


def own_alerts(enrolments: QuerySet[Enrolment], on: date) -> list[Alert]:
    """Agreements nobody signed, cooperatives without a coach."""
    days = thresholds()
    return [*_unsigned(enrolments, on, days), *_without_coach(enrolments, on, days)]


def _unsigned(enrolments: QuerySet[Enrolment], on: date, days: dict[str, int]) -> Iterable[Alert]:
    first = on - timedelta(days=days[AlertCode.AGREEMENT_UNSIGNED])
    late = enrolments.filter(phase=Phase.CONVENTION, enrolled_at__date__lte=first)
    for enrolment in late.only("pk", "number", "enrolled_at"):
        yield Alert(
            AlertCode.AGREEMENT_UNSIGNED,
            enrolment.pk,
            timezone.localdate(enrolment.enrolled_at),
            _("The agreement is not signed yet."),
            reverse("enrolment:sign", args=[enrolment.number]),
        )


def _without_coach(enrolments: QuerySet[Enrolment], on: date, days: dict[str, int]) -> Iterable[Alert]:
    first = on - timedelta(days=days[AlertCode.NO_COACH])
    in_charge = CoachAssignment.objects.in_force(on).filter(enrolment=OuterRef("pk"))
    without = enrolments.filter(~Exists(in_charge), service_starts_on__lte=first)
    for enrolment in without.only("pk", "number", "service_starts_on"):
        yield Alert(
            AlertCode.NO_COACH,
            enrolment.pk,
            enrolment.service_starts_on,
            _("No coach is in charge."),
            reverse("enrolment:coach", args=[enrolment.number]),
        )


def in_words() -> list[tuple[str, str, int]]:
    """Each alert with its words and its threshold in force."""
    known = thresholds()
    return [(str(code), str(code.label), known[code]) for code in AlertCode]
