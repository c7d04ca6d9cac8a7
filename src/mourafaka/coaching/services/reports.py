"""The report of a visit: opened, kept while it is written, submitted, validated or returned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mourafaka.coaching import cleaning
from mourafaka.coaching.enums import EDITABLE, REPORT_FLOW, Following, Mode, Proof, VisitState
from mourafaka.coaching.lines import keep_actions, keep_followed, keep_recommendations, tell_plan
from mourafaka.coaching.models import Control, Recommendation, Visit, VisitReport
from mourafaka.coaching.queries.evidence import Evidence, evidence_of, hints_of, origins_to_control
from mourafaka.coaching.queries.reports import theme_codes
from mourafaka.coaching.services.keeping import (
    locked_report,
    locked_visit,
    refuse_day_of_service,
    report_with_proofs,
    step,
    written,
)
from mourafaka.enrolment.enums import Phase
from mourafaka.enrolment.services import advance
from mourafaka.foundations import clock
from mourafaka.foundations.acts import act
from mourafaka.foundations.formats import format_date
from mourafaka.foundations.refusals import Refused
from mourafaka.foundations.writing import found_or_inserted, kept
from mourafaka.people.models import User

NEEDED = ("held_on", "duration_hours", "people_met", "observations")


@act("coaching.report.open", rule="coaching.write_report")
def open_report(visit: Visit, *, actor: User) -> VisitReport:
    """The report of a visit, begun or taken up again. Refuses a cancelled visit."""
    current = locked_visit(visit)
    if current.state == VisitState.CANCELLED:
        raise Refused("visit_cancelled_for_report", visit=current)
    return found_or_inserted(VisitReport(visit=current, author=actor), "visit")[0]


@act("coaching.report.save", rule="coaching.write_report")
def save_report(
    report: VisitReport,
    *,
    actor: User,
    fields: Mapping[str, Any],
    actions: Sequence[Mapping[str, Any]] | None = None,
    recommendations: Sequence[Mapping[str, Any]] | None = None,
    followed: Sequence[Mapping[str, Any]] | None = None,
    version: int | None = None,
) -> VisitReport:
    """Keep a report as it is written, whole or not: only the fields named change.

    `actions`: {"action": id, "after": 0-100, "state", "note"}; `recommendations`: {"text", "due_on"} in order;
    `followed`: {"recommendation": id, "state": done | dropped, "reason"}; each list given replaces the one before.
    Refuses `changed_meanwhile` when somebody saved since `version`, and values that are not what they should be.
    """
    current = locked_report(report, version)
    if current.state not in EDITABLE:
        raise Refused("report_not_open", visit=current.visit, state=current.get_state_display())
    for name, value in cleaning.report_fields(fields, theme_codes()).items():
        setattr(current, name, value)
    _refuse_crossed(current)
    current.version += 1
    kept(current)
    if actions is not None:
        keep_actions(current, actions)
    if recommendations is not None:
        keep_recommendations(current, recommendations)
    if followed is not None:
        keep_followed(current, followed)
    return current


@act("coaching.report.submit", rule="coaching.write_report")
def submit_report(report: VisitReport, *, actor: User, version: int | None = None) -> VisitReport:
    """Send the report to the delegate: the visit is held, the plan learns its progress, recommendations are
    followed. A late report is taken: the delay is counted from the first submission.

    Refuses a day missing, to come, before M0 or after the service; a coach not in charge that day; what
    the report lacks; one remote visit too many.
    """
    current = locked_report(report, version)
    step_to = step(
        REPORT_FLOW,
        "submit",
        current.state,
        "report_not_open",
        visit=current.visit,
        state=current.get_state_display(),
    )
    visit = current.visit
    if visit.state == VisitState.CANCELLED:
        raise Refused("visit_cancelled_for_report", visit=visit)
    _refuse_day(current)
    _refuse_lacking(current)
    _refuse_remote(current)
    current.state = step_to
    current.submitted_on = current.submitted_on or clock.today()
    current.hints = hints_of(current)
    current.version += 1
    kept(current)
    written(visit, "hold")
    tell_plan(current, actor=actor, on=current.held_on or clock.today())
    for line in current.follow_ups.select_related("recommendation").order_by("pk"):
        _close(line.recommendation, line.state, line.reason, current)
    return current


@act("coaching.report.validate", rule="coaching.validate_report")
def validate_report(report: VisitReport, *, actor: User, version: int | None = None) -> VisitReport:
    """Accept a report, by somebody else than its author. Without two independent proofs, or disputed, the visit
    goes to the list of controls and is not paid before. The first visit validated begins the coaching.

    Refuses a visit on site without its signed sheet where the contract demands it.
    """
    current = _reviewed(report, "validate", version)
    evidence = evidence_of(current.visit)
    _refuse_without_sheet(current, evidence)
    current.validated_on, current.validated_by = clock.today(), actor
    kept(current)
    visit = written(current.visit, "validate")
    tell_plan(current, actor=actor, on=current.held_on or clock.today())
    for origin in origins_to_control(evidence):
        Control.objects.get_or_create(visit=visit, origin=origin)
    if visit.enrolment.phase == Phase.TRAINING:
        advance(visit.enrolment, actor=actor, verb="coach")
    return current


@act("coaching.report.return", rule="coaching.validate_report")
def return_report(
    report: VisitReport, *, actor: User, reason: str, version: int | None = None
) -> VisitReport:
    """Send a report back to be corrected, and say what. What it told the plan stays told, once."""
    if not reason.strip():
        raise Refused("report_return_without_reason", field="reason")
    current = _reviewed(report, "return", version)
    current.return_reason, current.returned_on = reason.strip(), clock.today()
    kept(current)
    return current


@act("coaching.recommendation.follow", rule="coaching.follow_recommendation")
def follow_recommendation(
    recommendation: Recommendation, *, actor: User, state: str, reason: str = ""
) -> Recommendation:
    """Close a recommendation outside a visit: `done`, or `dropped` with a reason."""
    current = (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("report__visit__enrolment")
        .get(pk=recommendation.pk)
    )
    if current.state != Following.OPEN:
        raise Refused("recommendation_closed", state=current.get_state_display())
    return _close(current, state, reason, None)


def _close(
    recommendation: Recommendation, state: str, reason: str, report: VisitReport | None
) -> Recommendation:
    if state not in Following.values or state == Following.OPEN:
        raise Refused("following_unknown", state=state, field="state")
    if state == Following.DROPPED and not reason.strip():
        raise Refused("drop_without_reason", field="reason")
    recommendation.state, recommendation.reason = state, reason.strip()
    recommendation.closed_in = report
    recommendation.closed_on = report.held_on if report else clock.today()
    kept(recommendation)
    return recommendation


def _reviewed(report: VisitReport, verb: str, version: int | None) -> VisitReport:
    current = locked_report(report, version, read=report_with_proofs)
    current.state = step(
        REPORT_FLOW,
        verb,
        current.state,
        "report_to_review_only",
        visit=current.visit,
        state=current.get_state_display(),
    )
    current.version += 1
    return current


def _refuse_without_sheet(report: VisitReport, evidence: Evidence) -> None:
    if report.mode != Mode.ON_SITE or Proof.SHEET in evidence.found:
        return
    contract = report.visit.enrolment.contract
    if contract is not None and contract.sheet_required:
        raise Refused("report_without_sheet", visit=report.visit)


def _refuse_crossed(report: VisitReport) -> None:
    """What cannot be kept even as a draft, for the database would refuse it."""
    women, people = report.women_met, report.people_met
    if women is not None and (people is None or women > people):
        raise Refused("women_above_people", women=women, people=people or 0, field="women_met")
    if (report.latitude is None) != (report.longitude is None):
        raise Refused("place_half_given", field="latitude")
    if report.latitude is not None and not (
        20 <= report.latitude <= 37 and -18 <= (report.longitude or 0) <= 0
    ):
        raise Refused("place_abroad", field="latitude")


def _refuse_day(report: VisitReport) -> None:
    day, enrolment = report.held_on, report.visit.enrolment
    if day is None:
        raise Refused("report_day_missing", field="held_on")
    if day > clock.today():
        raise Refused("visit_held_in_the_future", day=format_date(day), field="held_on")
    refuse_day_of_service(enrolment, day, "held_on")
    if not enrolment.is_coached_by(report.author_id, day):
        raise Refused(
            "coach_not_in_charge",
            person=report.author,
            number=enrolment.number,
            day=format_date(day),
            field="held_on",
        )
    if report.next_visit_on is not None and report.next_visit_on <= day:
        raise Refused("next_visit_before", day=format_date(report.next_visit_on), field="next_visit_on")


def _refuse_lacking(report: VisitReport) -> None:
    lacking = [name for name in NEEDED if getattr(report, name) in (None, "")]
    if lacking:
        names = ", ".join(str(report._meta.get_field(name).verbose_name) for name in lacking)  # type: ignore[union-attr]
        raise Refused("report_lacks", what=names, field=lacking[0])


def _refuse_remote(report: VisitReport) -> None:
    if report.mode != Mode.REMOTE:
        return
    contract = report.visit.enrolment.contract
    if contract is None:
        return
    had = (
        VisitReport.objects.told()
        .filter(visit__enrolment=report.visit.enrolment, mode=Mode.REMOTE)
        .exclude(pk=report.pk)
        .count()
    )
    if had >= contract.remote_at_most:
        raise Refused(
            "too_many_remote",
            allowed=contract.remote_at_most,
            number=report.visit.enrolment.number,
            had=had,
            field="mode",
        )
