"""The refusals of the selection in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # Review: conflicts, assignment, marks, calibration
    "no_rules": _("The call %(call)s has no selection rules yet."),
    "already_a_reviewer": _("%(person)s already reads for this call."),
    "not_a_reviewer": _("%(person)s has no mandate as a reviewer."),
    "load_bounds_crossed": _("The most applications cannot be fewer than the fewest."),
    "unknown_nature": _("“%(nature)s” is not a nature of conflict of interest."),
    "conflict_not_of_this_call": _(
        "A cooperative named in this declaration has no application to this call."
    ),
    "conflict_already_declared": _("You already declared a conflict on this application; it stays declared."),
    "declare_first": _("Declare your conflicts of interest first: no application is shown before that."),
    "assignment_impossible": _("No assignment fits. %(why)s"),
    "assignment_changed_meanwhile": _(
        "Readings changed since this proposal was shown. Nothing was assigned: look at the new proposal."
    ),
    "pair_conflicts": _(
        "%(person)s has a conflict of interest or a tie here and cannot read this application."
    ),
    "pair_already_left": _("%(person)s already left this reading (%(state)s) and cannot be given it again."),
    "not_enrolled": _("%(person)s does not read for this call."),
    "reading_under_way": _("This reading has begun and can no longer be moved."),
    "nobody_left": _("Nobody is left to read application %(number)s. %(why)s"),
    "no_third_reading_due": _(
        "The readings of application %(number)s do not diverge: no third reading is due."
    ),
    "readings_not_whole": _("Applications that still lack a reading: %(count)s (%(numbers)s)."),
    "marks_missing": _("A mark is missing for: %(criteria)s. Your other marks are kept as a draft."),
    "mark_not_a_level": _("%(criterion)s: “%(mark)s” is not a mark. A mark is a whole number from 0 to 5."),
    "unknown_criterion": _("“%(criterion)s” is not a criterion of this grid."),
    "reviews_late": _("Reviews were due on %(due)s. Yours was not recorded; your marks are kept as a draft."),
    "review_change_late": _(
        "Reviews were due on %(due)s: the marks you submitted stand and no longer change."
    ),
    "review_changed_meanwhile": _(
        "This review was changed in another window. Nothing was overwritten: both values are shown."
    ),
    "review_already_submitted": _("This review is already submitted; record it again to change it."),
    "reading_closed": _("This reading is over (%(state)s): its marks can no longer change."),
    "averages_were_open": _(
        "You have seen the averages of this call: your submitted marks can no longer change."
    ),
    "third_reading_open": _("A third reading was opened on these marks: they can no longer change."),
    "abstention_without_reason": _("Say why you abstain."),
    "marks_still_owed": _(
        "You still owe marks in this call (applications: %(count)s). Averages open once they are given."
    ),
    # Choice and committee
}
