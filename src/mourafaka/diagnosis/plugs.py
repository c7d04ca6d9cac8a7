"""What the diagnosis plugs into earlier rooms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from mourafaka.diagnosis.enums import (
    BAND_TONES,
    BANDS,
    NO_DIAGNOSIS_DAYS,
    ROUND_MONTHS,
    AssessmentState,
    Round,
)
from mourafaka.diagnosis.models import Assessment
from mourafaka.engine import maturity
from mourafaka.engine.periods import add_months
from mourafaka.enrolment import sockets as enrolment_sockets
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.sockets import Alert
from mourafaka.foundations import sockets
from mourafaka.foundations.formats import format_score
from mourafaka.registry import sockets as registry_sockets
from mourafaka.registry.sockets import Moment, Panel


def link(user: Any) -> dict[str, Any] | None:
    if not rules.has_perm("diagnosis.view_assessment", user):
        return None
    return {"label": _("Diagnoses"), "url": reverse("diagnosis:list")}


def maturity_of_enrolment(enrolment: Any, user: Any) -> Panel | None:
    """Maturity by round, on the enrolment's page."""
    seen = {each.round: each for each in Assessment.objects.visible_to(user).filter(enrolment=enrolment)}
    may_open = rules.has_perm("diagnosis.fill_assessment", user, enrolment) and enrolment.is_under_way
    if not seen and not may_open:
        return None
    lines = [
        {
            "round": round,
            "assessment": seen.get(round.value),
            **_band_of(seen.get(round.value)),
        }
        for round in Round
    ]
    context = {"lines": lines, "number": enrolment.number, "may_open": may_open}
    return Panel(_("Diagnosis"), "diagnosis/enrolment_panel.html", context)


def _band_of(assessment: Assessment | None) -> dict[str, Any]:
    name = maturity.band(assessment.overall) if assessment else ""
    return {"band": BANDS.get(name, ""), "tone": BAND_TONES.get(name, "")}


def next_step(enrolment: Any, user: Any) -> dict[str, Any] | None:
    """For the coach: the round to open, to fill or to correct; for the delegate: the one to review."""
    found = {each.round: each for each in Assessment.objects.visible_to(user).filter(enrolment=enrolment)}
    where = {"number": enrolment.number}
    if rules.has_perm("diagnosis.fill_assessment", user, enrolment):
        return _coach_step(enrolment, found)
    if rules.has_perm("diagnosis.review_assessment", user, enrolment):
        waiting = [each for each in found.values() if each.state == AssessmentState.SUBMITTED]
        for each in waiting:
            url = reverse("diagnosis:review", kwargs={**where, "round": each.round})
            return {
                "label": _("Review the diagnosis %(round)s") % {"round": each.round},
                "url": url,
                "due": None,
            }
    return None


def _coach_step(enrolment: Any, found: dict[str, Assessment]) -> dict[str, Any] | None:
    if not enrolment.is_under_way or enrolment.phase == Phase.CONVENTION:
        return None
    month = enrolment.month()
    for round in Round:
        first, last = ROUND_MONTHS[round]
        due = add_months(enrolment.service_starts_on, last) - timedelta(days=1)
        present = found.get(round.value)
        where = {"number": enrolment.number, "round": round.value}
        if present and present.is_editable:
            verb = (
                _("Correct the diagnosis %(round)s")
                if present.return_reason
                else _("Fill the diagnosis %(round)s")
            )
            return {
                "label": verb % {"round": round.value},
                "url": reverse("diagnosis:questions", kwargs=where),
                "due": due,
            }
        if present is None and month >= first and (round == Round.M0 or month <= last):
            url = f"{reverse('diagnosis:open', args=[enrolment.number])}?round={round.value}"
            return {
                "label": _("Fill the diagnosis %(round)s") % {"round": round.value},
                "url": url,
                "due": due,
            }
    return None


def moments_of_cooperative(cooperative: Any, user: Any) -> list[Moment]:
    seen = Assessment.objects.visible_to(user).filter(enrolment__cooperative=cooperative)
    return [
        Moment(
            on=each.held_on,
            title=_("Diagnosis %(round)s") % {"round": each.round},
            text=_moment_text(each),
            url=reverse("diagnosis:assessment", args=[each.enrolment.number, each.round]),
            tone=each.tone,
        )
        for each in seen.select_related("enrolment")
    ]


def _moment_text(assessment: Assessment) -> str:
    if not assessment.is_validated:
        return str(assessment.get_state_display())
    return _("Maturity %(score)s out of 100") % {"score": format_score(assessment.overall)}


def late_diagnoses(enrolments: Any, on: date) -> list[Alert]:
    """The first diagnosis is not validated so many days after M0."""
    limit = on - timedelta(days=NO_DIAGNOSIS_DAYS)
    validated = Assessment.objects.validated().filter(round=Round.M0).values("enrolment")
    late = (
        enrolments.under_way()
        .filter(service_starts_on__lt=limit, suspended_on=None)
        .exclude(pk__in=validated)
    )
    return [
        Alert(
            code="no_diagnosis",
            enrolment_id=pk,
            since=start + timedelta(days=NO_DIAGNOSIS_DAYS),
            sentence=_("The diagnosis M0 is not validated %(days)s days after the start of the service.")
            % {"days": NO_DIAGNOSIS_DAYS},
            url=reverse("diagnosis:list"),
        )
        for pk, start in late.values_list("pk", "service_starts_on")
    ]


def plug() -> None:
    sockets.navigation.plug("diagnoses", link, order=62)
    enrolment_sockets.panels.plug("diagnosis", maturity_of_enrolment, order=20)
    enrolment_sockets.next_steps.plug("diagnosis", next_step, order=20)
    enrolment_sockets.alerts.plug("diagnosis", late_diagnoses, order=20)
    registry_sockets.moments.plug("diagnosis", moments_of_cooperative, order=20)
