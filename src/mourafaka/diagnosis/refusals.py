"""The refusals of the diagnosis in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "unknown_round": _("“%(round)s” is not a round of diagnosis: M0, M12 or M24."),
    "enrolment_over": _("The accompaniment of %(number)s is over (%(phase)s): no diagnosis can be opened."),
    "agreement_first": _("The agreement of %(number)s is not signed yet: the diagnosis comes after it."),
    "round_already_open": _("The diagnosis %(round)s of this cooperative already exists."),
    "no_instrument_in_force": _("No version of the questionnaire is in force."),
    "before_service_starts": _("The diagnosis cannot be held before the service starts, on %(day)s (M0)."),
    "held_in_the_future": _("%(day)s is not past yet: give the day the diagnosis was held."),
    "out_of_round_without_reason": _(
        "That day is in month %(month)s of the service, outside the months of the round %(round)s: say why."
    ),
    "assessment_closed": _("This diagnosis can no longer be changed: its state is “%(state)s”."),
    "assessment_state": _(
        "Nothing was done: the state of this diagnosis is “%(state)s”. Somebody may have acted before you."
    ),
    "own_diagnosis": _("Nobody validates a diagnosis they filled: another person reviews it."),
    "report_before_validation": _("The report is written once the diagnosis is validated."),
    "return_without_reason": _("Say what must be corrected."),
    "questions_unanswered": _(
        "The diagnosis cannot be submitted. Questions without an answer: %(count)s. %(where)s"
    ),
    "unknown_side": _("“%(side)s” is not a side of the SWOT."),
    "too_many_swot_lines": _("%(side)s: at most %(limit)s lines."),
    "already_in_force": _("%(instrument)s is already in force."),
    "instrument_unchanged": _("The workbook says exactly what %(instrument)s says: no new version was made."),
    "instrument_workbook_wrong": _("The workbook was not taken. Faults: %(count)s. The first: %(first)s"),
    # what the engine refuses
    "diagnosis_unknown_question": _("“%(question)s” is not a question of this questionnaire."),
    "diagnosis_score_out_of_range": _(
        "%(question)s: “%(score)s” is not an answer. An answer is a whole number from 0 to 4."
    ),
    "diagnosis_reason_missing": _("%(question)s: say why the question does not apply."),
    "diagnosis_score_and_reason": _(
        "%(question)s: either an answer from 0 to 4 or a reason why it does not apply, not both."
    ),
    "diagnosis_unknown_evidence": _("%(question)s: “%(evidence)s” is not a kind of evidence."),
    "diagnosis_too_many_not_applicable": _(
        "%(dimension)s: at most %(limit)s questions may not apply; here %(questions)s."
    ),
}
