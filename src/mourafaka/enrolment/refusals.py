"""The refusals of the enrolment in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "erasure_while_accompanied": _(
        "This cooperative is accompanied: its data are erased once that has ended."
    ),
    # Enrolling
    "already_enrolled": _("The application %(number)s is already enrolled."),
    "not_selected_yet": _(
        "The application %(number)s is in the state “%(state)s”: only a selected one can be enrolled."
    ),
    "nobody_to_enrol": _("No selected application of the call %(call)s awaits enrolment."),
    "service_before_decision": _(
        "%(number)s: the service cannot start on %(starts_on)s, before the decision of %(decided_on)s."
    ),
    "contract_of_another_lot": _("The contract %(contract)s is not of the lot of %(number)s."),
    "contract_not_in_force": _(
        "The contract %(contract)s runs from %(starts_on)s to %(ends_on)s: it is not in force on %(on)s."
    ),
    "enrolment_value_refused": _("%(reason)s"),
    # Agreement
    "agreement_already_signed": _("The agreement of %(number)s was signed on %(signed_on)s."),
    "agreement_not_issued": _(
        "No agreement of %(number)s was issued: issue it first, or attach the signed copy."
    ),
    "signed_before_issued": _(
        "The agreement was issued on %(issued_on)s: it cannot have been signed on %(signed_on)s."
    ),
    # Life
    "step_not_offered": _("“%(verb)s” is not a step of the accompaniment."),
    "step_before_the_last": _(
        "%(number)s: %(on)s is before the last step recorded (%(step)s, %(last)s). Check the date."
    ),
    "day_in_the_future": _("%(on)s is in the future: give a day that has come."),
    "already_suspended": _("%(number)s is already suspended, since %(since)s."),
    "suspended_meanwhile": _("%(number)s is suspended since %(since)s: resume it first."),
    "not_suspended": _("%(number)s is not suspended."),
    "not_under_way": _("The accompaniment of %(number)s is over (%(phase)s)."),
    "exit_unknown": _("“%(verb)s” is not a way to leave: abandoned, excluded or dissolved."),
    "exit_reason_unknown": _("“%(reason)s” is not a reason of the list."),
    "closing_incomplete": _(
        "%(number)s cannot be completed yet. %(missing)s To complete it nevertheless, say why."
    ),
    # Coaches
    "not_a_coach": _("%(person)s has no mandate as a coach where %(number)s is."),
    "coach_of_another_organisation": _(
        "%(person)s does not work for %(provider)s, which holds the contract %(contract)s of %(number)s."
    ),
    "coach_language": _("%(person)s does not speak the language of the application %(number)s."),
    "coach_tied": _("%(person)s has a conflict of interest or a tie with %(number)s and cannot coach it."),
    "coach_marked_it": _("%(person)s marked %(number)s in the selection and cannot coach it."),
    "coach_after_service": _(
        "%(number)s: the service ends on %(ends_on)s; nobody can be in charge from %(starts_on)s on."
    ),
    "already_coach": _("%(person)s is already in charge of %(number)s."),
    "coach_overlap": _(
        "%(number)s: %(person)s is in charge until %(taken)s at least; another coach cannot begin on %(starts_on)s."
    ),
    "transfer_to_oneself": _("%(person)s cannot hand over a caseload to themselves: choose another coach."),
    "nothing_to_transfer": _("Tick at least one cooperative to transfer."),
    "not_in_the_caseload": _("%(number)s is not in the caseload of %(person)s. Nothing was transferred."),
    # Contracts
    "contract_terms_unknown": _("Unknown terms of a contract: %(fields)s."),
    "contract_value_refused": _("%(reason)s"),
    "contract_locked": _("The contract %(contract)s can no longer be changed. %(why)s"),
    # Alerts
    "alert_unknown": _("“%(alert)s” is not an alert."),
    "alert_threshold": _("A threshold goes from 1 to %(most)s, not %(threshold)s."),
}
