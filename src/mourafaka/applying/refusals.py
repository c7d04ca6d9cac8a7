from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "draft_not_open": _("This draft is no longer open: %(state)s."),
    "draft_call_not_open": _("The call %(call)s does not take applications now."),
    "draft_incomplete": _("Before lodging, complete: %(sections)s."),
    "draft_past_deadline": _(
        "The call closed on %(closes_at)s. Your draft is kept; the delegation of the agency can tell you what to do."
    ),
    "draft_not_confirmed": _("She has not confirmed what was typed for her yet."),
    "confirmation_wrong": _("This code is not the one sent to the cooperative."),
    "confirmation_without_phone": _("Give the phone number of the cooperative first."),
    "section_unknown": _("There is no section “%(section)s”."),
    "erasure_while_applying": _(
        "An application of this cooperative is under way: it is withdrawn or decided first."
    ),
    "already_applied": _("An application of this cooperative to this call was already lodged."),
}
