"""The refusals of the plans in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "no_diagnosis_yet": _(
        "%(number)s has no diagnosis submitted or validated yet: a plan is drafted from its answers."
    ),
    "plan_in_work": _("A plan of %(number)s is already being worked on: %(state)s."),
    "plan_exists_revise": _("%(number)s already has a plan in force: revise it, with a reason."),
    "plan_state": _("This is not possible while the plan is “%(state)s”."),
    "plan_not_in_force": _("Progress is recorded on a plan in force only; this one is “%(state)s”."),
    "plan_empty": _("The plan has no action yet."),
    "too_many_actions": _("A plan has at most %(most)s actions, and this one has them already."),
    "too_many_actions_proposed": _("The plan has %(count)s actions; at most %(most)s are allowed."),
    "unknown_template": _("“%(template)s” is not an action of the library."),
    "template_already_there": _("“%(title)s” is already in the plan."),
    "template_answers_nothing": _(
        "“%(title)s” is for the questions %(questions)s, none of which is in this diagnosis."
    ),
    "action_title_missing": _("Say what the action is, in French or in Arabic."),
    "action_axis_unknown": _("“%(axis)s” is not one of the four axes."),
    "action_without_question": _("%(action)s: say which question of the diagnosis this action answers."),
    "action_question_unknown": _("“%(question)s” is not a question of this diagnosis."),
    "action_months_outside": _("%(month)s is not a month of the service: months go from 1 to 24."),
    "action_due_before_start": _(
        "The action would end in month %(due)s, before it starts (month %(start)s)."
    ),
    "action_cost_negative": _("A cost cannot be negative: %(amount)s."),
    "action_cost_not_a_number": _("“%(amount)s” is not an amount."),
    "action_field_unknown": _("“%(name)s” is not something one can change in an action."),
    "action_value": _("%(name)s: %(reason)s"),
    "owner_missing": _("Say who in the cooperative is in charge of: %(actions)s."),
    "red_flags_without_action": _("Critical points at 0 or 1 without an action: %(questions)s."),
    "over_budget": _(
        "The plan asks %(asked)s of the programme; the ceiling is %(ceiling)s. It exceeds it by %(excess)s."
    ),
    "code_not_asked": _("No code was sent for this plan."),
    "code_expired": _("The code expired on %(day)s. Return the plan and propose it again to send a new one."),
    "code_exhausted": _("The code was tried too many times. Send the plan again to get a new one."),
    "minutes_missing": _("Attach the minutes of the assembly or of the bureau."),
    "agreement_unknown": _("“%(how)s” is not a way to agree: by the assembly or by the bureau."),
    "agreed_in_the_future": _("%(on)s is in the future."),
    "agreed_before_the_plan": _("%(on)s is before the plan was drafted (%(drafted)s)."),
    "own_plan": _("Nobody approves a plan they drafted, proposed or agreed to."),
    "diagnosis_not_validated": _("The diagnosis is not validated yet: the plan is approved after it."),
    "plan_return_without_reason": _("Say what must be corrected."),
    "revision_without_reason": _("Say why the plan is revised."),
    "progress_outside": _("Progress goes from 0 to 100 %%; “%(progress)s” does not."),
    "progress_state_unknown": _("“%(state)s” is not a state of an action."),
    "progress_not_from_there": _("An action “%(before)s” cannot become “%(after)s”."),
    "progress_in_the_future": _("%(on)s is in the future."),
    "progress_before_service": _("%(on)s is before the service began (%(start)s)."),
    "planned_without_progress": _("A planned action has no progress yet: say that it is under way."),
    "progress_without_reason": _("Say why the action is blocked or cancelled."),
    "done_without_evidence": _("%(action)s is done when its evidence is seen: name it or attach it."),
    "library_refused": _("The library was not published: %(problems)s"),
    "library_file_columns": _("Columns are missing in this file: %(columns)s."),
    "library_file_rows": _("Some rows cannot be read: %(problems)s."),
    "library_note_missing": _("Say what changed in the library."),
    "plan_rules_value": _("%(name)s: %(reason)s"),
}
