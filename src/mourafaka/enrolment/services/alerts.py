"""From when on something needs a person."""

from __future__ import annotations

from mourafaka.enrolment.enums import ALERT_THRESHOLDS
from mourafaka.enrolment.models import AlertRule
from mourafaka.foundations.acts import act
from mourafaka.foundations.refusals import Refused
from mourafaka.people.models import User

THRESHOLD_AT_MOST = 730


@act("enrolment.alert.rule", rule="enrolment.manage_alerts")
def set_alert_rule(code: str, *, actor: User, threshold: int) -> AlertRule:
    """From how many days (or sessions) on the alert `code` is raised; 1 to 730."""
    if code not in ALERT_THRESHOLDS:
        raise Refused("alert_unknown", alert=code)
    if not 1 <= threshold <= THRESHOLD_AT_MOST:
        raise Refused("alert_threshold", field="threshold", most=THRESHOLD_AT_MOST, threshold=threshold)
    rule, _ = AlertRule.objects.update_or_create(code=code, defaults={"threshold": threshold})
    return rule
