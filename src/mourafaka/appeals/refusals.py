"""What the acts on appeals refuse, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "appeal_nothing_to_contest": _(
        "Nothing is decided yet on the application %(number)s that can be contested."
    ),
    "appeal_without_words": _("Say in a few sentences what you contest."),
    "appeal_already_lodged": _("This decision was already contested on %(day)s; add what is missing to it."),
    "appeal_too_late": _("The last day to contest this decision was %(day)s."),
    "appeal_received_in_future": _("An appeal is received today or before."),
    "appeal_too_many_files": _("At most %(most)s files come with an appeal."),
    "appeal_closed": _("This appeal is “%(state)s”: it can no longer be changed."),
    "appeal_examiner_involved": _("%(person)s cannot examine this appeal: %(why)s"),
    "appeal_changes_nothing": _(
        "Nothing would change: correct at least one mark, or the facts in the register, or reject the appeal."
    ),
    "appeal_marks_not_asked": _("An appeal about admissibility corrects no mark."),
    "appeal_not_read_yet": _("The application %(number)s is not read yet: close its readings first."),
    "letter_of_rejection_without_appeal": _(
        "The call gives no day to appeal: %(number)s cannot be declared not admissible."
    ),
    "nothing_to_give_up": _("The application %(number)s is “%(state)s”: there is nothing to give up."),
}
