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
    "reviews_owed": _(
        "Marks are still owed on %(count)s applications: %(numbers)s. The choice waits for them."
    ),
    "nothing_evaluated": _(
        "No application of the call %(call)s has been evaluated yet: there is nothing to choose."
    ),
    "already_decided": _("The committee already decided on the call %(call)s."),
    "procedure_refused": _("The procedure cannot be run on these data: %(reason)s"),
    "no_proposal": _("The call %(call)s has no proposal yet: compute it first."),
    "proposal_not_solved": _(
        "These rules cannot hold together: the committee has nothing to decide on. Write a new version of the rules."
    ),
    "session_already_planned": _("A session on the call %(call)s is already planned or sitting."),
    "not_a_committee_member": _("%(person)s has no mandate on the committee."),
    "chair_not_a_member": _("%(person)s chairs but is not among the members called."),
    "quorum_out_of_range": _("The quorum (%(quorum)s) goes from 1 to the number of members (%(members)s)."),
    "not_of_this_session": _("%(person)s is not a member of this session."),
    "not_of_this_call": _("The application %(number)s belongs to another call."),
    "not_in_proposal": _("The application %(number)s is not in the proposal before the committee."),
    "session_state": _(
        "Nothing was done: the session is now “%(state)s”. Somebody may have acted before you."
    ),
    "quorum_missing": _("The quorum is not reached: %(present)s present, %(quorum)s needed."),
    "voted_already": _("%(person)s already voted on the application %(number)s."),
    "not_present": _("%(person)s is not recorded as present at this session."),
    "recused": _("You left the room for the application %(number)s: you take no part in what concerns it."),
    "unknown_outcome": _("“%(outcome)s” is not a decision."),
    "unknown_vote": _("“%(vote)s” is not a vote."),
    "same_as_proposed": _(
        "The rules already propose this for %(number)s (%(outcome)s): there is no exception."
    ),
    "motion_already_moved": _("An exception on the application %(number)s is already before the committee."),
    "motion_without_votes": _("Nobody voted on the exception for %(number)s: vote before closing."),
    "seats_exceeded": _(
        "The exceptions select %(taken)s cooperatives for %(seats)s places. Another one has to give up its place."
    ),
    "marks_changed_since": _(
        "Marks or applications changed since proposal %(number)s. Compute a new proposal and open a session on it."
    ),
    "nothing_decided": _("No committee has decided on the cohort %(cohort)s yet."),
    "nothing_decided_in_call": _("The committee has not decided on the call %(call)s yet."),
    "letter_without_reason": _("The letter of %(number)s has no reason: no letter was written."),
    "letter_without_appeal": _(
        "The call gives no day to appeal: the letter of %(number)s cannot be written."
    ),
    "not_selected": _("The application %(number)s has no place to give up: its state is “%(state)s”."),
}
