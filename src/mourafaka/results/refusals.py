"""What this room refuses, in words."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "workbook_unreadable": _("This workbook cannot be read: %(reason)s."),
    "workbook_imported": _("This workbook is already imported; its answers no longer change."),
    "workbook_answer_unknown": _("“%(key)s” is not a question of this workbook."),
}
