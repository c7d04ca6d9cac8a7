"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "calls_value_refused": _("%(reason)s"),
    "call_code_taken": _("The code “%(value)s” is already used."),
    "call_not_draft": _("The call %(call)s is “%(state)s”: only a call in preparation can be changed."),
    "call_without_province": _("Choose at least one province for the call."),
    "call_before_term": _("The call closes on %(closes_at)s: it cannot be declared closed before."),
    "call_not_receiving": _("The call %(call)s is “%(state)s”: it takes no application."),
    "call_not_open_yet": _("The call %(call)s opens on %(opens_at)s."),
    "call_past_deadline": _(
        "The call %(call)s closed on %(closes_at)s: only a manager can still enter an application received in time, "
        "with the day it was received and a reason."
    ),
    "received_outside_call": _(
        "The application was received on %(received_at)s, outside the call (%(opens_at)s – %(closes_at)s)."
    ),
    "received_in_the_future": _("The application cannot be received on a day to come."),
    "rules_faulty": _("These rules cannot be used. %(problems)s"),
    "rules_reason_missing": _("The call is open: say why the rules change."),
    "rules_unchanged": _("Nothing has changed in the rules: no new version is needed."),
    "rules_after_decision": _("The call %(call)s is “%(state)s”: its rules no longer change."),
    "quota_floors_exceed_seats": _(
        "%(floors)s provinces have eligible applications and there are only %(seats)s seats: "
        "not every province can have one."
    ),
    "application_not_editable": _("The application %(number)s is “%(state)s”: it can no longer be changed."),
    "application_fields_unknown": _("These fields are not known here: %(fields)s."),
    "application_incomplete": _("The application cannot be submitted yet: %(missing)s."),
    "collective_need_too_short": _(
        "The collective need takes at least %(least)s characters; there are %(count)s."
    ),
    "number_negative": _("“%(what)s” cannot be negative."),
    "part_above_total": _("“%(part)s” cannot be above “%(whole)s”."),
    "document_unknown": _("The call does not ask for the document “%(kind)s”."),
    "document_state_unknown": _("“%(state)s” is not a state of a document."),
    "answer_text_missing": _("Write the question and the answer in French and in Arabic."),
    "answer_of_another_call": _("This answer is not one of the call %(call)s."),
    "reason_missing": _("Give a reason."),
    "gates_closed": _("The application %(number)s cannot be admitted: %(reasons)s"),
    "admission_followed": _("The admission of %(number)s can no longer be taken back. %(what)s"),
    "gate_already_passed": _("This condition is met: there is nothing to override."),
    "gate_not_evaluated": _("This condition has not been evaluated yet."),
    "not_this_cooperative": _("The cooperative %(cooperative)s is outside your territory."),
    "move_not_offered": _("“%(verb)s” is not a step taken here."),
    "application_exists": _("This cooperative already has an application to the call %(call)s."),
    "call_unknown": _("No call has the code “%(call)s”."),
    "cooperative_unknown": _("No cooperative of your territory has the code “%(wanted)s”."),
}
