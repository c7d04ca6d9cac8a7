"""The reasons of a forecast, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mourafaka.engine.forecast import Reason
from mourafaka.enrolment.queries.alerts import in_words

SENTENCES = {
    "pace": _("Visits held: %(held)s in %(month)s months; at this pace %(pace)s of %(visits)s."),
    "months_short": _("Months left: %(left)s, visits missing: %(missing)s."),
    "complete": _("All visits are held."),
    "left": _("The accompaniment ended early, visits held: %(held)s."),
    "not_started": _("The service has not begun."),
    "long_gap": _("No visit for %(days)s days."),
    "missed_modules": _("Compulsory modules missed: %(count)s."),
    "late_actions": _("Actions late: %(count)s."),
    "suspended": _("Suspended."),
}
LEVELS = {"on_course": _("On course"), "at_risk": _("At risk"), "off_course": _("Off course")}
LEVEL_TONES = {"on_course": "done", "at_risk": "due", "off_course": "late"}

# Alerts that a later room than the enrolment raises under a code of its own.
OTHER_ALERTS = {
    "late_action": _("Actions of the plan late"),
    "missed_visits": _("Visits missed"),
    "no_diagnosis": _("First diagnosis not validated"),
    "report_late": _("Reports of visits late"),
    "visit_clash": _("Visits on a day their coach does not have"),
}


def alert_words() -> dict[str, str]:
    """Each kind of alert in words."""
    told = {code: label for code, label, _threshold in in_words()}
    return told | {code: str(label) for code, label in OTHER_ALERTS.items()}


def sentence(reason: Reason) -> str:
    return str(SENTENCES[reason.code]) % reason.facts


def level_label(level: str) -> str:
    return str(LEVELS[level])
