"""What the acts of instruction refuse, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "officer_not_entitled": _(
        "%(officer)s cannot instruct %(number)s: it is outside their territory, or in conflict of interest."
    ),
    "case_closed": _("The application %(number)s is “%(state)s”: its instruction is over."),
    "correction_nothing_asked": _("Say what is to be corrected: tick at least one line."),
    "correction_target_unknown": _("“%(target)s” is not a part of this application."),
    "correction_kind_unknown": _("“%(kind)s” is not a reason of correction."),
    "correction_without_words": _("Say in a sentence what to correct in “%(what)s”."),
    "correction_date_past": _("The date %(due)s has passed already: choose a later one."),
    "correction_already_asked": _("“%(what)s” is already asked of the cooperative."),
    "correction_closed": _("This correction is “%(state)s”: it can no longer be changed."),
    "correction_too_late": _("The time to answer ended on %(due)s. Write a message: the officer decides."),
    "answer_empty": _("Answer with a text or a file."),
    "answer_value_refused": _("“%(value)s” cannot be read: %(reason)s"),
    "opinion_without_question": _("Write the question."),
    "opinion_without_answer": _("Write your opinion."),
    "opinion_of_oneself": _("Ask somebody else: this person already has the application in charge."),
    "opinion_closed": _("This opinion is “%(state)s”: it can no longer be changed."),
    "message_empty": _("Write a message."),
    "team_name_missing": _("Give the team a name."),
    "team_value_refused": _("This team cannot be kept: %(reason)s"),
    "pace_value_refused": _("These days cannot be kept: %(reason)s"),
    "batch_nothing_chosen": _("Choose at least one application."),
    "batch_kind_unknown": _("“%(kind)s” is not done over several applications."),
    "batch_without_officer": _("Choose the officer."),
    "batch_running": _("These acts are still under way."),
    "batch_already_undone": _("These acts are already undone."),
    "batch_followed": _("Something followed for %(numbers)s: nothing was undone."),
}
