"""The refusals of the coaching in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # Coaches
    "not_one_of_the_coaches": _("%(person)s has no mandate as a coach."),
    "coach_base_half_given": _("Give both the latitude and the longitude of the base, or neither."),
    "coach_value_refused": _("%(reason)s"),
    "absence_reason_missing": _("Say why the coach is away."),
    "absence_backwards": _("The absence would end on %(ends_on)s, before it starts on %(starts_on)s."),
    "absence_overlaps": _("An absence is already recorded from %(starts_on)s to %(ends_on)s."),
    "absence_already_withdrawn": _("This absence was already withdrawn."),
    "calendar_link_absent": _("There is no calendar address to revoke."),
    "feast_unknown": _("“%(kind)s” is not a feast of the calendar."),
    "feast_days_odd": _("%(feast)s cannot last from %(starts_on)s to %(ends_on)s."),
    "feast_source_missing": _("Say where the observed date comes from."),
    # Planning
    "nothing_to_plan": _(
        "There is no visit to plan: no cooperative under way with a coach and a contract awaits one."
    ),
    "plan_for_nothing": _("Name a contract or a cohort."),
    "planning_not_ready": _("This planning is “%(state)s”: there is nothing to apply."),
    "planning_outdated": _(
        "Since this planning was computed, visits, coaches or absences changed (%(what)s). "
        "Nothing was applied: plan again."
    ),
    # One visit
    "visit_number_unknown": _(
        "The contract of %(number)s has %(visits)s visits: there is no visit %(asked)s."
    ),
    "thirteenth_visit": _(
        "The contract of %(number)s has %(visits)s visits and all have their row: one more is an extra visit, "
        "to be asked for as such."
    ),
    "extra_without_reason": _("Say why an extra visit is needed."),
    "visit_before_service": _(
        "The service of %(number)s starts on %(starts_on)s (M0): no visit can be planned or held on %(day)s."
    ),
    "visit_after_service": _("The service of %(number)s ends on %(ends_on)s: %(day)s is after it."),
    "visit_already_planned": _("Visit %(asked)s of %(number)s is already planned on %(day)s."),
    "visit_not_planned": _("Visit %(visit)s is “%(state)s”: its day no longer changes."),
    "visit_in_the_past": _("%(day)s is past: choose today or a later day."),
    "move_outside_window": _(
        "Visit %(visit)s is due between %(window_from)s and %(window_to)s. To hold it on %(day)s, say why."
    ),
    "no_coach_that_day": _("Nobody is in charge of %(number)s on %(day)s."),
    "coach_not_in_charge": _("%(person)s is not in charge of %(number)s on %(day)s."),
    "coach_away": _("%(person)s is away on %(day)s (%(reason)s)."),
    "day_full": _("%(person)s already has %(count)s visits on %(day)s (%(visits)s): the day is full."),
    "coach_in_two_places": _(
        "%(person)s is already at %(other)s on %(day)s, %(km)s km away: one cannot be in both places."
    ),
    "not_under_way_for_visits": _(
        "The accompaniment of %(number)s is over (%(phase)s): no visit is planned."
    ),
    "suspended_for_visits": _("The accompaniment of %(number)s is suspended since %(since)s."),
    "visit_cancel_without_reason": _("Say why the visit is cancelled."),
    # Report
    "value_not_understood": _("“%(given)s” was not understood (%(field)s)."),
    "report_not_open": _("The report of visit %(visit)s is “%(state)s”: it no longer changes."),
    "visit_cancelled_for_report": _("Visit %(visit)s was cancelled: it has no report."),
    "report_day_missing": _("Say on which day the visit was held."),
    "visit_held_in_the_future": _("The visit cannot have been held on %(day)s, which is still to come."),
    "held_after_service": _("The service of %(number)s ended on %(ends_on)s, before %(day)s."),
    "report_lacks": _("The report still lacks: %(what)s. What you wrote is kept as a draft."),
    "women_above_people": _("Women met (%(women)s) cannot exceed people met (%(people)s)."),
    "duration_odd": _("The visit cannot have lasted %(hours)s hours."),
    "place_half_given": _("Give both the latitude and the longitude, or neither."),
    "place_abroad": _(
        "The place given lies outside the country: check latitude and longitude, or leave them empty."
    ),
    "theme_unknown": _("“%(theme)s” is not a theme of the diagnosis."),
    "mode_unknown": _("“%(mode)s” is not a way to hold a visit."),
    "too_many_remote": _(
        "The contract allows %(allowed)s remote visits and %(number)s already had %(had)s: "
        "this one is to be held on site."
    ),
    "action_not_of_this_plan": _("This action is not in the plan in force of %(number)s."),
    "progress_not_a_share": _("“%(title)s”: progress is a whole number from 0 to 100, not “%(given)s”."),
    "action_state_unknown": _("“%(title)s”: “%(state)s” is not a state of an action."),
    "recommendation_empty": _("A recommendation is a sentence: write it, or remove its line."),
    "recommendation_due_before": _(
        "The recommendation “%(text)s” cannot be due on %(due_on)s, before the visit itself."
    ),
    "recommendation_of_another": _("This recommendation was not made to %(number)s."),
    "recommendation_closed": _("This recommendation is already “%(state)s”."),
    "following_unknown": _("“%(state)s” is not what becomes of a recommendation."),
    "drop_without_reason": _("Say why the recommendation is dropped."),
    "next_visit_before": _("The next visit cannot be on %(day)s, before this one."),
    "file_kind_unknown": _("“%(kind)s” is not a kind of attachment."),
    "file_after_visit": _("The photo is dated %(taken_on)s, which is still to come."),
    "report_return_without_reason": _("Say what must be corrected."),
    "report_to_review_only": _(
        "The report of visit %(visit)s is “%(state)s”: it is not waiting for validation."
    ),
    "report_without_sheet": _(
        "The contract demands the signed attendance sheet, and the report of visit %(visit)s has none: send it back "
        "to the coach, saying so."
    ),
    # Confirmation
    "confirm_before_held": _("Visit %(visit)s is not reported yet: there is nothing to confirm."),
    "nobody_to_ask": _(
        "The cooperative %(number)s has neither an account nor a phone: use the signed sheet."
    ),
    "already_answered": _("The cooperative already answered about visit %(visit)s on %(day)s."),
    "confirmation_secret_wrong": _("This code is not the right one. Tries left: %(left)s."),
    "confirmation_spent": _("This code is no longer valid: ask for another one."),
    "paper_missing": _("Attach the slip the cooperative signed."),
    "paper_is_the_sheet": _(
        "This file is already attached to the report: one paper is one proof. Attach the slip the cooperative signed."
    ),
    "rate_missing": _("Choose a rate from 1 to 5."),
    # Controls and statements
    "month_not_over": _("%(month)s is not over yet: the sample is drawn once all its visits are known."),
    "nothing_to_sample": _("No validated visit of %(month)s awaits a sample."),
    "not_to_control": _("Visit %(visit)s is not on the list of controls."),
    "control_done": _("The control of visit %(visit)s is already recorded."),
    "control_note_missing": _("Say whom you asked and what was found."),
    "control_outcome_unknown": _("“%(outcome)s” is not an outcome of a control."),
    "control_means_unknown": _("“%(means)s” is not a way to control a visit."),
    "control_in_the_future": _("The control cannot have been made on %(day)s, which is still to come."),
    "statement_backwards": _("The period would end on %(period_to)s, before it starts."),
    "statement_draft_exists": _("A draft statement is already open for this contract: %(statement)s."),
    "statement_not_draft": _("The statement %(statement)s is “%(state)s”: it no longer changes."),
    "statement_not_issued": _("The statement %(statement)s is “%(state)s”: only an issued one is sent."),
    "statement_empty": _("No visit of this period can be billed yet. %(waiting)s"),
    "sample_to_draw": _("The control sample of %(months)s is not drawn yet: draw it before the statement."),
}
